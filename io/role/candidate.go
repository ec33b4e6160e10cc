package role

import (
	"cmp"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
)

// candidate is a column that may have a role.
type candidate struct {
	column int
	// Name says how sure its name is, from 100 down; fit is the percentage of its
	// first cells that are of the kind the role needs.
	name, fit int
}

// How sure names are: one that is known, less one step for each tier of them
// behind the first; one with known words in it; one with a known part.
const (
	knownName  = 100
	nameStep   = 5
	knownWords = 40
	knownPart  = 30
	// surestWeak is the least that a column is taken for whose cells do not fit:
	// it is said then what is wrong with them.
	surestWeak = 70
	// fitsAll is the fit from which on single cells make no difference, fitsNone
	// the one below which a column is of another kind.
	fitsAll, fitsNone = 90, 50
	// margin is the difference of scores below which two columns are equally good.
	margin = 5
)

func (c candidate) score() int {
	switch {
	case c.fit < fitsNone:
		return 0
	case c.fit >= fitsAll:
		return c.name
	}
	return c.name * c.fit / 100
}

// Named are the columns with a name for the role, the surest first.
func (r Role) Named(columns []string) (out []candidate) {
	add := func(columns []int, name int) {
		for _, column := range columns {
			if !slices.ContainsFunc(out, func(c candidate) bool { return c.column == column }) {
				out = append(out, candidate{column: column, name: name})
			}
		}
	}
	for i, tier := range r.names {
		add(r.matching(columns, tier, sameName), knownName-i*nameStep)
	}
	add(r.matching(columns, r.words, sameWords), knownWords)
	add(r.matching(columns, r.within, samePart), knownPart)
	return out
}

// candidates are the columns with a name for the role, the best ones first.
// Columns that are as good as each other stay in order.
func (f *Finder) candidates(r Role) []candidate {
	out := r.Named(f.Columns)
	for i, c := range out {
		out[i].fit = f.fit(r, c)
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.score(), a.score()) })
	return out
}

// best are the candidates that are as good as the best one. Where the cells of
// none fit, the surest name counts.
func best(all []candidate) []candidate {
	if len(all) == 0 {
		return nil
	}
	if top := all[0].score(); top > 0 {
		return slices.DeleteFunc(all, func(c candidate) bool { return c.score() <= top-margin })
	}
	top := surestWeak
	for _, c := range all {
		top = max(top, c.name)
	}
	return slices.DeleteFunc(all, func(c candidate) bool { return c.name < top })
}

// fit is how many of a column's first cells are of the kind that the role needs,
// in percent; 100 where there are none to look at.
func (f *Finder) fit(r Role, c candidate) int {
	cells := f.cells(c.column)
	if !f.filled(c.column) {
		return 0
	}
	switch r.kind() {
	case vector.KindDay:
		return share(cells, f.isDate)
	case vector.KindDecimal:
		if c.name <= knownWords && len(cells) >= EnoughRows && distinct(cells) == 1 {
			return 0 // Z_Revenue, the same in all rows
		}
		return share(cells, isNumber)
	}
	if r.Name == "customer" && c.name < knownName && f.isNoCustomer(c, cells) {
		return 0
	}
	return 100
}

// EnoughRows is how many rows must differ before that tells something.
const EnoughRows = 100

// share is the percentage of the cells with a value that pass; 100 for none.
func share(cells []string, pass func(cell string) bool) int {
	filled, passed := 0, 0
	for _, cell := range cells {
		if value.IsBlank([]byte(cell)) {
			continue
		}
		filled++
		if pass(cell) {
			passed++
		}
	}
	if filled == 0 {
		return 100
	}
	return passed * 100 / filled
}

// distinct counts the values of the cells.
func distinct(cells []string) int {
	values := map[string]bool{}
	for _, cell := range cells {
		values[cell] = true
	}
	return len(values)
}

// Kind is what the cells of a role must be.
func (r Role) kind() vector.Kind {
	switch r.Name {
	case "date", "last_order_date", "first_order_date", "last_day":
		return vector.KindDay
	case "amount", "refund", "quantity", "price", "cost", "profit", "recency_days", "orders", "monetary":
		return vector.KindDecimal
	}
	return vector.KindText
}

// isNumber tells whether a cell is a number in any form.
func isNumber(cell string) bool {
	var numbers value.NumberParser
	forms, _ := numbers.Classify([]byte(cell))
	return forms != 0
}
