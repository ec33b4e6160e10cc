package score

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Quantiles returns the type-7 quantiles at 1/bins … (bins-1)/bins of at least
// one value, exactly; values have scale digits after the point.
func Quantiles(values []decimal128.Num, scale int32, bins int) []*big.Rat {
	x := moneyColumn(values, scale)
	return quantiles(x, x.codes, bins)
}

// Intervals returns the place of each value among ascending cut points, counted
// from 0; a value on a cut point belongs to the interval below it, as with method
// quantile. There are at most 255 cut points.
func Intervals(values []decimal128.Num, scale int32, points []*big.Rat) []uint8 {
	x := moneyColumn(values, scale)
	limits := newRuler(x, points, false).limits
	places := make([]uint8, len(values))
	for i, code := range x.codes {
		places[i] = uint8(countBelow(code, limits))
	}
	return places
}
