package segment

import (
	"bytes"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Who was not there before, and who is not there any more, in place of a segment.
const (
	New  = "(new)"
	Gone = "(gone)"
)

// Migration tells how the customers of one population stand in a later one.
type Migration struct {
	Scheme *Scheme
	// Changes are the customers of either population, by id.
	Changes []Change

	old, new *Assignment
	scale    int32 // of all amounts
	byOld    int32 // decimals that the old amounts lack
	byNew    int32
}

// Change is one customer: the places in the old and in the new population, -1
// for one that does not have the customer.
type Change struct{ Old, New int }

// Migrate joins two assignments of one scheme by customer id.
func Migrate(old, new *Assignment) (*Migration, error) {
	if !bytes.Equal(old.Scheme.Source, new.Scheme.Source) {
		return nil, fmt.Errorf("scheme %s and scheme %s are two", old.Scheme.Name, new.Scheme.Name)
	}
	from, to := old.scores.Customers, new.scores.Customers
	m := &Migration{Scheme: new.Scheme, old: old, new: new, scale: max(from.Scale, to.Scale)}
	m.byOld, m.byNew = m.scale-from.Scale, m.scale-to.Scale
	for i, j := 0, 0; i < from.Len() || j < to.Len(); {
		switch {
		case j == to.Len() || i < from.Len() && from.ID.At(i) < to.ID.At(j):
			m.Changes = append(m.Changes, Change{i, -1})
			i++
		case i == from.Len() || to.ID.At(j) < from.ID.At(i):
			m.Changes = append(m.Changes, Change{-1, j})
			j++
		default:
			m.Changes = append(m.Changes, Change{i, j})
			i, j = i+1, j+1
		}
	}
	return m, nil
}

// id is the customer's.
func (m *Migration) id(c Change) string {
	if c.Old >= 0 {
		return m.old.scores.Customers.ID.At(c.Old)
	}
	return m.new.scores.Customers.ID.At(c.New)
}

// From is the position of the segment that the customer was in, absent for one
// who is new.
func (m *Migration) From(c Change) int { return m.position(m.old, c.Old) }

// To is the position of the segment that the customer is in, absent for one who
// has gone.
func (m *Migration) To(c Change) int { return m.position(m.new, c.New) }

func (m *Migration) position(a *Assignment, i int) int {
	if i < 0 {
		return m.Absent()
	}
	return int(a.Position[i])
}

// Absent is the position of who is in no segment: behind the others.
func (m *Migration) Absent() int { return len(m.Scheme.Segments) + 1 }

// code is the segment at a position; absence is what there is instead of one.
func (m *Migration) code(position int, absence string) string {
	if position == m.Absent() {
		return absence
	}
	return m.Scheme.Code(position)
}

// amounts are what the customer brought before and now, with m.scale decimals;
// zero where the customer is absent.
func (m *Migration) amounts(c Change) (old, new decimal128.Num, err error) {
	fits := true
	if c.Old >= 0 {
		old, fits = decimal.Rescale(m.old.scores.Customers.Monetary[c.Old], m.byOld)
	}
	if c.New >= 0 && fits {
		new, fits = decimal.Rescale(m.new.scores.Customers.Monetary[c.New], m.byNew)
	}
	if !fits {
		return old, new, rfm.ErrOverflow
	}
	return old, new, nil
}

// Move is the customers who went from one segment to another, or stayed.
type Move struct {
	From, To  int // positions; Absent for who is new, or has gone
	Customers int
	// Before is the number of customers who were in From.
	Before int
	// Old and New are the sums of the monetary values before and now.
	Old, New decimal128.Num
}

// Moves sums up the migration, in the order of the scheme. A way that nobody
// went is not among them. The error is rfm.ErrOverflow.
func (m *Migration) Moves() ([]Move, error) {
	n := m.Absent() + 1
	all := make([]Move, n*n)
	before := make([]int, n) // customers in each segment
	for _, c := range m.Changes {
		from, to := m.From(c), m.To(c)
		before[from]++
		move := &all[from*n+to]
		move.From, move.To = from, to
		move.Customers++
		old, new, err := m.amounts(c)
		if err != nil {
			return nil, err
		}
		var fits [2]bool
		move.Old, fits[0] = decimal.Add(move.Old, old)
		move.New, fits[1] = decimal.Add(move.New, new)
		if !fits[0] || !fits[1] {
			return nil, rfm.ErrOverflow
		}
	}
	var moves []Move
	for _, move := range all {
		if move.Customers > 0 {
			move.Before = before[move.From]
			moves = append(moves, move)
		}
	}
	return moves, nil
}
