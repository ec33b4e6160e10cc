package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var out = flag.String("out", "", "`folder` to write the sample pages and pictures into, for eyes and browsers")

func page(t *testing.T, l Language) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sample(l).Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSamplesForEyes writes what a person should look at.
func TestSamplesForEyes(t *testing.T) {
	if *out == "" {
		t.Skip("no -out")
	}
	fonts, err := BuiltinFonts()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(*out, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range []Language{English, Chinese} {
		write("sample-"+string(l)+".html", page(t, l))
		for _, c := range charts(l) {
			f := c.Figure(l)
			if f.Drawing == nil {
				continue
			}
			alone := f.Alone(0, 0)
			png, err := alone.PNG(Light, 2, fonts)
			if err != nil {
				t.Fatal(err)
			}
			write(f.Key+"-"+string(l)+".png", png)
			write(f.Key+"-"+string(l)+".svg", alone.SVG(f.Title, Auto))
		}
	}
}

func TestPageIsOneFileThatLoadsNothing(t *testing.T) {
	for _, l := range []Language{English, Chinese} {
		html := string(page(t, l))
		for _, never := range []string{"<script", "http:", "https:", "style=", "<img", "<link", "<iframe", "@import", "url("} {
			if strings.Contains(html, never) {
				t.Errorf("%s: the page has %s", l, never)
			}
		}
		if m := regexp.MustCompile(`\son[a-z]+=`).FindString(html); m != "" {
			t.Errorf("%s: the page has %s", l, m)
		}
		if !strings.Contains(html, `<html lang="`+l.tag()+`">`) {
			t.Errorf("%s: the page does not name its language", l)
		}
	}
}

func TestPageHasThePolicyOfItsStyle(t *testing.T) {
	html := string(page(t, English))
	style := html[strings.Index(html, "<style>")+len("<style>") : strings.Index(html, "</style>")]
	sum := sha256.Sum256([]byte(style))
	// html/template writes + as an entity in attributes.
	want := strings.ReplaceAll(base64.StdEncoding.EncodeToString(sum[:]), "+", "&#43;")
	if !strings.Contains(html, "sha256-"+want) {
		t.Errorf("the policy does not allow the style sheet: want %s", want)
	}
}

func TestPaperHasTheLastWord(t *testing.T) {
	css := pageStyle()
	at := strings.LastIndex(css, "@media")
	if !strings.HasPrefix(css[at:], "@media print{") || !strings.Contains(css[at:], "break-inside:avoid") || !strings.Contains(css[at:], variables(Light)) {
		t.Error("the rules for paper do not come last, or are not there")
	}
}

func TestEveryFigureHasTitleDescriptionAndTable(t *testing.T) {
	html := string(page(t, English))
	figures := strings.Split(html, "<figure")[1:]
	if len(figures) != len(charts(English)) {
		t.Fatalf("%d figures, want %d", len(figures), len(charts(English)))
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if ids[m[1]] {
			t.Errorf("id %s twice", m[1])
		}
		ids[m[1]] = true
	}
	for i, f := range figures {
		for _, part := range []string{"<h3>", "<table>", "<figcaption>"} {
			if strings.Count(f, part) != 1 {
				t.Errorf("figure %d has %d %s", i+1, strings.Count(f, part), part)
			}
		}
		if strings.Contains(f, "<svg") && (!strings.Contains(f, "<title id=") || !strings.Contains(f, "<desc id=")) {
			t.Errorf("the picture of figure %d has no title or description", i+1)
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if !ids[m[1]] {
			t.Errorf("a link leads to %s, which is not there", m[1])
		}
	}
}

func TestPageIsTheSameTwice(t *testing.T) {
	if !bytes.Equal(page(t, Chinese), page(t, Chinese)) {
		t.Error("two pages of equal numbers differ")
	}
}

// TestPageStaysSmall draws as much as there can be: many customers, 60 months,
// 40 segments.
func TestPageStaysSmall(t *testing.T) {
	p := sample(English)
	var groups []Group
	flow := Flow{Old: "old", New: "new"}
	for i := range 40 {
		groups = append(groups, Group{Code: "segment_" + strconv.Itoa(i), Label: "Segment with a long name " + strconv.Itoa(i), Hue: i % 10,
			Customers: 1000000 / (i + 1), Revenue: "123456789.01", Advice: strings.Repeat("advice ", 12)})
		flow.Groups, flow.Codes = append(flow.Groups, groups[i].Label), append(flow.Codes, groups[i].Code)
		for k := range 40 {
			flow.Moves = append(flow.Moves, Move{i, k, 12345})
		}
	}
	var revenue Revenue
	cohorts := Cohorts{Unit: "month"}
	for i := range 60 {
		revenue = append(revenue, Month{"2019-" + strconv.Itoa(i), "1234567.89", "12345678.90", true, i == 0})
	}
	for i := range most { // longer ones come by quarter
		cohorts.Rows = append(cohorts.Rows, Cohort{"2019-" + strconv.Itoa(i), 123456, make([]int, most-1-i), i == 0})
	}
	density := Density{Days: Bins(0, 2000, 40, false, true), Money: Bins(1, 1e7, 25, true, false)}
	density.Counts = make([][]int, len(density.Days)-1)
	for i := range density.Counts {
		density.Counts[i] = make([]int, len(density.Money)-1)
		for k := range density.Counts[i] {
			density.Counts[i][k] = 1 + i*k*k
		}
	}
	g := grid(English)
	tracking := Tracking{Split: 200, Expected: make([]float64, 260), Actual: make([]float64, 260)}
	p.Sections = []Section{{Key: "all", Title: "All"}}
	for _, c := range append(charts(English)[3:9], Blocks(g), Money(g), Bars(groups), Segments(groups), flow, revenue, cohorts, density, tracking) {
		p.Sections[0].Figures = append(p.Sections[0].Figures, c.Figure(English))
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 300_000 {
		t.Errorf("the page has %d bytes", b.Len())
	}
	for _, f := range p.Sections[0].Figures {
		if f.Drawing != nil {
			var b bytes.Buffer
			f.Drawing.inline(&b, "x", "", "")
			t.Logf("%s: %d bytes, %d marks, %d cells", f.Key, b.Len(), len(f.Drawing.Marks), len(f.Table.Rows)*len(f.Table.Columns))
		}
		if f.Drawing != nil && len(f.Drawing.Marks) > 2000 {
			t.Errorf("%s has %d marks", f.Key, len(f.Drawing.Marks))
		}
	}
	t.Logf("%d bytes", b.Len())
}

func TestTextsAreEscaped(t *testing.T) {
	p := sample(English)
	p.Sections[0].Figures[0] = Bars{{Code: "<b>", Label: `<b>&"x`, Customers: 1, Revenue: "1"}, {Code: "c", Label: "c", Customers: 2, Revenue: "1"}}.Figure(English)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "<b>") {
		t.Error("a label became markup")
	}
}
