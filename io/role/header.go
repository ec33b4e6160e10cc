package role

import (
	"rfm/io/value"
	"rfm/io/vector"
)

// Known tells how many of the columns asked for a row of names has, and whether
// it has all: then it is the header of a table to read.
func (o Options) Known(names []string) (known int, complete bool) {
	f := &Finder{Columns: names, Options: o, Dates: &value.DayParser{}, Layout: LayoutOf(names), Read: map[int][]string{}, Found: map[string]int{}}
	complete = true
	for _, field := range o.Schema.Fields() {
		r, asked := f.role(field.Name)
		if !asked {
			continue
		}
		column, err := f.column(r)
		switch {
		case err == nil && column != vector.None, err != nil && o.Columns[r.Name] == "": // or several columns
			known++
		case r.Name == "amount" && (field.Nullable || f.hasFactors()), r.Name == "order":
		default:
			complete = false
		}
	}
	for _, use := range o.Filter {
		if _, err := namedColumn(f.File, names, use.Name, "", 0); err == nil {
			known++
		}
	}
	return known, complete && known > 0
}
