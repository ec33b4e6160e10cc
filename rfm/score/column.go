package score

import (
	"math"
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// column holds the values of one dimension as 64-bit integers in the same order:
// the unscaled values themselves or, for money that needs more than 64 bits, their
// indexes among the distinct values.
type column struct {
	dimension rfm.Dimension
	codes     []int64
	distinct  []decimal128.Num // ascending; nil where the codes are the values
	scale     int32            // digits after the point
}

func newColumn(c *rfm.Customers, d rfm.Dimension) column {
	switch d {
	case rfm.Recency:
		codes := make([]int64, len(c.Recency))
		for i, v := range c.Recency {
			codes[i] = int64(v)
		}
		return column{dimension: d, codes: codes}
	case rfm.Frequency:
		return column{dimension: d, codes: c.Orders}
	}
	return moneyColumn(c.Monetary, c.Scale)
}

func moneyColumn(values []decimal128.Num, scale int32) column {
	codes := make([]int64, len(values))
	fits := true
	for i, v := range values {
		codes[i] = int64(v.LowBits())
		fits = fits && v.HighBits() == codes[i]>>63
	}
	if fits {
		return column{dimension: rfm.Monetary, codes: codes, scale: scale}
	}
	distinct := slices.Clone(values)
	slices.SortFunc(distinct, decimal128.Num.Cmp)
	distinct = slices.Compact(distinct)
	for i, v := range values {
		place, _ := slices.BinarySearchFunc(distinct, v, decimal128.Num.Cmp)
		codes[i] = int64(place)
	}
	return column{dimension: rfm.Monetary, codes: codes, distinct: distinct, scale: scale}
}

// unscaled is the value behind a code, in units of 10^-scale.
func (x column) unscaled(code int64) *big.Int {
	if x.distinct == nil {
		return big.NewInt(code)
	}
	return x.distinct[code].BigInt()
}

// rational is the value behind a code, in whole units.
func (x column) rational(code int64) *big.Rat {
	return new(big.Rat).SetFrac(x.unscaled(code), decimal.Pow10(x.scale))
}

// count is how many customers have exactly this value.
func (x column) count(value *big.Int) int {
	code := x.greatest(value)
	if before := x.distinct != nil && code < 0; before || x.unscaled(code).Cmp(value) != 0 {
		return 0
	}
	n := 0
	for _, v := range x.codes {
		if v == code {
			n++
		}
	}
	return n
}

// greatest is the greatest code that any value of the population up to and
// including limit can have: v <= limit is code(v) <= greatest(limit).
func (x column) greatest(limit *big.Int) int64 {
	if x.distinct != nil {
		after := func(v decimal128.Num, limit *big.Int) int {
			if v.BigInt().Cmp(limit) > 0 {
				return 1
			}
			return -1
		}
		place, _ := slices.BinarySearchFunc(x.distinct, limit, after)
		return int64(place) - 1
	}
	switch {
	case limit.IsInt64():
		return limit.Int64()
	case limit.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}
