package rfmio

import (
	"fmt"
	"slices"
	"strings"
)

// missing is the error for a file in which no column has some roles.
func (f *finder) missing(roles []role) error {
	var what []string
	for _, r := range roles {
		what = append(what, r.what)
	}
	e := &Error{Kind: Undecided, Message: fmt.Sprintf("%s: no column looks like %s", f.file, strings.Join(what, ", nor ")), lacks: roles[0].name}
	guesses := f.guesses(roles, f.found)
	e.Hints = []string{"columns: " + columnList(f.columns) + f.bestGuess(roles, guesses)}
	switch known := SummaryFlags(f.columns); {
	case f.isData():
		e.Hints = append(e.Hints, "is that a row and no header? "+f.withoutHeader())
		return e
	case known != "":
		e.Hints = append(e.Hints, "is it one row a customer? "+known)
		return e
	}
	if _, dated := guesses["date"]; !dated && slices.ContainsFunc(roles, func(r role) bool { return r.name == "date" }) {
		guesses = nil // it is another kind of table
		e.Hints[0] = "columns: " + columnList(f.columns)
	}
	try, all := f.flags(roles, guesses)
	if all {
		e.Hints = append(e.Hints, "try: "+try)
	} else {
		e.Hints = append(e.Hints, "say which it is: "+try)
	}
	for _, r := range roles {
		if _, guessed := guesses[r.name]; r.instead != "" {
			e.Hints = append(e.Hints, r.instead)
		} else if r.name == "date" && !guessed {
			e.Hints = append(e.Hints, "is it a table of transactions? no column holds dates")
		} else if r.name == "amount" && len(roles) == 1 && !guessed {
			e.Hints = append(e.Hints, "without amounts: rfm clv, which then counts orders")
		}
	}
	return e
}

// bestGuess names the column that the first role may have.
func (f *finder) bestGuess(roles []role, guesses map[string]int) string {
	column, guessed := guesses[roles[0].name]
	if !guessed {
		return ""
	}
	return fmt.Sprintf("   (best guess: %s, low confidence)", Visible(f.columns[column]))
}

// flags are the flags that give the roles to the columns guessed, and whether
// there is a guess for all of them.
func (f *finder) flags(roles []role, guesses map[string]int) (text string, all bool) {
	all = true
	var flags []string
	for _, r := range roles {
		word := "COLUMN"
		if column, guessed := guesses[r.name]; guessed {
			word = columnWord(f.columns, column)
		} else {
			all = false
		}
		flags = append(flags, r.flag+" "+word)
	}
	return strings.Join(flags, " "), all
}

// guesses are the likeliest columns for the roles among those that no other has.
func (f *finder) guesses(roles []role, found map[string]int) map[string]int {
	guesses, taken := map[string]int{}, map[int]bool{}
	for _, column := range found {
		taken[column] = true
	}
	// What must be a date can be told best, what can be any text worst.
	for _, name := range []string{"date", "customer", "amount"} {
		i := slices.IndexFunc(roles, func(r role) bool { return r.name == name })
		if i < 0 {
			continue
		}
		if column := f.guess(roles[i], taken); column != none {
			guesses[name], taken[column] = column, true
		}
	}
	return guesses
}

// guess is the likeliest column for a role: one with a name that was heard of,
// or one whose cells look like it.
func (f *finder) guess(r role, taken map[int]bool) int {
	open := func(column int) bool { return !taken[column] && f.mayBe(r, column) }
	for _, names := range append(slices.Clone(r.names), r.guess) {
		for _, like := range []likeness{sameName, sameWords} {
			for _, column := range (role{}).matching(f.columns, names, like) {
				if open(column) {
					return column
				}
			}
		}
	}
	likeliest, most := none, 0
	for column := range f.columns {
		if !open(column) {
			continue
		}
		n := 1
		switch cells := f.cells(column); r.name {
		case "customer":
			if n = distinct(cells); n < 2 && len(cells) > 1 || n*20 < len(cells) {
				continue // one of a few kinds
			}
		case "amount":
			if n = share(cells, func(cell string) bool { return strings.Contains(cell, ".") }) + 1; len(cells) == 0 {
				continue
			}
		}
		if n > most {
			likeliest, most = column, n
		}
	}
	return likeliest
}

// mayBe tells whether the cells of a column can be those of a role.
func (f *finder) mayBe(r role, column int) bool {
	cells := f.cells(column)
	if len(cells) == 0 || share(cells, func(string) bool { return false }) == 100 {
		return false // nothing in it
	}
	dates := share(cells, f.isDate) >= fitsAll
	switch r.kind() {
	case kindDay:
		return dates
	case kindDecimal:
		return share(cells, isNumber) >= fitsAll && !dates && !leadingZeros(cells)
	}
	return !dates && share(cells, func(cell string) bool {
		return isNumber(cell) && strings.Contains(cell, ".") && !strings.HasSuffix(cell, ".0")
	}) < fitsNone
}

// leadingZeros tells whether there are numbers such as 007, which are names.
func leadingZeros(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return len(cell) > 1 && cell[0] == '0' && isDigits([]byte(cell)) })
}

// isData tells whether the header holds what rows hold: dates or numbers.
func (f *finder) isData() bool {
	return !f.options.NoHeader && slices.ContainsFunc(f.columns, func(name string) bool { return f.isDate(name) || isNumber(name) })
}

// withoutHeader are the flags for a file whose first line is a row.
func (f *finder) withoutHeader() string {
	var roles []role
	for _, name := range []string{"customer", "date", "amount"} {
		if r, _ := findRole(name); f.options.Columns[name] == "" {
			roles = append(roles, r)
		}
	}
	// By their cells alone: the names are none.
	bare := *f
	bare.columns = make([]string, len(f.columns))
	bare.read = map[int][]string{}
	for i, first := range f.columns {
		bare.columns[i] = fmt.Sprint(i + 1)
		bare.read[i] = append([]string{first}, f.cells(i)...)
	}
	text, _ := bare.flags(roles, bare.guesses(roles, nil))
	return "--no-header " + text
}

// SummaryFlags are the flags that read a table of one row a customer with these
// columns; "" where it is none.
func SummaryFlags(columns []string) string {
	var flags []string
	customer, _ := findRole("customer")
	ids := customer.named(columns)
	if ids == nil {
		return ""
	}
	if ids[0].name < surestWeak { // where it is not taken
		flags = append(flags, customer.flag+" "+columnWord(columns, ids[0].column))
	}
	told := map[string]bool{}
	for _, name := range []string{"orders", "recency_days", "last_order_date", "monetary"} {
		r, _ := findRole(name)
		for _, known := range r.guess {
			if found := r.matching(columns, []string{known}, sameName); found != nil {
				if name == "last_order_date" && told["recency_days"] {
					break // one of the two is enough
				}
				flags, told[name] = append(flags, r.flag+" "+columnWord(columns, found[0])), true
				break
			}
		}
	}
	if !told["orders"] || !told["monetary"] || !told["recency_days"] && !told["last_order_date"] {
		return ""
	}
	return strings.Join(flags, " ")
}
