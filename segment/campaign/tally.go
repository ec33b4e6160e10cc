package campaign

import (
	"maps"
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/segment/draw"
)

// Counts is what is known of one arm of a group. The zero value is nobody.
type Counts struct {
	Customers  int64
	Responders int64
	// revenue is the sum of the amounts in units of the last decimal of the tally,
	// squares that of their squares.
	revenue, squares big.Int
}

// Add counts a customer, who may have spent something without being a responder:
// a return, say.
func (c *Counts) Add(responded bool, amount decimal128.Num) {
	c.Customers++
	if responded {
		c.Responders++
	}
	if amount == (decimal128.Num{}) {
		return
	}
	x := amount.BigInt()
	c.revenue.Add(&c.revenue, x)
	c.squares.Add(&c.squares, x.Mul(x, x))
}

// Combine adds the customers of another arm.
func (c *Counts) Combine(other *Counts) {
	c.Customers += other.Customers
	c.Responders += other.Responders
	c.revenue.Add(&c.revenue, &other.revenue)
	c.squares.Add(&c.squares, &other.squares)
}

// rate is the exact share of responders; nil where there are no customers.
func (c *Counts) rate() *big.Rat { return ratio(c.Responders, c.Customers) }

func ratio(part, whole int64) *big.Rat {
	if whole == 0 {
		return nil
	}
	return big.NewRat(part, whole)
}

// Tally adds up the customers of a campaign. Two tallies of parts of the
// customers make that of all.
type Tally struct {
	whole bool // one group that stands for all
	// Scale is the number of decimals of the amounts.
	Scale int32
	// Amounts tells whether there are amounts at all; without them there is no
	// revenue.
	Amounts bool
	groups  map[string]*group
}

// group is the two arms of a group.
type group struct{ mailed, control Counts }

// Add counts a customer of a group. One who was not drawn counts for nothing.
func (t *Tally) Add(name string, arm draw.Arm, responded bool, amount decimal128.Num) {
	switch arm {
	case draw.Mailed:
		t.group(name).mailed.Add(responded, amount)
	case draw.Control:
		t.group(name).control.Add(responded, amount)
	}
}

// Combine adds the customers of another tally of the same scale.
func (t *Tally) Combine(other *Tally) {
	for name, g := range other.groups {
		own := t.group(name)
		own.mailed.Combine(&g.mailed)
		own.control.Combine(&g.control)
	}
}

func (t *Tally) group(name string) *group {
	g := t.groups[name]
	if g == nil {
		if t.groups == nil {
			t.groups = map[string]*group{}
		}
		g = &group{}
		t.groups[name] = g
	}
	return g
}

// Whole is the tally as one group of that name.
func (t *Tally) Whole(name string) *Tally {
	all := &Tally{Scale: t.Scale, Amounts: t.Amounts, whole: true}
	for _, g := range t.groups {
		if g.mailed.Customers > 0 { // as in a reading
			own := all.group(name)
			own.mailed.Combine(&g.mailed)
			own.control.Combine(&g.control)
		}
	}
	return all
}

// names are the names of the groups in order.
func (t *Tally) names() []string { return slices.Sorted(maps.Keys(t.groups)) }

// controlled tells whether there is a control arm.
func (t *Tally) controlled() bool {
	for _, g := range t.groups {
		if g.control.Customers > 0 {
			return true
		}
	}
	return false
}
