package rfmio

import (
	"fmt"
	"io"
	"math/big"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// badRows collects the rows that cannot be understood.
type badRows struct {
	mu      sync.Mutex
	kinds   map[badKind]*badGroup
	rejects *rejects // nil unless they are to be written
}

// badKind is what bad rows have in common.
type badKind struct{ name, reason string }

// badGroup is the bad rows of one kind.
type badGroup struct {
	rows  int64
	first []vector.BadCell // the first few, in order
}

// placesShown is how many places of a kind are told.
const placesShown = 5

// note takes down a row that cannot be understood.
func (b *badRows) note(cell vector.BadCell) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kinds == nil {
		b.kinds = map[badKind]*badGroup{}
	}
	kind := badKind{cell.Name, cell.Reason}
	g := b.kinds[kind]
	if g == nil {
		g = &badGroup{}
		b.kinds[kind] = g
	}
	g.rows++
	at, _ := slices.BinarySearchFunc(g.first, cell, vector.BadCell.Compare)
	if at < placesShown {
		g.first = slices.Insert(g.first, at, cell)
		g.first = g.first[:min(len(g.first), placesShown)]
	}
	if b.rejects != nil {
		return b.rejects.add(cell)
	}
	return nil
}

// settle decides about the bad rows when all of the input is read: it writes
// them down, or returns the error that lists them. The last hint of an error of
// kind BadRows says how to go on.
func (b *badRows) settle(in *Input) error {
	policy, a := in.options.BadRows, &in.account
	e := &fault.Error{Kind: fault.BadRows}
	switch {
	case b.unreadable() == a.Rows && a.Rows > 0:
		e.Kind = fault.Undecided // the columns are others, or have another form
		e.Hints = b.list(in, e)
		return e
	case b.rows(reasonRounded) > 0 && !policy.Skip:
		e.Kind = fault.Undecided // nobody can say which of several customers they are
		e.Hints = append(b.list(in, e), "export the column as text, or choose: --on-bad-row skip   or   --id-format text   (the ids as they stand)")
		return e
	case a.Bad.Rows > 0 && !policy.Skip:
		e.Hints = append(b.list(in, e), "to go on without them: --on-bad-row skip   or   --on-bad-row quarantine --rejects rejects.csv")
		return e
	case a.Bad.Rows > 0 && !policy.Limit.allows(a.Bad.Rows, a.Rows):
		e.Hints = append(b.list(in, e), "that is more than --max-bad-rows "+policy.Limit.text+" allows")
		return e
	case b.rejects != nil:
		return b.rejects.write(policy, in.files)
	}
	return nil
}

// unreadable counts the rows with cells that are not what their column should
// hold.
func (b *badRows) unreadable() int64 { return b.rows(value.ReasonNotADate, value.ReasonNotANumber) }

// rows counts the rows that are bad for one of the reasons.
func (b *badRows) rows(reasons ...string) (rows int64) {
	for kind, g := range b.kinds {
		if slices.Contains(reasons, kind.reason) {
			rows += g.rows
		}
	}
	return rows
}

// list tells the kinds of bad rows: the first one as the message of e, the
// others as hints.
func (b *badRows) list(in *Input, e *fault.Error) (hints []string) {
	var groups []*badGroup
	for _, g := range b.kinds {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(x, y *badGroup) int { return x.first[0].Compare(y.first[0]) })
	for i, g := range groups {
		first := g.first[0]
		switch {
		case i == 0:
			e.Message, e.Place = describe(first, in.files), placeOf(first, in.files)
			if g.rows > 1 {
				hints = append(hints, fmt.Sprintf("%d rows like this: %s", g.rows, g.places(in.files)))
			}
		case i == placesShown:
			return append(hints, fmt.Sprintf("and rows that are bad in %d other ways", len(groups)-i))
		case g.rows > 1:
			hints = append(hints, fmt.Sprintf("%s (%d rows: %s)", describe(first, in.files), g.rows, g.places(in.files)))
		default:
			hints = append(hints, describe(first, in.files))
		}
		why, more := in.why(first)
		if i == 0 {
			e.Message += why
		}
		hints = append(hints, more...)
	}
	return hints
}

