package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestSVGIsWellFormedAndHasNoStyleAttributes(t *testing.T) {
	for _, c := range charts(Chinese) {
		f := c.Figure(Chinese)
		if f.Drawing == nil {
			continue
		}
		svg := f.Alone(0, 0).SVG(f.Title, Auto)
		d := xml.NewDecoder(bytes.NewReader(svg))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Key, err)
			}
		}
		for _, never := range []string{"style=", "<script", "NaN", "Inf", "var("} {
			if bytes.Contains(svg, []byte(never)) {
				t.Errorf("%s: the picture has %s", f.Key, never)
			}
		}
	}
}

func TestMarksStandOnTheSheet(t *testing.T) {
	for _, l := range []Language{English, Chinese} {
		for _, c := range charts(l) {
			f := c.Figure(l)
			if f.Drawing == nil {
				continue
			}
			for _, m := range f.Drawing.Marks {
				text, is := m.(*Text)
				if !is {
					continue
				}
				width := ems(text.Words) * text.Size
				left := text.X - []float64{0, width / 2, width}[text.Anchor]
				if left < -8 || left+width > f.Drawing.Width+8 || text.Y < 6 || text.Y > f.Drawing.Height {
					t.Errorf("%s %s: %q at %.0f, %.0f leaves the sheet", l, f.Key, text.Words, left, text.Y)
				}
			}
		}
	}
}

func TestPNGHasItsSizeAndInkInEveryLabel(t *testing.T) {
	fonts, err := BuiltinFonts()
	if err != nil {
		t.Fatal(err)
	}
	f := Blocks(grid(Chinese)).Figure(Chinese)
	for _, theme := range []Theme{Light, Dark} {
		content, err := f.Drawing.PNG(theme, 1, fonts)
		if err != nil {
			t.Fatal(err)
		}
		again, err := f.Drawing.PNG(theme, 1, fonts)
		if err != nil || !bytes.Equal(content, again) {
			t.Errorf("two pictures of equal numbers differ (%v)", err)
		}
		if bytes.Contains(content, []byte("tIME")) {
			t.Error("the picture has a time")
		}
		img, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X != int(f.Drawing.Width) || size.Y != int(f.Drawing.Height) {
			t.Errorf("size %v, want %v × %v", size, f.Drawing.Width, f.Drawing.Height)
		}
		for _, m := range f.Drawing.Marks {
			text, is := m.(*Text)
			if !is {
				continue
			}
			width := int(ems(text.Words) * text.Size)
			left := int(text.X) - []int{0, width / 2, width}[text.Anchor]
			colours := map[[3]uint32]bool{}
			for x := left; x < left+width; x++ {
				for y := int(text.Y - text.Size*0.7); y <= int(text.Y); y++ {
					r, g, b, _ := img.At(x, y).RGBA()
					colours[[3]uint32{r, g, b}] = true
				}
			}
			if len(colours) < 3 {
				t.Errorf("no ink where %q should be", text.Words)
			}
		}
	}
}

func TestLongTextsAreWrapped(t *testing.T) {
	for _, test := range []struct {
		words string
		width float64
		want  string
	}{
		{"one two three four", 5.5, "one two|three four"},
		{"每格：客户数与净收入，越靠右越多", 7, "每格：客户数与|净收入，越靠右|越多"},
	} {
		if got := strings.Join(wrap(test.words, test.width), "|"); got != test.want {
			t.Errorf("wrap(%q) = %q, want %q", test.words, got, test.want)
		}
	}
}

func TestTicksAreRound(t *testing.T) {
	for _, test := range []struct {
		scale scale
		want  []float64
	}{
		{scale{from: 0, to: 100}, []float64{0, 20, 40, 60, 80, 100}},
		{scale{from: 0, to: 7}, []float64{0, 2, 4, 6}},
		{scale{from: 3, to: 20000, log: true}, []float64{10, 100, 1000, 10000}},
		{scale{from: 1, to: 20, log: true}, []float64{1, 2, 5, 10, 20}},
	} {
		if got := test.scale.ticks(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.scale, got, test.want)
		}
	}
}
