package pareto

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// ParsePercents reads percentages such as "1,4,15,80" as exact parts of 1. Each
// is above 0 and not above 100.
func ParsePercents(text string) ([]*big.Rat, error) {
	var parts []*big.Rat
	for item := range strings.SplitSeq(text, ",") {
		unscaled, scale, err := decimal.Parse(strings.TrimSpace(item))
		if err != nil {
			return nil, err
		}
		hundred := decimal.Pow10(scale + 2)
		if unscaled.Sign() <= 0 || unscaled.Cmp(hundred) > 0 {
			return nil, fmt.Errorf("%s percent: above 0 and up to 100 are allowed", strings.TrimSpace(item))
		}
		parts = append(parts, new(big.Rat).SetFrac(unscaled, hundred))
	}
	return parts, nil
}

// maxParts is how many parts a ranking can be cut into.
const maxParts = 100

// Tiers cut a ranking by number of customers: the sizes are parts of 1 that add
// up to 1, the first tier that of the best customers.
type Tiers []*big.Rat

// ParseTiers reads percentages that add up to 100, such as "1,4,15,80".
func ParseTiers(text string) (Tiers, error) {
	sizes, err := ParsePercents(text)
	if err != nil {
		return nil, err
	}
	sum := new(big.Rat)
	for _, size := range sizes {
		sum.Add(sum, size)
	}
	if sum.Cmp(big.NewRat(1, 1)) != 0 {
		return nil, fmt.Errorf("%q adds up to %s, not to 100", text, PercentText(sum))
	}
	if len(sizes) > maxParts {
		return nil, fmt.Errorf("%d tiers: up to %d are allowed", len(sizes), maxParts)
	}
	return sizes, nil
}

// Ends are the ranks after which the tiers end: the sum of the sizes so far, times
// the number of customers, rounded up. A tier can be empty where customers are few.
func (t Tiers) Ends(r *Ranking) []int {
	var ends []int
	sum := new(big.Rat)
	for _, size := range t {
		ends = append(ends, r.Top(sum.Add(sum, size)))
	}
	return ends
}

// ABC cuts a ranking by what customers brought: the limits are parts of 1,
// ascending, at which A, B … end; the last class has the rest.
type ABC []*big.Rat

// ParseABC reads the limits in percent, such as "80,95".
func ParseABC(text string) (ABC, error) {
	limits, err := ParsePercents(text)
	if err != nil {
		return nil, err
	}
	for i, limit := range limits {
		if limit.IsInt() || i > 0 && limit.Cmp(limits[i-1]) <= 0 {
			return nil, fmt.Errorf("%q: the limits must ascend and stay below 100", text)
		}
	}
	if len(limits) > 25 {
		return nil, errors.New("there are only 26 letters")
	}
	return limits, nil
}

// Ends are the ranks after which the classes end: a customer is in A if those
// before have not reached the limit of A, and likewise for B. The ends are nil
// where there are no shares.
func (a ABC) Ends(r *Ranking) []int {
	if !r.HasShares() {
		return nil
	}
	var ends []int
	for _, limit := range a {
		ends = append(ends, r.Reach(limit))
	}
	return append(ends, r.Len())
}

// Letter is the name of a class, counted from 0.
func (a ABC) Letter(class int) string { return string(rune('A' + class)) }

// Positions is the part, counted from 0, of every customer's rank, one element per
// customer in the order of Customers. The ends are ranks, ascending; the last one
// is the number of customers.
func (r *Ranking) Positions(ends []int) []uint8 {
	positions := make([]uint8, r.Len())
	from := 0
	for part, end := range ends {
		for _, i := range r.Order[from:end] {
			positions[i] = uint8(part)
		}
		from = end
	}
	return positions
}

// Part is the sums of customers with successive ranks.
type Part struct {
	Customers int
	Orders    int64
	Value     decimal128.Num // sum of Values
}

// Part adds up the customers after the first from, up to the first to.
func (r *Ranking) Part(from, to int) Part {
	p := Part{Customers: to - from, Value: r.Sum(to).Sub(r.Sum(from))}
	for _, i := range r.Order[from:to] {
		p.Orders += r.Customers.Orders[i]
	}
	return p
}
