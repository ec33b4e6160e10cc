package role

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/formula"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"
)

// Finder finds the columns of one file by their names and their first cells.
type Finder struct {
	File    string
	Columns []string
	Options Options
	Dates   *value.DayParser
	Layout  layout
	// Head gives the first cells of a column; nil where they are not known.
	Head func(column int) []string
	// Decided holds what was found when the file was first opened: the cells are
	// not asked again then.
	Decided map[string]int
	Read    map[int][]string // what head gave
	Found   map[string]int   // the columns of the roles asked for so far, or none
}

// Cells are the first cells of a column; none where they are not known.
func (f *Finder) Cells(column int) []string { return f.cells(column) }

// cells are the first cells of a column.
func (f *Finder) cells(column int) []string {
	cells, known := f.Read[column]
	if !known && f.Head != nil {
		cells = f.Head(column)
		for i, cell := range cells {
			cells[i] = string(value.Unguarded([]byte(cell)))
		}
		f.Read[column] = cells
	}
	return cells
}

// filled tells whether a column has a value in its first cells, or these are not
// known.
func (f *Finder) filled(column int) bool {
	cells := f.cells(column)
	return len(cells) == 0 || slices.ContainsFunc(cells, func(cell string) bool { return !value.IsBlank([]byte(cell)) })
}

// isDate tells whether a cell is a date, in the form that a flag says or in any.
func (f *Finder) isDate(cell string) bool {
	if !f.Dates.Found {
		_, ok := f.Dates.Parse([]byte(cell))
		return ok
	}
	forms, _ := f.Dates.Classify([]byte(cell))
	return forms != 0
}

// Column is the column that has a role, or none.
func (f *Finder) column(r Role) (int, error) {
	column, err := f.find(r)
	if err == nil {
		f.Found[r.Name] = column
	}
	return column, err
}

func (f *Finder) find(r Role) (int, error) {
	if f.formulaOf(r) != nil {
		return vector.None, nil
	}
	if name, given := f.Options.Columns[r.Name]; given {
		if (r.Name == "amount" || r.Name == "price") && formula.IsFormula(name) && columnOf(f.Columns, name) == vector.None {
			_, err := formula.Parse(r.Flag, name)
			return vector.None, err
		}
		return namedColumn(f.File, f.Columns, name, r.Flag, fault.Undecided)
	}
	if r.Name == "amount" && f.Options.Columns["quantity"] != "" && f.Options.Columns["price"] != "" {
		return vector.None, nil
	}
	if column, known := f.Decided[r.Name]; known {
		return column, nil
	}
	if found := f.Layout.column(r.Name, f.Columns, f.filled); found != vector.None {
		return found, nil
	}
	found := best(f.candidates(r))
	if r.Name == "amount" && len(found) > 0 && found[0].name <= knownWords && f.hasProduct() {
		return vector.None, nil
	}
	switch len(found) {
	case 0:
		if r.Name == "amount" {
			return f.priceAlone(), nil
		}
		return vector.None, nil
	case 1:
		return found[0].column, nil
	}
	return vector.None, f.several(r, found)
}

// priceAlone is the column of a price that is the amount: the only numbers of the
// file beside the ids and the date, so that there is no quantity under a name that
// nobody knows; none where there are others.
func (f *Finder) priceAlone() int {
	price, _ := f.role("price")
	found := best(f.candidates(price))
	if len(found) != 1 || f.Options.Columns["price"] != "" || f.Options.Columns["quantity"] != "" {
		return vector.None
	}
	taken := map[int]bool{found[0].column: true}
	for _, name := range []string{"customer", "date", "order"} {
		r, _ := f.role(name)
		if column, err := f.column(r); err == nil && column != vector.None {
			taken[column] = true
		}
	}
	for column := range f.Columns {
		cells := f.cells(column)
		if !taken[column] && share(cells, isNumber) >= fitsAll && share(cells, func(string) bool { return false }) == 0 {
			return vector.None
		}
	}
	return found[0].column
}

// formulaOf is the formula that a flag gives for a role in place of a column; nil
// for none. What names a column is one.
func (f *Finder) formulaOf(r Role) *formula.Formula {
	text := f.Options.Columns[r.Name]
	if text == "" || r.Name != "amount" && r.Name != "price" || !formula.IsFormula(text) || columnOf(f.Columns, text) != vector.None {
		return nil
	}
	parsed, err := formula.Parse(r.Flag, text)
	if err != nil {
		return nil // the flag is refused as a name, and Options were checked before
	}
	return parsed
}

// Several is the error for columns that are as good as each other.
func (f *Finder) several(r Role, found []candidate) error {
	var names, choices []string
	for _, c := range found {
		names = append(names, f.Columns[c.column])
		choices = append(choices, r.Flag+" "+columnWord(f.Columns, c.column))
	}
	return &fault.Error{Kind: fault.Undecided,
		Message: fmt.Sprintf("%s: %d columns could be %s: %s", f.File, len(found), r.What, strings.Join(names, ", ")),
		Hints:   []string{"choose: " + strings.Join(choices, "   or   ")}}
}

// hasFactors tells whether the amount can be made of a quantity and a price: by
// flags or by what the columns are.
func (f *Finder) hasFactors() bool {
	return f.Options.Columns["quantity"] != "" && f.Options.Columns["price"] != "" || f.Options.Columns["amount"] == "" && f.hasProduct()
}

// hasProduct tells whether there is a quantity and a unit price.
func (f *Finder) hasProduct() bool {
	for _, name := range []string{"quantity", "price"} {
		if r, _ := f.role(name); best(f.candidates(r)) == nil {
			return false
		}
	}
	return true
}
