package role

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/vector"
	"slices"
	"strings"
)

// Finding is what the beginning of a file shows of its columns.
type Finding struct {
	File   string `json:"file"`
	Format string `json:"format"`
	// Layout is what is known to have these columns; "" for nothing.
	Layout  string          `json:"layout,omitempty"`
	Columns []ColumnFinding `json:"columns"`
}

// ColumnFinding is what the beginning of a file shows of one column.
type ColumnFinding struct {
	Name string `json:"name"`
	// Role is what it is read as, "" for nothing, and Why it is.
	Role string `json:"role,omitempty"`
	Why  string `json:"why,omitempty"`
	// Holds is what its first cells are: dates, numbers, text or nothing.
	Holds    string   `json:"holds"`
	Distinct int      `json:"distinct"` // values among the cells looked at
	Cells    int      `json:"cells"`    // looked at
	First    []string `json:"first"`    // the first few cells
}

// ShownCells is how many cells of a column are shown.
const ShownCells = 3

// Finding tells what was found.
func (f *Finder) Finding(format string) Finding {
	out := Finding{File: f.File, Format: format, Layout: f.Layout.name}
	has := map[int][]string{}
	for _, r := range All() {
		column, known := f.Found[r.Name]
		if r.Name == "status" && !known {
			if found := r.byName(f.Columns); found != nil {
				column, known = found[0], true
			}
		}
		if known && column != vector.None {
			has[column] = append(has[column], r.Name)
		}
	}
	for i, name := range f.Columns {
		c := ColumnFinding{Name: name, Role: strings.Join(has[i], ", ")}
		if len(has[i]) > 0 {
			c.Why = f.why(has[i][0], i)
		}
		cells := f.cells(i)
		c.Cells, c.Distinct, c.Holds = len(cells), distinct(cells), f.holds(cells)
		c.First = append([]string{}, cells[:min(len(cells), ShownCells)]...)
		out.Columns = append(out.Columns, c)
	}
	return out
}

// Holds is what the first cells of a column are: nothing, dates, numbers or text;
// "" for a name that no column has. Numbers that could be dates are dates in the
// column of the order date only.
func (f *Finder) Holds(name string) string {
	column, err := namedColumn(f.File, f.Columns, name, "", fault.BadRequest)
	if err != nil {
		return ""
	}
	cells := f.cells(column)
	if date, found := f.Found["date"]; share(cells, isNumber) >= fitsAll && !(found && date == column) && f.holds(cells) == "dates" {
		return "numbers"
	}
	return f.holds(cells)
}

// CustomerKind is what the first customer ids are where that is all of one kind:
// "e-mail addresses" or "numbers"; "" for others.
func (f *Finder) CustomerKind() string {
	for _, name := range []string{"customer", "customer_id"} {
		column, found := f.Found[name]
		if !found || column == vector.None {
			continue
		}
		cells := f.cells(column)
		switch {
		case share(cells, func(string) bool { return false }) == 100:
			return ""
		case share(cells, func(cell string) bool { return strings.Contains(cell, "@") }) == 100:
			return "e-mail addresses"
		case share(cells, func(cell string) bool { return strings.Trim(cell, "0123456789") == "" }) == 100:
			return "numbers"
		}
	}
	return ""
}

// holds is what cells are, in a word.
func (f *Finder) holds(cells []string) string {
	switch {
	case share(cells, func(string) bool { return false }) == 100:
		return "nothing"
	case share(cells, f.isDate) >= fitsAll:
		return "dates"
	case share(cells, isNumber) >= fitsAll:
		return "numbers"
	}
	return "text"
}

// why is the reason for which a column has a role.
func (f *Finder) why(role string, column int) string {
	r, _ := f.role(role)
	if f.Options.Columns[role] != "" {
		return "named by " + r.Flag
	}
	if f.Layout.column(role, f.Columns, f.filled) == column && column != vector.None {
		return "layout of " + f.Layout.name
	}
	i := slices.IndexFunc(r.Named(f.Columns), func(c candidate) bool { return c.column == column })
	if i < 0 {
		return ""
	}
	c := r.Named(f.Columns)[i]
	what := "known name"
	switch {
	case c.name == knownWords:
		what = "words in its name"
	case c.name == knownPart:
		what = "part of its name"
	}
	if r.kind() != vector.KindText && len(f.cells(column)) > 0 {
		kind := map[vector.Kind]string{vector.KindDay: "dates", vector.KindDecimal: "numbers"}[r.kind()]
		what += fmt.Sprintf(", %d %% %s", f.fit(r, c), kind)
	}
	return what
}
