package rfmio

import (
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"sync"
)

// sighting is a cell that tells something about its column.
type sighting struct {
	vector.BadCell             // where it stands and what it holds
	forms          value.Forms // in which it can be read
	currency       string      // that it names; "" for none
}

// before tells which of two cells stands first.
func (s sighting) before(other sighting) bool { return s.Compare(other.BadCell) < 0 }

// evidence is what the cells of a column, over all files, tell about the form
// it has. It is the same for any order in which the cells are seen.
type evidence struct {
	mu sync.Mutex
	// seen holds, for every set of forms met, the first cell that can be read in
	// these and no others.
	seen []sighting
	// unsure is the first cell whose forms give it different values.
	unsure *sighting
	// currencies holds the first cell of each currency met.
	currencies []sighting
}

// knows tells whether a cell of these forms would tell nothing new.
func (e *evidence) knows(f value.Forms, unsure bool) bool {
	for _, s := range e.seen {
		if s.forms == f {
			return !unsure || e.unsure != nil
		}
	}
	return f == 0
}

// add notes a cell.
func (e *evidence) add(s sighting, unsure bool) {
	if s.forms == 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if unsure && (e.unsure == nil || s.before(*e.unsure)) {
		e.unsure = &s
	}
	e.seen = firstOf(e.seen, s, func(t sighting) bool { return t.forms == s.forms })
}

// addCurrency notes a cell that names a currency.
func (e *evidence) addCurrency(s sighting) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.currencies = firstOf(e.currencies, s, func(t sighting) bool { return t.currency == s.currency })
}

// differing are the cells of currencies that differ: a sign that belongs to several
// may stand for the one that another cell names.
func (e *evidence) differing() []sighting {
	return slices.DeleteFunc(slices.Clone(e.currencies), func(s sighting) bool {
		return slices.ContainsFunc(e.currencies, func(other sighting) bool { return value.SignOf(s.currency, other.currency) })
	})
}

// firstOf adds a cell to those of different kinds, unless one of its kind stands
// before it.
func firstOf(seen []sighting, s sighting, same func(sighting) bool) []sighting {
	i := slices.IndexFunc(seen, same)
	switch {
	case i < 0:
		return append(seen, s)
	case s.before(seen[i]):
		seen[i] = s
	}
	return seen
}

// left is what remains of the forms after all that was seen.
func (e *evidence) left(of value.Forms) value.Forms {
	for _, s := range e.seen {
		of &= s.forms
	}
	return of
}

// conflict is the first pair of cells that have no form in common.
func (e *evidence) conflict() (first, second sighting, found bool) {
	for _, a := range e.seen {
		for _, b := range e.seen {
			if a.forms&b.forms != 0 || !a.before(b) {
				continue
			}
			if !found || b.before(second) || !second.before(b) && a.before(first) {
				first, second, found = a, b, true
			}
		}
	}
	return first, second, found
}
