package role

import (
	"rfm/io/value"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Role is what a column of the input can be to the program.
type Role struct {
	Name string // field of the schema asked for, or part of one
	Flag string
	What string // in words, for messages
	// Names are header names in tiers, the surest first. Two columns that match
	// in one tier are a question for the user.
	names [][]string
	// words are one or more words that count wherever they stand in a header
	// name; they are weaker than all names.
	words []string
	// within are parts of header names, weaker still: for languages that write
	// their words in one.
	within []string
	// guess are names and words that are told as a possibility and never taken.
	guess []string
	// never are words that rule a column out, neverWithin parts of names.
	never, neverWithin []string
	// instead is a hint where no column has the role.
	instead string

	forms *sync.Map // by formOf: the forms compared before; nil for none
}

// Table is all roles, and the forms of the names that they were compared with: an
// input of many files asks for them again and again.
type Table struct {
	roles   []Role
	columns []string // of the file whose layout was looked for last
	layout  layout
}

// LayoutOf is the function of that name; one file after the other mostly has the
// same columns.
func (t *Table) LayoutOf(columns []string) layout {
	if t.columns == nil || !slices.Equal(columns, t.columns) {
		t.columns, t.layout = slices.Clone(columns), LayoutOf(columns)
	}
	return t.layout
}

// NewTable makes a table.
func NewTable() *Table {
	t := &Table{roles: All()}
	forms := &sync.Map{}
	for i := range t.roles {
		t.roles[i].forms = forms
	}
	return t
}

// Find is the role of that name.
func (t *Table) Find(name string) (Role, bool) { return find(t.roles, name) }

// role is the role of that name.
func (f *Finder) role(name string) (Role, bool) {
	if f.Options.Table != nil {
		return f.Options.Table.Find(name)
	}
	return Find(name)
}

// Find is the role of that name.
func Find(name string) (Role, bool) { return find(All(), name) }

func find(all []Role, name string) (Role, bool) {
	if name == "customer_id" {
		name = "customer"
	}
	for _, r := range all {
		if r.Name == name {
			return r, true
		}
	}
	return Role{}, false
}

// Like are the columns whose names are the best ones for the role, such as
// customer; two or more are a question for the user.
func (r Role) Like(columns []string) (names []string) {
	for _, column := range r.byName(columns) {
		names = append(names, columns[column])
	}
	return names
}

// byName are the columns that have the best name for the role.
func (r Role) byName(columns []string) []int {
	for _, tier := range r.names {
		if found := r.matching(columns, tier, sameName); found != nil {
			return found
		}
	}
	return nil
}

// likeness is a way in which a header name can be like a known one.
type likeness uint8

// The likenesses, the surest first.
const (
	sameName likeness = iota
	sameWords
	samePart
)

// Form is what is compared of a name.
func (l likeness) form(name string) string {
	if l == sameWords {
		return " " + value.SplitWords(name) + " "
	}
	return value.NormalName(name)
}

// formOf is a name and what is compared of it.
type formOf struct {
	likeness
	name string
}

// form is what is compared of a name.
func (r Role) form(like likeness, name string) string {
	if r.forms == nil {
		return like.form(name)
	}
	if form, known := r.forms.Load(formOf{like, name}); known {
		return form.(string)
	}
	form := like.form(name)
	r.forms.Store(formOf{like, strings.Clone(name)}, form)
	return form
}

// fits compares the forms of two names.
func (l likeness) fits(column, known string) bool {
	if l == sameName {
		return column == known
	}
	return strings.Contains(column, known)
}

// matching are the columns whose names are like one of those given.
func (r Role) matching(columns, names []string, like likeness) []int {
	known := make([]string, len(names))
	for i, name := range names {
		known[i] = r.form(like, name)
	}
	var found []int
	for i, column := range columns {
		column := r.form(like, column)
		fits := func(name string) bool { return like.fits(column, name) }
		if slices.ContainsFunc(known, fits) && !r.excluded(columns[i]) {
			found = append(found, i)
		}
	}
	return found
}

// excluded tells whether a name cannot be read, or has a word that rules it out.
func (r Role) excluded(column string) bool {
	if !utf8.ValidString(column) {
		return true
	}
	any := Role{forms: r.forms} // which rules nothing out
	return any.matching([]string{column}, r.never, sameWords) != nil || any.matching([]string{column}, r.neverWithin, samePart) != nil
}
