package rfmio

import (
	"fmt"

	"rfm/io/sheet"
	"rfm/io/vector"
)

// at is the place of a cell, or of its row, as messages name it:
// sales.csv:12:3, or sales.xlsx!Orders!C12.
func (f *inputFile) at(c vector.BadCell) string {
	line := f.lineOf(c)
	whole := c.Row == vector.WholeRow
	if p, ok := f.table.(vector.Placer); ok {
		column := c.Column
		if whole {
			column = -1
		}
		return f.count.Name + "!" + p.Place(line, column)
	}
	if whole {
		return fmt.Sprintf("%s:%d", f.count.Name, line)
	}
	return fmt.Sprintf("%s:%d:%d", f.count.Name, line, c.Column+1)
}

// lineName is a place in a file that has been named: line 12, or Orders!C12.
func (f *inputFile) lineName(c vector.BadCell) string {
	if p, ok := f.table.(vector.Placer); ok {
		return p.Place(f.lineOf(c), c.Column)
	}
	return fmt.Sprintf("line %d", f.lineOf(c))
}

// lineAt is the line of a cell with its file: sales.csv:12; in a workbook the
// cell itself.
func (f *inputFile) lineAt(c vector.BadCell) string {
	if _, ok := f.table.(vector.Placer); ok {
		return f.at(c)
	}
	return fmt.Sprintf("%s:%d", f.count.Name, f.lineOf(c))
}

// lineWord is what the lines of a file are called, of several.
func (f *inputFile) lineWord() string {
	if _, ok := f.table.(vector.Placer); ok {
		return "rows"
	}
	return "lines"
}

// mixesDates is what to do about a column in which cells are days and others are
// texts of another form; empty for other columns and files.
func (f *inputFile) mixesDates(c *columnForm) string {
	if _, ok := f.table.(*sheet.Table); !ok || c.Days == nil {
		return ""
	}
	return "Excel took the dates that it could read in its own order of day and month for days, perhaps for the wrong ones, and left the others as text: " +
		"import the original file anew, choosing the order (Data > From Text/CSV), or format the column as text before pasting"
}
