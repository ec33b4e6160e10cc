package score

import (
	"math/big"

	"rfm/rfm/decimal"
	"rfm/rfm/internal/radix"
)

// cut is the border between two neighbouring intervals.
type cut struct {
	at  *big.Rat // the cut point: days, orders or money, exact
	top *big.Int // the greatest value below the border, in units of 10^-scale
}

// ruler is what one group of customers is measured with: ascending cuts, one
// fewer than there are scores.
type ruler struct {
	cuts       []cut
	limits     []uint64 // the codes of the cuts' tops, ordered
	scale      int32    // digits after the point of what is measured
	leftClosed bool     // a value on a cut point takes the higher interval
}

// newRuler makes a ruler for a column from ascending cut points. Values are
// whole multiples of 10^-scale, so that a comparison with any rational cut
// point is exactly one with the greatest multiple below it.
func newRuler(x column, at []*big.Rat, leftClosed bool) *ruler {
	r := &ruler{scale: x.scale, leftClosed: leftClosed}
	for _, point := range at {
		top := new(big.Int).Mul(point.Num(), decimal.Pow10(x.scale))
		if leftClosed {
			top.Sub(top, big.NewInt(1))
		}
		top.Div(top, point.Denom()) // rounds down: the denominator is positive
		r.cuts = append(r.cuts, cut{point, top})
		r.limits = append(r.limits, radix.Ordered(x.greatest(top)))
	}
	return r
}

// interval is the place of a value, in units of 10^-scale, counted from 0.
func (r *ruler) interval(unscaled *big.Int) int {
	k := 0
	for k < len(r.cuts) && unscaled.Cmp(r.cuts[k].top) > 0 {
		k++
	}
	return k
}

// quantiles returns the type-7 quantiles at 1/bins … (bins-1)/bins of the
// values behind codes.
func quantiles(x column, codes []int64, bins int) []*big.Rat {
	sorted := orderStatistics(codes, quantileRanks(len(codes), bins))
	return quantilesOf(len(codes), bins, func(rank int) *big.Rat { return x.rational(sorted[rank]) })
}

// quantilesOf makes the type-7 quantiles of n values, exactly: with the values
// sorted as x[0] … x[n-1], which at tells, and (n-1)·k = j·bins + rest, the k-th
// is x[j] + rest/bins · (x[j+1] - x[j]).
// No value of the population lies between x[j] and x[j+1], so that which
// customers are below depends on the order of the values only, not on the unit
// they are in.
//
// Definition: R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages,
// The American Statistician 50 (1996) 361-365, definition 7.
func quantilesOf(n, bins int, at func(rank int) *big.Rat) []*big.Rat {
	last := n - 1
	var points []*big.Rat
	for k := 1; k < bins; k++ {
		j, rest := last*k/bins, last*k%bins
		lower, upper := at(j), at(min(j+1, last))
		step := upper.Sub(upper, lower)
		step.Mul(step, big.NewRat(int64(rest), int64(bins)))
		points = append(points, step.Add(step, lower))
	}
	return points
}

// quantileRanks are the places of the values that quantilesOf asks for.
func quantileRanks(n, bins int) []int {
	var ranks []int
	for k := 1; k < bins; k++ {
		j := (n - 1) * k / bins
		ranks = append(ranks, j, min(j+1, n-1))
	}
	return ranks
}
