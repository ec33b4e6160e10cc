package workbook

import (
	"fmt"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/xuri/excelize/v2"
)

// MaxRows is the number of rows of a table: those of a sheet less the header.
const MaxRows = 1<<20 - 1

// maxColumns is the number of columns of a sheet.
const maxColumns = 1 << 14

// widthRows is how many rows are looked at to tell the widths of the columns.
// They are kept until then, since widths stand before the rows.
const widthRows = 1000

// Widths of a column, in digits.
const (
	minWidth     = 6
	maxWidth     = 60
	filterButton = 3 // the sign beside the header
)

// Table is a sheet with one table: a header that stays in sight, filters, a
// format for every column.
type Table struct {
	book    *Book
	sheet   string
	name    string
	stream  *excelize.StreamWriter
	columns []*column
	styles  []int
	first   [][]any // rows kept for the widths; nil once they are written
	begun   bool
	rows    int
	row     []any
}

// Write appends the rows of a record of the table's schema.
func (t *Table) Write(rec arrow.Record) error {
	return t.book.spill.during(t.rows+int(rec.NumRows()), func() error { return t.write(rec) })
}

func (t *Table) write(rec arrow.Record) error {
	for row := range int(rec.NumRows()) {
		if t.rows == MaxRows {
			return &LimitError{Message: fmt.Sprintf("a sheet of Excel holds %d rows, and the result has more", MaxRows), Hint: "write .csv or .parquet, or fewer rows: --limit " + strconv.Itoa(MaxRows)}
		}
		if t.row == nil || !t.begun {
			t.row = make([]any, len(t.columns))
		}
		for i, c := range t.columns {
			value, err := c.value(rec.Column(i), row)
			if err != nil {
				return err
			}
			t.row[i] = value
		}
		t.rows++
		if err := t.add(); err != nil {
			return err
		}
	}
	return nil
}

// add writes the row, or keeps it among the first.
func (t *Table) add() error {
	if t.begun {
		return t.writeRow(t.row, t.rows)
	}
	t.first = append(t.first, t.row)
	if len(t.first) < widthRows {
		return nil
	}
	return t.begin()
}

// begin writes what stands before the rows, the header, and the first rows.
func (t *Table) begin() error {
	t.begun = true
	header := make([]any, len(t.columns))
	for i, c := range t.columns {
		width := displayWidth(c.name) + filterButton
		for _, row := range t.first {
			width = max(width, displayWidth(c.shown(row[i])))
			if s, ok := row[i].(string); ok && looksLikeNumber(s) {
				c.numeric = true
			}
		}
		if c.numeric && c.format == "" {
			c.format = textFormat
		}
		if err := t.stream.SetColWidth(i+1, i+1, float64(min(max(width, minWidth), maxWidth))+1); err != nil {
			return err
		}
		style, err := t.book.style(c.format)
		if err != nil {
			return err
		}
		t.styles = append(t.styles, style)
		header[i] = c.name
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := t.stream.SetRow("A1", header); err != nil {
		return err
	}
	for i, row := range t.first {
		if err := t.writeRow(row, i+1); err != nil {
			return err
		}
	}
	t.first, t.row = nil, make([]any, len(t.columns))
	return nil
}

// looksLikeNumber tells whether Excel would take a text for a number.
func looksLikeNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// writeRow writes row number n, from 1, below the header.
func (t *Table) writeRow(row []any, n int) error {
	for i, value := range row {
		if value != nil {
			row[i] = excelize.Cell{StyleID: t.styles[i], Value: value}
		}
	}
	return t.stream.SetRow("A"+strconv.Itoa(n+1), row)
}

// AsText counts the numbers and days that were written as text, since Excel
// cannot hold them: more than 15 digits, or before March 1900.
func (t *Table) AsText() int64 {
	n := int64(0)
	for _, c := range t.columns {
		n += c.asText
	}
	return n
}

// close completes the sheet.
func (t *Table) close() error {
	if !t.begun {
		if err := t.begin(); err != nil {
			return err
		}
	}
	for i, c := range t.columns {
		if c.format != textFormat && c.asText == 0 || t.rows == 0 {
			continue
		}
		first, _ := excelize.CoordinatesToCellName(i+1, 2)
		last, _ := excelize.CoordinatesToCellName(i+1, t.rows+1)
		if err := t.book.file.AddIgnoredErrors(t.sheet, first+":"+last, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(t.columns), max(t.rows, 1)+1)
	if err != nil {
		return err
	}
	if err := t.stream.AddTable(&excelize.Table{Range: "A1:" + last, Name: t.name, StyleName: tableStyle}); err != nil {
		return err
	}
	return t.stream.Flush()
}

const tableStyle = "TableStyleMedium2"
