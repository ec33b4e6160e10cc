package rfmio

import (
	"fmt"
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

// shownCells is how many cells of a column are shown.
const shownCells = 3

// finding tells what was found.
func (f *finder) finding(format string) Finding {
	out := Finding{File: f.file, Format: format, Layout: f.layout.name}
	has := map[int][]string{}
	for _, r := range roles() {
		column, known := f.found[r.name]
		if r.name == "status" && !known {
			if found := r.byName(f.columns); found != nil {
				column, known = found[0], true
			}
		}
		if known && column != none {
			has[column] = append(has[column], r.name)
		}
	}
	for i, name := range f.columns {
		c := ColumnFinding{Name: name, Role: strings.Join(has[i], ", ")}
		if len(has[i]) > 0 {
			c.Why = f.why(has[i][0], i)
		}
		cells := f.cells(i)
		c.Cells, c.Distinct, c.Holds = len(cells), distinct(cells), f.holds(cells)
		c.First = append([]string{}, cells[:min(len(cells), shownCells)]...)
		out.Columns = append(out.Columns, c)
	}
	return out
}

// holds is what cells are, in a word.
func (f *finder) holds(cells []string) string {
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
func (f *finder) why(role string, column int) string {
	r, _ := findRole(role)
	if f.options.Columns[role] != "" {
		return "named by " + r.flag
	}
	if f.layout.column(role, f.columns) == column {
		return "layout of " + f.layout.name
	}
	i := slices.IndexFunc(r.named(f.columns), func(c candidate) bool { return c.column == column })
	if i < 0 {
		return ""
	}
	c := r.named(f.columns)[i]
	what := "known name"
	switch {
	case c.name == knownWords:
		what = "words in its name"
	case c.name == knownPart:
		what = "part of its name"
	}
	if r.kind() != kindText && len(f.cells(column)) > 0 {
		kind := map[kind]string{kindDay: "dates", kindDecimal: "numbers"}[r.kind()]
		what += fmt.Sprintf(", %d %% %s", f.fit(r, c), kind)
	}
	return what
}
