package sheet

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"rfm/io/fault"
	"rfm/io/xlsx"
)

// trouble is what has been seen in the rows that a user should know of.
type trouble struct {
	line   int64   // the last row that a block has
	last   int     // the last row that holds something
	hidden int     // rows that do not show
	totals []int64 // lines left out that add up the others
}

// Reasons for which a cell cannot be used. They complete the sentence
// `Amount "#N/A" …`.
const (
	reasonError      = "is an error of Excel"
	reasonUncomputed = "is a formula without a stored value: open the file once in Excel and save it"
	reasonLong       = "has more than 15 digits, of which Excel has kept 15: format the column as text and enter the ids again"
)

// objection is the reason for which a cell cannot be used; empty for none.
func (u *use) objection(c *xlsx.Cell) string {
	switch {
	case c.Kind == xlsx.Error:
		return reasonError
	case c.Kind == xlsx.Uncomputed:
		return reasonUncomputed
	case c.Long && u.id:
		return reasonLong
	}
	return ""
}

// end is what comes after the last row: io.EOF, or the error for merged cells
// whose rows would lack the value that shows beside them.
func (t *Table) end() error {
	p := t.parts[t.current]
	for _, area := range t.rows.Merged() {
		if int64(area.LastRow) <= p.header || area.FirstRow > t.trouble.last {
			continue
		}
		for column := range t.want {
			if column < area.FirstColumn || column > area.LastColumn {
				continue
			}
			return &fault.Error{Kind: fault.Undecided,
				Message: fmt.Sprintf("%s!%s!%s: cells are merged over the column %s: only the first of them has a value", t.Source.Name, p.sheet.Name, area, t.Names[column]),
				Place:   &fault.Place{File: t.Source.Name, Line: int64(area.FirstRow), Column: column + 1, Name: t.Names[column]},
				Hints:   []string{"in Excel: select the column, Home > Merge & Center > Unmerge Cells, and fill the empty cells"}}
		}
	}
	return io.EOF
}

// Notes are what a reader of the result should know of the sheet.
func (t *Table) Notes() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var notes []string
	if others := t.others(); others != nil {
		var read []string
		for _, p := range t.parts {
			read = append(read, p.sheet.Name)
		}
		notes = append(notes, fmt.Sprintf("only the %s %s %s read, not %s (--sheet chooses)", verb(len(read), "sheet", "sheets"), shortList(read), verb(len(read), "is", "are"), shortList(others)))
	}
	for _, p := range t.parts {
		of := ""
		if len(t.parts) > 1 {
			of = " of " + p.sheet.Name
		}
		if p.sheet.Hidden {
			notes = append(notes, "the sheet "+p.sheet.Name+" is hidden")
		}
		if p.header > 1 {
			notes = append(notes, fmt.Sprintf("the header%s is row %d; the rows above are left out", of, p.header))
		}
	}
	if n := len(t.trouble.totals); n > 0 {
		notes = append(notes, fmt.Sprintf("%s %s up other rows and %s left out (the amount is a SUM or a SUBTOTAL)", t.rowList(t.trouble.totals), verb(n, "adds", "add"), verb(n, "is", "are")))
	}
	if n := t.trouble.hidden; n > 0 {
		notes = append(notes, fmt.Sprintf("%s hidden by hand or by a filter %s read, too", plural(n, "row"), verb(n, "is", "are")))
	}
	return notes
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// rowList names lines by their rows, with their sheets where there are several.
func (t *Table) rowList(rows []int64) string {
	const shown = 5
	name := func(line int64) string { return strconv.FormatInt(line, 10) }
	if len(t.parts) > 1 {
		name = func(line int64) string { return t.Place(line, -1) }
	}
	if len(rows) == 1 {
		return "row " + name(rows[0])
	}
	var out []string
	for i, n := range rows {
		if i == shown {
			out = append(out, "…")
			break
		}
		out = append(out, name(n))
	}
	return "rows " + strings.Join(out, ", ")
}

// others are the sheets that are not read.
func (t *Table) others() []string {
	var names []string
	for _, s := range t.book.Sheets() {
		if slices.ContainsFunc(t.parts, func(p part) bool { return p.sheet == s }) {
			continue
		}
		if s.Hidden {
			s.Name += " (hidden)"
		}
		names = append(names, s.Name)
	}
	return names
}
