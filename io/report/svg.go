package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// SVG is a drawing as a file of its own, with a title for those who cannot see
// it. Its colours stand in a style sheet within it, as plain values that word
// processors understand too.
func (d *Drawing) SVG(title string, t Theme) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" aria-labelledby="t">`,
		number(d.Width), number(d.Height))
	fmt.Fprintf(&b, `<title id="t">%s</title><style>text{font-family:%s}`, escape(title), fonts)
	first := Light
	if t == Dark {
		first = Dark
	}
	b.WriteString(d.rulesOf(first))
	if t == Auto {
		fmt.Fprintf(&b, "@media (prefers-color-scheme:dark){%s}", d.rulesOf(Dark))
	}
	b.WriteString("</style>")
	paper := &Drawing{Width: d.Width, Height: d.Height}
	paper.rect(Paper, 0, 0, d.Width, d.Height)
	paper.svgMarks(&b)
	d.svgMarks(&b)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

const fonts = `system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif`

// rulesOf are the style rules of the inks that a drawing uses.
func (d *Drawing) rulesOf(t Theme) string {
	used := [inkCount][4]bool{Paper: {true}}
	for _, m := range d.Marks {
		switch m := m.(type) {
		case *Shape:
			used[m.Fill][0], used[m.Stroke][1] = true, true
		case *Text:
			if m.On {
				used[m.Ink][3] = true
			} else {
				used[m.Ink][2] = true
			}
		}
	}
	var b strings.Builder
	for i := range used {
		if Ink(i) == None {
			continue
		}
		for k, property := range []string{"fill", "stroke", "fill", "fill"} {
			if used[i][k] {
				fmt.Fprintf(&b, ".%c%d{%s:%s}", "fsto"[k], i, property, Ink(i).tone(t, k == 3))
			}
		}
	}
	return b.String()
}

// sheet are the style rules of all inks, as they stand in a page that declares
// the tones as variables.
func sheet() string {
	var b strings.Builder
	for i := Paper; i < inkCount; i++ {
		fmt.Fprintf(&b, ".f%d,.t%[1]d{fill:var(--i%[1]d)}.s%[1]d{stroke:var(--i%[1]d)}.o%[1]d{fill:var(--o%[1]d)}\n", i)
	}
	return b.String()
}

// variables declares the tones of a theme.
func variables(t Theme) string {
	var b strings.Builder
	for i := Paper; i < inkCount; i++ {
		fmt.Fprintf(&b, "--i%[1]d:%[2]s;--o%[1]d:%[3]s;", i, i.tone(t, false), i.tone(t, true))
	}
	return b.String()
}

// inline writes a drawing into a page; the ids of its texts begin with id.
func (d *Drawing) inline(b *bytes.Buffer, id, title, description string) {
	fmt.Fprintf(b, `<svg viewBox="0 0 %s %s" role="img" aria-labelledby="%st %[3]sd"><title id="%[3]st">%s</title><desc id="%[3]sd">%s</desc>`,
		number(d.Width), number(d.Height), id, escape(title), escape(description))
	d.svgMarks(b)
	b.WriteString("</svg>")
}

func (d *Drawing) svgMarks(b *bytes.Buffer) {
	for _, m := range d.Marks {
		switch m := m.(type) {
		case *Shape:
			m.svg(b)
		case *Text:
			m.svg(b)
		}
	}
}

func (s *Shape) svg(b *bytes.Buffer) {
	b.WriteString(`<path class="`)
	if s.Fill != None {
		fmt.Fprintf(b, "f%d", s.Fill)
	}
	if s.Stroke != None {
		if s.Fill != None {
			b.WriteByte(' ')
		}
		fmt.Fprintf(b, "s%d", s.Stroke)
	}
	b.WriteByte('"')
	if s.Fill == None {
		b.WriteString(` fill="none"`)
	}
	if s.Stroke != None && s.Width != 1 {
		fmt.Fprintf(b, ` stroke-width="%s"`, number(s.Width))
	}
	if s.Dashed {
		b.WriteString(` stroke-dasharray="4 3"`)
	}
	if s.Alpha != 0 {
		fmt.Fprintf(b, ` fill-opacity="%s"`, strconv.FormatFloat(s.Alpha, 'g', 3, 64))
	}
	b.WriteString(` d="`)
	for _, p := range s.Steps {
		n := number
		switch p.Op {
		case 'M', 'L':
			fmt.Fprintf(b, "%c%s %s", p.Op, n(p.A), n(p.B))
		case 'C':
			fmt.Fprintf(b, "C%s %s %s %s %s %s", n(p.A), n(p.B), n(p.C), n(p.D), n(p.E), n(p.F))
		case 'R':
			fmt.Fprintf(b, "M%s %sh%sv%sH%sz", n(p.A), n(p.B), n(p.C), n(p.D), n(p.A))
		case 'Z':
			b.WriteByte('z')
		}
	}
	b.WriteString(`"/>`)
}

func (t *Text) svg(b *bytes.Buffer) {
	kind := 't'
	if t.On {
		kind = 'o'
	}
	fmt.Fprintf(b, `<text class="%c%d" x="%s" y="%s" font-size="%s"`, kind, t.Ink, number(t.X), number(t.Y), number(t.Size))
	if t.Anchor != Start {
		fmt.Fprintf(b, ` text-anchor="%s"`, [...]string{Middle: "middle", End: "end"}[t.Anchor])
	}
	if t.Bold {
		b.WriteString(` font-weight="600"`)
	}
	fmt.Fprintf(b, ">%s</text>", escape(t.Words))
}

// number writes a coordinate with one decimal at most.
func number(v float64) string { return strconv.FormatFloat(rounded(v, 1)+0, 'f', -1, 64) }

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes all
	return b.String()
}
