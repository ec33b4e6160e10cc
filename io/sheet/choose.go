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

// headerRows is how many rows are looked at for the header: reports begin with a
// title, a date, an address.
const headerRows = 50

// beginning is what the first rows of a sheet tell.
type beginning struct {
	sheet    xlsx.Sheet
	header   int // its row, 0 where there is none
	names    []string
	known    int
	complete bool
}

// allSheets is the name that stands for all sheets.
const allSheets = "*"

// choose chooses the sheets: the one that is named, the only one that shows and
// has cells, the only one whose columns are known, or all where that is asked for.
func (t *Table) choose(o Options) ([]*beginning, error) {
	if o.Sheet != "" && o.Sheet != allSheets {
		sheet, err := t.named(o.Sheet)
		if err != nil {
			return nil, err
		}
		b, err := t.look(sheet, o)
		if err == nil && b == nil {
			err = t.isEmpty(sheet.Name)
		}
		return []*beginning{b}, err
	}
	var visible, hidden []*beginning
	for _, sheet := range t.book.Sheets() {
		b, err := t.look(sheet, o)
		if err != nil {
			return nil, err
		}
		switch {
		case b == nil:
		case sheet.Hidden:
			hidden = append(hidden, b)
		default:
			visible = append(visible, b)
		}
	}
	if len(visible) == 0 {
		visible = hidden
	}
	switch len(visible) {
	case 0:
		return nil, &fault.Error{Kind: fault.Unreadable, Message: t.Source.Name + ": is empty: no sheet has a cell"}
	case 1:
		return visible, nil
	}
	if o.Sheet == allSheets {
		return visible, t.sameColumns(visible)
	}
	for _, fits := range []func(*beginning) bool{
		func(b *beginning) bool { return b.complete },
		func(b *beginning) bool { return b.known > 1 },
	} {
		var found []*beginning
		for _, b := range visible {
			if fits(b) {
				found = append(found, b)
			}
		}
		if len(found) == 1 {
			return found, nil
		}
		if len(found) > 1 {
			break
		}
	}
	return nil, t.several(visible)
}

// sameColumns is the error for a sheet that has other columns than the first.
func (t *Table) sameColumns(sheets []*beginning) error {
	first := sheets[0]
	for _, b := range sheets[1:] {
		if !slices.Equal(b.names, first.names) {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: the sheet %s has other columns than %s", t.Source.Name, b.sheet.Name, first.sheet.Name),
				Hints: []string{b.sheet.Name + ": " + shortList(b.names), first.sheet.Name + ": " + shortList(first.names), "choose one: --sheet " + fault.ShellWord(first.sheet.Name)}}
		}
	}
	return nil
}

// named is the sheet that a flag names.
func (t *Table) named(name string) (xlsx.Sheet, error) {
	sheets := t.book.Sheets()
	var names []string
	for _, s := range sheets {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	for _, s := range sheets {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(sheets) {
		return sheets[n-1], nil
	}
	e := &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: no sheet %s", t.Source.Name, fault.Quote(name)),
		Hints: []string{"sheets: " + strings.Join(names, ", ")}}
	if near := fault.Nearest(name, names); near != "" {
		e.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	return xlsx.Sheet{}, e
}

func (t *Table) isEmpty(sheet string) error {
	return &fault.Error{Kind: fault.Unreadable, Message: t.Source.Name + "!" + sheet + ": is empty"}
}

// look looks at the first rows of a sheet; nil if it has no cells. The header is
// the first row with the most known names.
func (t *Table) look(sheet xlsx.Sheet, o Options) (*beginning, error) {
	rows, err := t.book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var best *beginning
	for seen := 0; seen < headerRows; {
		row, err := rows.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if len(row.Cells) == 0 {
			continue
		}
		seen++
		b := &beginning{sheet: sheet, header: row.Number, names: namesIn(row)}
		b.known, b.complete = o.Known(b.names)
		if best == nil || b.known > best.known {
			best = b
		}
		if o.NoHeader {
			best.header = row.Number - 1
			for i := range best.names {
				best.names[i] = strconv.Itoa(i + 1)
			}
			break
		}
	}
	return best, nil
}

// namesIn are the names that a row gives the columns; a column without one is
// named by its letter.
func namesIn(row *xlsx.Row) []string {
	var names []string
	for _, c := range row.Cells {
		for len(names) <= c.Column {
			names = append(names, xlsx.ColumnName(len(names)))
		}
		if name := strings.TrimSpace(string(c.Text)); name != "" {
			names[c.Column] = name
		}
	}
	return names
}

// sheetsShown is how many sheets of many are told.
const sheetsShown = 10

// several is the error for sheets of which more than one may be meant.
func (t *Table) several(sheets []*beginning) error {
	e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: has %d sheets", t.Source.Name, len(sheets))}
	for i, b := range sheets {
		if i == sheetsShown {
			e.Hints = append(e.Hints, fmt.Sprintf("and %d more", len(sheets)-i))
			break
		}
		e.Hints = append(e.Hints, fmt.Sprintf("%s: %s, header in row %d: %s", b.sheet.Name, t.countRows(b), b.header, shortList(b.names)))
	}
	choose := "choose: --sheet " + fault.ShellWord(sheets[0].sheet.Name)
	if t.sameColumns(sheets) == nil {
		choose += "   or all: --sheet '*'"
	}
	e.Hints = append(e.Hints, choose)
	return e
}

// countRows counts the rows below the header.
func (t *Table) countRows(b *beginning) string {
	n := 0
	rows, err := t.book.Rows(b.sheet)
	if err != nil {
		return "unreadable"
	}
	defer rows.Close()
	for {
		row, err := rows.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return "unreadable"
		}
		if row.Number > b.header && len(row.Cells) > 0 {
			n++
		}
	}
	if n == 1 {
		return "1 row"
	}
	return strconv.Itoa(n) + " rows"
}

func shortList(names []string) string {
	const shown = 6
	if len(names) > shown {
		return strings.Join(names[:shown], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
