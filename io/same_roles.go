package rfmio

import (
	"errors"
	"fmt"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/io/value"
	"slices"
	"strings"
)

// sameRoles refuses files of which some have a column and others lack it, or of
// which some have another column although the first one's is there, too: the
// result would be of two kinds.
func sameRoles(files []*inputFile) error {
	for _, f := range files {
		for _, pair := range [][2]*inputFile{{files[0], f}, {f, files[0]}} {
			has, other := pair[0], pair[1]
			for _, column := range has.count.Columns {
				name, found := other.column(column.Role)
				if found && name == column.Name {
					continue
				}
				r, _ := role.Find(column.Role)
				switch {
				case !found:
					return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: no column for %s (%s has %q)", other.count.Name, r.What, has.count.Name, column.Name),
						Hints: []string{"columns: " + role.ListColumns(other.columns), "rename the column, or read the files in two runs"}}
				case !value.EqualNames(name, column.Name) && slices.ContainsFunc(other.columns, func(c string) bool { return value.EqualNames(c, column.Name) }):
					return &fault.Error{Kind: fault.Undecided,
						Message: fmt.Sprintf("%s: %s is %s in %s and %s here, though both are here", other.count.Name, r.What, fault.Visible(column.Name), has.count.Name, fault.Visible(name)),
						Hints:   []string{fmt.Sprintf("choose: %s %s   or   %s %s", r.Flag, fault.ShellWord(column.Name), r.Flag, fault.ShellWord(name))}}
				}
			}
		}
	}
	return nil
}

// sameCustomers refuses files of which some know their customers by e-mail and
// others by number: everybody would be two customers.
func sameCustomers(files []*inputFile) error {
	var first *inputFile
	for _, f := range files {
		switch {
		case f.customers == "":
		case first == nil:
			first = f
		case first.customers != f.customers:
			a, _ := first.customer()
			b, _ := f.customer()
			return &fault.Error{Kind: fault.Undecided,
				Message: fmt.Sprintf("the customers of %s are %s (%s), those of %s are %s (%s): the same person would be two customers",
					first.count.Name, first.customers, fault.Visible(a), f.count.Name, f.customers, fault.Visible(b)),
				Hints: []string{"columns of " + first.count.Name + ": " + role.ListColumns(first.columns), "columns of " + f.count.Name + ": " + role.ListColumns(f.columns),
					"name a column that both have: --customer COLUMN; or read the files in two runs"}}
		}
	}
	return nil
}

// customer is the column of the customer ids.
func (f *inputFile) customer() (name string, found bool) {
	if name, found = f.column("customer"); !found {
		name, found = f.column("customer_id")
	}
	return name, found
}

// Column is the column found for a role.
func (f *inputFile) column(role string) (name string, found bool) {
	for _, column := range f.count.Columns {
		if column.Role == role {
			return column.Name, true
		}
	}
	return "", false
}

// othersHave completes the error for a file that lacks a column by those that
// have it.
func (in *Input) othersHave(paths []string, lacking int, err error) error {
	const looked, told = 20, 3 // files
	var own *fault.Error
	if !errors.As(err, &own) || own.Lacks == "" {
		return err
	}
	have := map[string][]string{} // by name of the column
	first := ""
	for i, path := range paths[:min(len(paths), looked)] {
		f := &inputFile{path: path}
		if i == lacking || path == "-" || in.open(f) != nil {
			continue
		}
		f.table.Close()
		name, found := f.column(own.Lacks)
		if !found {
			name, found = f.column("customer_id")
			found = found && own.Lacks == "customer"
		}
		if !found {
			continue
		}
		if first == "" {
			first = name
		}
		have[name] = append(have[name], f.count.Name)
	}
	if first == "" {
		return err
	}
	names, verb := have[first], "have"
	if len(names) == 1 {
		verb = "has"
	}
	if more := len(names) - told; more > 0 {
		names = append(names[:told:told], fmt.Sprintf("%d more", more))
	}
	r, _ := role.Find(own.Lacks)
	own.Message = fmt.Sprintf("%s: no column for %s (%s %s %q)", paths[lacking], r.What, strings.Join(names, ", "), verb, first)
	own.Hints = []string{own.Hints[0], "rename the column, or read the files in two runs"}
	return own
}
