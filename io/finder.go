package rfmio

import (
	"fmt"
	"strings"
)

// finder finds the columns of one file by their names and their first cells.
type finder struct {
	file    string
	columns []string
	options roleOptions
	dates   *dayParser
	layout  layout
	// head gives the first cells of a column; nil where they are not known.
	head func(column int) []string
	// decided holds what was found when the file was first opened: the cells are
	// not asked again then.
	decided map[string]int
	read    map[int][]string // what head gave
	found   map[string]int   // the columns of the roles asked for so far, or none
}

// cells are the first cells of a column.
func (f *finder) cells(column int) []string {
	cells, known := f.read[column]
	if !known && f.head != nil {
		cells = f.head(column)
		f.read[column] = cells
	}
	return cells
}

// isDate tells whether a cell is a date, in the form that a flag says or in any.
func (f *finder) isDate(cell string) bool {
	if !f.dates.found {
		_, ok := f.dates.parse([]byte(cell))
		return ok
	}
	forms, _ := f.dates.classify([]byte(cell))
	return forms != 0
}

// column is the column that has a role, or none.
func (f *finder) column(r role) (int, error) {
	column, err := f.find(r)
	if err == nil {
		f.found[r.name] = column
	}
	return column, err
}

func (f *finder) find(r role) (int, error) {
	if name, given := f.options.Columns[r.name]; given {
		return namedColumn(f.file, f.columns, name, r.flag, Undecided)
	}
	if r.name == "amount" && f.options.Columns["quantity"] != "" && f.options.Columns["price"] != "" {
		return none, nil
	}
	if column, known := f.decided[r.name]; known {
		return column, nil
	}
	if found := f.layout.column(r.name, f.columns); found != none {
		return found, nil
	}
	found := best(f.candidates(r))
	if r.name == "amount" && len(found) > 0 && found[0].name <= knownWords && f.hasProduct() {
		return none, nil
	}
	switch len(found) {
	case 0:
		return none, nil
	case 1:
		return found[0].column, nil
	}
	return none, f.several(r, found)
}

// several is the error for columns that are as good as each other.
func (f *finder) several(r role, found []candidate) error {
	var names, choices []string
	for _, c := range found {
		names = append(names, f.columns[c.column])
		choices = append(choices, r.flag+" "+columnWord(f.columns, c.column))
	}
	return &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s: %d columns could be %s: %s", f.file, len(found), r.what, strings.Join(names, ", ")),
		Hints:   []string{"choose: " + strings.Join(choices, "   or   ")}}
}

// hasFactors tells whether the amount can be made of a quantity and a price: by
// flags or by what the columns are.
func (f *finder) hasFactors() bool {
	return f.options.Columns["quantity"] != "" && f.options.Columns["price"] != "" || f.options.Columns["amount"] == "" && f.hasProduct()
}

// hasProduct tells whether there is a quantity and a unit price.
func (f *finder) hasProduct() bool {
	for _, name := range []string{"quantity", "price"} {
		if r, _ := findRole(name); best(f.candidates(r)) == nil {
			return false
		}
	}
	return true
}
