package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// Page is a report: the answer first, then what it stands on.
type Page struct {
	Language Language
	Title    string
	Lead     []string // what the report is about: files, period, currency
	Tiles    []Tile
	Findings []Finding
	Sections []Section
}

// Tile is one of the main numbers.
type Tile struct{ Value, Label, Note string }

// Finding is a sentence that stands out, with the figure it comes from.
type Finding struct {
	Words string
	Key   string // of the figure; "" for none
}

// Section answers one question.
type Section struct {
	Key, Title string
	Intro      []string
	Warnings   []string
	Lines      []string // a list
	Folded     []string // a list that opens on demand
	Figures    []Figure
	Terms      []Term
}

// Term is a word with what it means or holds.
type Term struct{ Name, Meaning string }

//go:embed page.html
var layout string

//go:embed page.css
var style string

// Write writes the page as one HTML file that loads nothing.
func (p *Page) Write(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{"say": p.Language.Say, "cell": cellText}).Parse(layout)
	if err != nil {
		return err
	}
	css := pageStyle()
	sum := sha256.Sum256([]byte(css))
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Page": p, "Tag": p.Language.tag(), "Style": template.CSS(css),
		"Policy":   "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"Sections": p.shown(),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// pageStyle is the style sheet: light first, dark where asked for, and light again
// on paper, whose rules come last so that they hold.
func pageStyle() string {
	screen, print, _ := strings.Cut(style, "/* paper */")
	return fmt.Sprintf(":root{%[1]s}\n%[2]s%[3]s@media (prefers-color-scheme:dark){:root{%[4]s}}\n@media print{:root{color-scheme:light;%[1]s}%[5]s}\n",
		variables(Light), sheet(), screen, variables(Dark), strings.TrimSpace(print))
}

// shownSection is a section as the layout needs it.
type shownSection struct {
	Section
	Rows []figureRow
}

// figureRow is one figure that takes the page, or some side by side.
type figureRow struct {
	Narrow  bool
	Figures []shownFigure
}

type shownFigure struct {
	Figure
	ID  string
	SVG template.HTML
}

// shown numbers the figures and prints their pictures.
func (p *Page) shown() []shownSection {
	var sections []shownSection
	number := 0
	for _, s := range p.Sections {
		shown := shownSection{Section: s}
		for _, f := range s.Figures {
			number++
			one := shownFigure{Figure: f, ID: fmt.Sprintf("f%d", number)}
			if f.Drawing != nil {
				var b bytes.Buffer
				f.Drawing.inline(&b, one.ID, f.Title, f.Read)
				one.SVG = template.HTML(b.String()) // written and escaped in this package
			}
			last := len(shown.Rows) - 1
			if last >= 0 && f.Narrow() && shown.Rows[last].Narrow {
				shown.Rows[last].Figures = append(shown.Rows[last].Figures, one)
			} else {
				shown.Rows = append(shown.Rows, figureRow{f.Narrow(), []shownFigure{one}})
			}
		}
		sections = append(sections, shown)
	}
	return sections
}

// cellText is a cell of a table as people read it.
func cellText(c Column, cell string) string {
	if c.Text || cell == "" || strings.Trim(cell, "-0123456789.") != "" {
		return cell
	}
	return grouped(cell)
}
