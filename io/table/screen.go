package table

import (
	"bytes"
	"io"
	"rfm/io/fault"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// screenWriter lines columns up for reading, numbers to the right. It holds all
// rows until Close, since the widest cell may come last: give it the rows that
// are shown. A cell is never wrapped or cut; FitColumns tells which columns
// suit a narrow terminal.
type screenWriter struct {
	w       io.Writer
	look    Look
	fields  []arrow.Field
	layout  tw.Renderer
	padding []tw.Padding // of each column
	escape  func(string) string
	header  []string
	align   tw.Alignment
	rows    [][]string
	columns []cells
}

// columnGap stands between two columns of a table.
const columnGap = "  "

// newScreenWriter returns a writer of bare columns two blanks apart under a
// header with a rule.
func newScreenWriter(w io.Writer, schema *arrow.Schema, look Look) *screenWriter {
	layout := renderer.NewBlueprint(tw.Rendition{
		Borders: tw.BorderNone,
		Symbols: tw.NewSymbolCustom("rule").WithRow("-"),
		Settings: tw.Settings{
			Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
			Separators: tw.SeparatorsNone,
		},
	})
	t := newTable(w, schema, layout, tw.Padding{Right: columnGap, Overwrite: true}, fault.Visible)
	if last := len(t.padding) - 1; last >= 0 {
		t.padding[last] = tw.PaddingNone
	}
	t.look = look
	return t
}

func newMarkdownWriter(w io.Writer, schema *arrow.Schema) *screenWriter {
	escape := func(text string) string {
		return strings.ReplaceAll(fault.Visible(text), "|", `\|`)
	}
	return newTable(w, schema, renderer.NewMarkdown(), tw.PaddingDefault, escape)
}

func newTable(w io.Writer, schema *arrow.Schema, layout tw.Renderer, gap tw.Padding, escape func(string) string) *screenWriter {
	t := &screenWriter{w: w, fields: schema.Fields(), layout: layout, escape: escape}
	for _, f := range schema.Fields() {
		t.header = append(t.header, escape(f.Name))
		t.padding = append(t.padding, gap)
		if alignsRight(f.Type) {
			t.align = append(t.align, tw.AlignRight)
		} else {
			t.align = append(t.align, tw.AlignLeft)
		}
	}
	return t
}

// alignsRight tells whether a column holds numbers.
func alignsRight(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}

func (t *screenWriter) Write(rec arrow.Record) error {
	t.columns = cellsOf(rec, t.columns)
	var cell []byte
	for row := range int(rec.NumRows()) {
		line := make([]string, len(t.columns))
		for i := range t.columns {
			cell = t.columns[i].append(cell[:0], row)
			line[i] = t.escape(t.look.dress(t.fields[i], string(cell)))
		}
		t.rows = append(t.rows, line)
	}
	return nil
}

func (t *screenWriter) Close() error {
	t.look.drawBars(t.header, t.rows)
	var drawn bytes.Buffer
	table := tablewriter.NewTable(&drawn,
		tablewriter.WithRenderer(t.layout),
		tablewriter.WithHeaderAutoFormat(tw.Off), // else customer_id becomes CUSTOMER ID
		tablewriter.WithEastAsian(tw.Off),        // else widths depend on the locale
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithTrimTab(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderPaddingPerColumn(t.padding),
		tablewriter.WithRowPaddingPerColumn(t.padding),
		tablewriter.WithHeaderAlignmentConfig(tw.CellAlignment{PerColumn: t.align}),
		tablewriter.WithRowAlignmentConfig(tw.CellAlignment{PerColumn: t.align}),
	)
	table.Header(t.header)
	if err := table.Bulk(t.rows); err != nil {
		return err
	}
	if err := table.Render(); err != nil {
		return err
	}
	var lines []string
	for line := range strings.Lines(drawn.String()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	if last := len(lines) - 1; t.look.Total && last > 1 { // a rule above the total
		lines = slices.Insert(lines, last, lines[1])
	}
	t.look.paint(lines)
	_, err := io.WriteString(t.w, strings.Join(append(lines, ""), "\n"))
	return err
}