// placeOf is where the cell stands.
func placeOf(c vector.BadCell, files []*inputFile) *fault.Place {
	f := files[c.File]
	p := &fault.Place{File: f.count.Name, Line: f.lineOf(c), Name: c.Name, Value: c.Value}
	if c.Row != vector.WholeRow {
		p.Column = c.Column + 1
	}
	return p
}

// Describe says where the cell stands and what is wrong with it.
func describe(c vector.BadCell, files []*inputFile) string {
	f := files[c.File]
	if c.Row == vector.WholeRow {
		return fmt.Sprintf("%s: the row %s: %s", f.at(c), c.Reason, fault.Quote(c.Value))
	}
	what := c.Name + " " + fault.Quote(c.Value)
	if c.Value == "" {
		what = c.Name
	}
	return fmt.Sprintf("%s: %s %s", f.at(c), what, c.Reason)
}

// places lists the lines of the first rows of a kind; those of other files than
// the first have the name of their file.
func (g *badGroup) places(files []*inputFile) string {
	var lines []string
	for _, c := range g.first {
		line := fmt.Sprint(files[c.File].lineOf(c))
		if c.File != g.first[0].File {
			line = files[c.File].count.Name + ":" + line
		}
		lines = append(lines, line)
	}
	if g.rows > placesShown {
		lines = append(lines, "…")
	}
	return files[g.first[0].File].lineWord() + " " + strings.Join(lines, ", ")
}

// lineOf is the line of the file in which a bad cell stands, known once the file
// is read.
func (f *inputFile) lineOf(c vector.BadCell) int64 {
	if f.linesBefore == nil {
		f.linesBefore = []int64{0}
		for i, n := range f.table.Lines() {
			f.linesBefore = append(f.linesBefore, f.linesBefore[i]+n)
		}
	}
	return f.table.FirstLine() + f.linesBefore[c.Morsel] + c.Line
}

// BadRowPolicy says what becomes of rows that cannot be understood. The zero
// value refuses the input for one of them.
type BadRowPolicy struct {
	// Skip leaves them out.
	Skip bool
	// Limit is how many may be left out.
	Limit BadRowLimit
	// Rejects gets the rows left out, as CSV, once all of the input is read;
	// nil for nowhere.
	Rejects io.Writer
	// More tells that Rejects has the header already, from another input.
	More bool
}

// BadRowLimit is a number of rows, or a share of all rows. The zero value is no
// limit.
type BadRowLimit struct {
	text  string
	rows  int64
	share *big.Rat // nil for a number
}

// ParseBadRowLimit reads a number such as 20, or a share such as 0.001.
func ParseBadRowLimit(text string) (BadRowLimit, error) {
	l := BadRowLimit{text: text}
	var err error
	if l.rows, err = strconv.ParseInt(text, 10, 64); err == nil && l.rows >= 0 {
		return l, nil
	}
	var ok bool
	if l.share, ok = new(big.Rat).SetString(text); ok && strings.Contains(text, ".") && l.share.Sign() >= 0 && l.share.Cmp(big.NewRat(1, 1)) <= 0 {
		return l, nil
	}
	return l, fmt.Errorf("%q is neither a number of rows, such as 20, nor a share, such as 0.001", text)
}

// allows tells whether so many of the rows may be bad.
func (l BadRowLimit) allows(bad, rows int64) bool {
	switch {
	case l.text == "":
		return true
	case l.share != nil:
		most := new(big.Rat).Mul(l.share, new(big.Rat).SetInt64(rows))
		return new(big.Rat).SetInt64(bad).Cmp(most) <= 0
	}
	return bad <= l.rows
}
