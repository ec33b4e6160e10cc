package pareto

import (
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// PercentScale is the number of decimals of a share in percent.
const PercentScale = 6

// percentOf is part of whole in percent with PercentScale decimals, rounded to
// the nearest, halves to even; false when it needs more than 38 digits. whole is
// above zero.
func percentOf(part, whole decimal128.Num) (decimal128.Num, bool) {
	const unit = 1e8 // of a share: 100 percent, each with 6 decimals
	size := part.Abs()
	if size.HighBits() == 0 && whole.HighBits() == 0 {
		w := whole.LowBits()
		if hi, lo := bits.Mul64(size.LowBits(), unit); hi < w/2 { // so that one more fits
			quotient, rest := bits.Div64(hi, lo, w)
			if rest > w-rest || rest == w-rest && quotient&1 == 1 {
				quotient++
			}
			n := decimal128.FromU64(quotient)
			if part.Sign() < 0 {
				n = n.Negate()
			}
			return n, true
		}
	}
	return decimal.DivideBig(new(big.Int).Mul(part.BigInt(), big.NewInt(unit)), whole.BigInt())
}

// PercentText writes a part of 1 in percent, in as few digits as are exact.
func PercentText(part *big.Rat) string {
	return decimal.RatText(new(big.Rat).Mul(part, big.NewRat(100, 1)), PercentScale)
}
