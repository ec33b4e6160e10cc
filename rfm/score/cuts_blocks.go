package score

import (
	"iter"
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
)

// blockQuantiles are the quantiles of a population in blocks, the same as those
// that quantiles finds in the whole. It iterates over the blocks two or three
// times, for all dimensions at once. Without customers it is rfm.ErrNoCustomers.
func blockQuantiles(blocks iter.Seq2[*rfm.Customers, error], bins Bins) (*[3][]*big.Rat, error) {
	var finders [3]rankFinder
	var scales [3]int32
	dimensions := rfm.Dimensions()
	for open := dimensions[:]; len(open) > 0; {
		for c, err := range blocks {
			if err != nil {
				return nil, err
			}
			scales[rfm.Monetary] = c.Scale
			parallel.Each(len(open), func(i int) { finders[open[i]].addColumn(c, open[i]) })
		}
		if finders[rfm.Recency].n == 0 {
			return nil, rfm.ErrNoCustomers
		}
		open = slices.DeleteFunc(open, func(d rfm.Dimension) bool {
			return !finders[d].next(func(n int) []int { return quantileRanks(n, bins[d]) })
		})
	}
	var points [3][]*big.Rat
	for _, d := range rfm.Dimensions() {
		unit := decimal.Pow10(scales[d])
		points[d] = quantilesOf(finders[d].n, bins[d], func(rank int) *big.Rat {
			return new(big.Rat).SetFrac(finders[d].found[rank].BigInt(), unit)
		})
	}
	return &points, nil
}

// addColumn takes the values of one dimension.
func (f *rankFinder) addColumn(c *rfm.Customers, d rfm.Dimension) {
	for _, v := range valuesOf(c, d) {
		f.add(v)
	}
}

// valuesOf are the values of one dimension, by customer.
func valuesOf(c *rfm.Customers, d rfm.Dimension) iter.Seq2[int, decimal128.Num] {
	switch d {
	case rfm.Recency:
		return decimals(c.Recency)
	case rfm.Frequency:
		return decimals(c.Orders)
	}
	return slices.All(c.Monetary)
}

func decimals[T int32 | int64](values []T) iter.Seq2[int, decimal128.Num] {
	return func(yield func(int, decimal128.Num) bool) {
		for i, v := range values {
			if !yield(i, decimal128.FromI64(int64(v))) {
				return
			}
		}
	}
}
