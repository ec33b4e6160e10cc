package role

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"
)

// missing is the error for a file in which no column has some roles.
func (f *Finder) missing(roles []Role) error {
	var what []string
	for _, r := range roles {
		what = append(what, r.What)
	}
	e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: no column looks like %s", f.File, strings.Join(what, ", nor ")), Lacks: roles[0].Name}
	guesses := f.guesses(roles, f.Found)
	e.Hints = []string{"columns: " + ListColumns(f.Columns) + f.bestGuess(roles, guesses)}
	switch known := SummaryFlags(f.Columns); {
	case f.isData():
		e.Hints = append(e.Hints, "is that a row and no header? "+f.withoutHeader())
		return e
	case known != "":
		if f.Options.Summaries != "" {
			known = strings.ReplaceAll(f.Options.Summaries, "FLAGS", known)
		} else {
			known = "give the transactions that it was made from"
		}
		e.Hints = append(e.Hints, "is it one row per customer? "+known)
		return e
	}
	if _, dated := guesses["date"]; !dated && slices.ContainsFunc(roles, func(r Role) bool { return r.Name == "date" }) {
		guesses = nil // it is another kind of table
		e.Hints[0] = "columns: " + ListColumns(f.Columns)
	}
	try, all := f.flags(roles, guesses)
	if all {
		e.Hints = append(e.Hints, "try: "+try)
	} else {
		e.Hints = append(e.Hints, "say which it is: "+try)
	}
	if _, guessed := guesses["customer"]; !guessed && roles[0].Name == "customer" {
		if c := roles[0].Named(f.Columns); len(c) > 0 && f.isRowNumber(c[0].column) {
			e.Hints = append(e.Hints, fmt.Sprintf("%s is different in each row: is it one row per customer? name the columns by --customer, --frequency, --recency and --monetary", fault.Visible(f.Columns[c[0].column])))
		}
	}
	for _, r := range roles {
		if _, guessed := guesses[r.Name]; r.instead != "" {
			e.Hints = append(e.Hints, r.instead)
		} else if r.Name == "date" && !guessed {
			e.Hints = append(e.Hints, "is it a table of transactions? no column holds dates")
		} else if r.Name == "amount" && len(roles) == 1 && !guessed {
			e.Hints = append(e.Hints, "without amounts: rfm clv, which then counts orders")
		}
	}
	return e
}

// bestGuess names the column that the first role may have.
func (f *Finder) bestGuess(roles []Role, guesses map[string]int) string {
	column, guessed := guesses[roles[0].Name]
	if !guessed {
		return ""
	}
	return fmt.Sprintf("   (best guess: %s, low confidence)", fault.Visible(f.Columns[column]))
}

// Flags are the flags that give the roles to the columns guessed, and whether
// there is a guess for all of them.
func (f *Finder) flags(roles []Role, guesses map[string]int) (text string, all bool) {
	all = true
	var flags []string
	for _, r := range roles {
		word := "COLUMN"
		if column, guessed := guesses[r.Name]; guessed {
			word = columnWord(f.Columns, column)
		} else {
			all = false
		}
		flags = append(flags, r.Flag+" "+word)
	}
	return strings.Join(flags, " "), all
}

// guesses are the likeliest columns for the roles among those that no other has.
func (f *Finder) guesses(roles []Role, found map[string]int) map[string]int {
	guesses, taken := map[string]int{}, map[int]bool{}
	for _, column := range found {
		taken[column] = true
	}
	// What must be a date can be told best, what can be any text worst.
	for _, name := range []string{"date", "customer", "amount"} {
		i := slices.IndexFunc(roles, func(r Role) bool { return r.Name == name })
		if i < 0 {
			continue
		}
		if column := f.guess(roles[i], taken); column != vector.None {
			guesses[name], taken[column] = column, true
		}
	}
	return guesses
}

// guess is the likeliest column for a role: one with a name that was heard of,
// or one whose cells look like it.
func (f *Finder) guess(r Role, taken map[int]bool) int {
	open := func(column int) bool {
		return !taken[column] && f.mayBe(r, column) && !f.tellsNothing(r, column) && !(r.Name == "customer" && isPersonName(f.cells(column)))
	}
	if r.Name == "customer" && slices.ContainsFunc(r.Named(f.Columns), func(c candidate) bool {
		return !taken[c.column] && f.tellsNothing(r, c.column) && f.isRowNumber(c.column)
	}) {
		return vector.None // one row per customer, or a number of the row
	}
	guess := f.likeliest(r, open)
	if guess == vector.None && r.Name == "customer" { // people who share a name are one then
		guess = f.likeliest(r, func(column int) bool { return !taken[column] && f.mayBe(r, column) && !f.tellsNothing(r, column) })
	}
	return guess
}

