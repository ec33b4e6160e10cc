package score

import (
	"math/big"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
)

// MedianFinder finds the medians of groups of customers who come in blocks, the
// same as Medians finds in the whole. The blocks are added again and again, in any
// order, until Next is false.
type MedianFinder struct {
	groups [3][]rankFinder
	open   []rfm.Dimension // not found yet
	scale  int32           // of money
}

// NewMedianFinder prepares for n groups.
func NewMedianFinder(n int) *MedianFinder {
	f := &MedianFinder{}
	for _, d := range rfm.Dimensions() {
		f.groups[d], f.open = make([]rankFinder, n), append(f.open, d)
	}
	return f
}

// Add adds the customers of a block; group is the group of each.
func (f *MedianFinder) Add(c *rfm.Customers, group []uint16) {
	f.scale = c.Scale
	parallel.Each(len(f.open), func(i int) {
		finders := f.groups[f.open[i]]
		for customer, v := range valuesOf(c, f.open[i]) {
			finders[group[customer]].add(v)
		}
	})
}

// Next ends a pass over all blocks. It is true where another one is needed.
func (f *MedianFinder) Next() bool {
	var open []rfm.Dimension
	for _, d := range f.open {
		more := false
		for g := range f.groups[d] {
			if finder := &f.groups[d][g]; finder.n > 0 && (!finder.counted || len(finder.stretches) > 0) {
				more = finder.next(func(n int) []int { return quantileRanks(n, 2) }) || more
			}
		}
		if more {
			open = append(open, d)
		}
	}
	f.open = open
	return len(open) > 0
}

// Of is the median of a group, nil of nobody.
func (f *MedianFinder) Of(d rfm.Dimension, group int) *big.Rat {
	finder := &f.groups[d][group]
	if finder.n == 0 {
		return nil
	}
	unit := big.NewInt(1)
	if d == rfm.Monetary {
		unit = decimal.Pow10(f.scale)
	}
	return quantilesOf(finder.n, 2, func(rank int) *big.Rat { return new(big.Rat).SetFrac(finder.found[rank].BigInt(), unit) })[0]
}
