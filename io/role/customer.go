package role

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"strings"
	"unicode"
)

// isNoCustomer tells whether the cells of a column rule out that it tells the
// customers, although its name might: all different, as a number of the row is,
// all the same, or dates or amounts.
func (f *Finder) isNoCustomer(c candidate, cells []string) bool {
	different := distinct(cells)
	r, _ := f.role("customer")
	bare := c.name <= knownName-nameStep*(len(r.names)-1)
	switch {
	case len(cells) >= EnoughRows && (different == 1 || bare && different == len(cells)):
		return true
	case c.name >= surestWeak && !bare && c.name != knownWords && c.name != knownPart:
		return false
	}
	return !f.mayBe(r, c.column)
}

// isPersonName tells whether cells are mostly names of persons or companies:
// words of letters, more than one, or a few characters of Chinese or Japanese.
func isPersonName(cells []string) bool {
	filled, names := 0, 0
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		if value.IsBlank([]byte(cell)) {
			continue
		}
		filled++
		if strings.ContainsAny(cell, "@0123456789_") {
			continue
		}
		han := 0
		for _, c := range cell {
			if unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
				han++
			}
		}
		if len(strings.Fields(cell)) > 1 || han > 1 {
			names++
		}
	}
	return filled > 0 && names*100 >= filled*fitsNone
}

// customerNotes say that the customers are told by their names, which two people
// can share, and by what else they could be.
func (f *Finder) customerNotes() []string {
	column, found := f.Found["customer"]
	if !found || column == vector.None || f.Options.Columns["customer"] != "" || !isPersonName(f.cells(column)) {
		return nil
	}
	name := fault.Visible(f.Columns[column])
	r, _ := f.role("customer")
	for _, c := range r.Named(f.Columns) {
		if c.column != column && f.fit(r, c) > 0 && !isPersonName(f.cells(c.column)) && c.name >= surestWeak && !f.isRowNumber(c.column) {
			return []string{fmt.Sprintf("the customer is a name, %s: two people who share one are counted as one; by %s instead: --customer %s", name, fault.Visible(f.Columns[c.column]), columnWord(f.Columns, c.column))}
		}
	}
	return []string{"the customer is a name, " + name + ": two people who share one are counted as one"}
}

// isRowNumber tells whether no two cells of a column are the same.
func (f *Finder) isRowNumber(column int) bool {
	cells := f.cells(column)
	return len(cells) > 1 && distinct(cells) == len(cells)
}
