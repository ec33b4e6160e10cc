package campaign

import (
	"fmt"
	"math/big"
	"slices"
)

// Rule says which groups a plan mails.
type Rule string

// The rules. With a control arm they look at the uplift, without one at the
// response rate: only what the mailing adds pays for it.
const (
	// BreakEven takes groups with a rate above the break-even rate of the whole
	// campaign. A group that just breaks even is left out.
	BreakEven Rule = "break-even"
	// PerGroup is BreakEven with the order value of the group itself.
	PerGroup Rule = "per-group"
	// Lower takes groups whose rate less 1.64 standard errors is above break-even:
	// fewer groups, and fewer that were only lucky.
	Lower Rule = "lower"
	// All takes every group.
	All Rule = "all"
)

// Rules lists the rules.
func Rules() []Rule { return []Rule{BreakEven, PerGroup, Lower, All} }

// lowerZ is the distance that rule Lower keeps, one-sided 95 % as it is usually
// rounded.
const lowerZ = 1.64

// Check refuses a rule that is none, or that the terms give no meaning.
func (r Rule) Check(t *Terms) error {
	switch {
	case !slices.Contains(Rules(), r):
		return fmt.Errorf("%q is none of the rules", r)
	case t == nil && r != All:
		return fmt.Errorf("rule %s needs the cost of a piece and what a response brings", r)
	case r == PerGroup && t.Margin == nil:
		return fmt.Errorf("rule %s needs a margin: a profit per order is the same for every group", r)
	}
	return nil
}

// chooses tells whether the rule takes a row of the reading.
func (r Rule) chooses(read *Reading, row *Row) bool {
	if r == All {
		return true
	}
	rate, se := row.Mailed.rate(), row.responseSE()
	if read.Controlled {
		if row.Uplift == nil {
			return false
		}
		rate, se = new(big.Rat).Sub(rate, row.Control.rate()), row.Uplift.SE
	}
	if rate == nil {
		return false
	}
	breakEven := read.breakEven
	if r == PerGroup {
		return row.ownGain(read).Cmp(read.Terms.spend(row.Mailed.Customers)) > 0
	}
	if breakEven == nil {
		return false
	}
	if r == Lower {
		share, _ := rate.Float64()
		limit, _ := breakEven.Float64()
		return share-lowerZ*se > limit
	}
	return rate.Cmp(breakEven) > 0
}