// tellsNothing tells whether a column is the same in all rows, or different in each
// where rows should share their customers.
func (f *Finder) tellsNothing(r Role, column int) bool {
	const enough = 20 // rows
	cells := f.cells(column)
	different := distinct(cells)
	return len(cells) >= enough && r.Name != "date" && (different == 1 || r.Name == "customer" && different == len(cells))
}

// likeliest is the likeliest of the columns that are open.
func (f *Finder) likeliest(r Role, open func(column int) bool) int {
	for _, names := range append(slices.Clone(r.names), r.guess) {
		for _, like := range []likeness{sameName, sameWords} {
			for _, column := range (Role{}).matching(f.Columns, names, like) {
				if open(column) {
					return column
				}
			}
		}
	}
	likeliest, most, several := vector.None, 0, false
	for column := range f.Columns {
		if !open(column) {
			continue
		}
		n := 1
		switch cells := f.cells(column); r.Name {
		case "customer":
			if n = distinct(cells); n < 2 && len(cells) > 1 || n*20 < len(cells) {
				continue // one of a few kinds
			}
		case "amount":
			if n = share(cells, func(cell string) bool { return strings.ContainsAny(cell, ".,") }) + 1; len(cells) == 0 {
				continue
			}
		}
		several = several || likeliest != vector.None
		if n > most {
			likeliest, most = column, n
		}
	}
	if r.Name == "amount" && several && most == 1 {
		return vector.None // whole numbers of several columns may be anything
	}
	return likeliest
}

// mayBe tells whether the cells of a column can be those of a role.
func (f *Finder) mayBe(r Role, column int) bool {
	cells := f.cells(column)
	if len(cells) == 0 || share(cells, func(string) bool { return false }) == 100 {
		return false // nothing in it
	}
	dates := share(cells, f.isDate) >= fitsAll
	switch r.kind() {
	case vector.KindDay:
		return dates
	case vector.KindDecimal:
		return share(cells, isNumber) >= fitsAll && !dates && !leadingZeros(cells)
	}
	return !dates && share(cells, func(cell string) bool {
		return isNumber(cell) && strings.ContainsAny(cell, ".,") && !strings.HasSuffix(cell, ".0")
	}) < fitsNone
}

// leadingZeros tells whether there are numbers such as 007, which are names.
func leadingZeros(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return len(cell) > 1 && cell[0] == '0' && value.IsDigits([]byte(cell)) })
}

// isData tells whether the header holds what rows hold: dates or numbers.
func (f *Finder) isData() bool {
	return !f.Options.NoHeader && slices.ContainsFunc(f.Columns, func(name string) bool { return f.isDate(name) || isNumber(name) })
}

// withoutHeader are the flags for a file whose first line is a row.
func (f *Finder) withoutHeader() string {
	var roles []Role
	for _, name := range []string{"customer", "date", "amount"} {
		if r, _ := f.role(name); f.Options.Columns[name] == "" {
			roles = append(roles, r)
		}
	}
	// By their cells alone: the names are none.
	bare := *f
	bare.Columns = make([]string, len(f.Columns))
	bare.Read = map[int][]string{}
	for i, first := range f.Columns {
		bare.Columns[i] = fmt.Sprint(i + 1)
		bare.Read[i] = append([]string{first}, f.cells(i)...)
	}
	text, _ := bare.flags(roles, bare.guesses(roles, nil))
	return "--no-header " + text
}

// SummaryFlags are the flags that read a table of one row per customer with these
// columns; "" where it is none.
func SummaryFlags(columns []string) string {
	var flags []string
	customer, _ := Find("customer")
	ids := customer.Named(columns)
	if ids == nil {
		return ""
	}
	if ids[0].name < surestWeak { // where it is not taken
		flags = append(flags, customer.Flag+" "+columnWord(columns, ids[0].column))
	}
	told := map[string]bool{}
	for _, name := range []string{"orders", "recency_days", "last_order_date", "monetary"} {
		r, _ := Find(name)
		for _, known := range r.guess {
			if found := r.matching(columns, []string{known}, sameName); found != nil {
				if name == "last_order_date" && told["recency_days"] {
					break // one of the two is enough
				}
				flags, told[name] = append(flags, r.Flag+" "+columnWord(columns, found[0])), true
				break
			}
		}
	}
	if !told["orders"] || !told["monetary"] || !told["recency_days"] && !told["last_order_date"] {
		return ""
	}
	return strings.Join(flags, " ")
}
