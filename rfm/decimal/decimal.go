package decimal

import (
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Precision is the number of digits that an amount may have, its decimals among
// them.
const Precision = 38

// Add adds amounts of the same scale; false when the sum needs more than
// 38 digits.
func Add(a, b decimal128.Num) (decimal128.Num, bool) {
	sum, ok := AddWide(a, b)
	return sum, ok && sum.FitsInPrecision(Precision)
}

// AddTo is Add in place.
func AddTo(sum *decimal128.Num, n decimal128.Num) (fits bool) {
	*sum, fits = Add(*sum, n)
	return fits
}

// Rescale is n with by more decimals, 0 or more; false when it needs more than 38
// digits.
func Rescale(n decimal128.Num, by int32) (decimal128.Num, bool) {
	if by == 0 || n.Sign() == 0 {
		return n, true
	}
	if by > Precision {
		return n, false
	}
	factor := decimal128.GetScaleMultiplier(int(by))
	return Multiply(n, factor)
}

// Multiply is n times factor, which is not 0; false when the product needs more
// than 38 digits.
func Multiply(n, factor decimal128.Num) (decimal128.Num, bool) {
	product := n.Mul(factor)
	if back, rest := product.Div(factor); back == n && rest.Sign() == 0 && product.FitsInPrecision(Precision) {
		return product, true
	}
	return n, false
}

// Divide is n / d rounded to the nearest, halves to even, with by more decimals
// than n has; d > 0. It is false when the result needs more than 38 digits.
func Divide(n decimal128.Num, d int64, by int32) (decimal128.Num, bool) {
	if small := int64(n.LowBits()); by == 0 && n.HighBits() == small>>63 {
		return decimal128.FromI64(divideRounded(small, d)), true
	}
	return DivideBig(new(big.Int).Mul(n.BigInt(), Pow10(by)), big.NewInt(d))
}

// DivideBig is n / d rounded to the nearest, halves to even; d > 0. It is false
// when the result needs more than 38 digits.
func DivideBig(n, d *big.Int) (decimal128.Num, bool) {
	quotient, rest := new(big.Int).QuoRem(n, d, new(big.Int))
	if c := rest.Lsh(rest, 1).CmpAbs(d); c > 0 || c == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(n.Sign())))
	}
	if quotient.BitLen() > 127 { // 128 with the sign
		return decimal128.Num{}, false
	}
	result := decimal128.FromBigInt(quotient)
	return result, result.FitsInPrecision(Precision)
}

// divideRounded is n / d rounded to the nearest, halves to even; d > 0.
func divideRounded(n, d int64) int64 {
	quotient, rest := n/d, n%d
	sign := int64(1)
	if rest < 0 {
		rest, sign = -rest, -1
	}
	if rest > d-rest || rest == d-rest && quotient&1 != 0 {
		quotient += sign
	}
	return quotient
}

// AddWide adds amounts of the same scale as 128-bit integers, without a limit of 38
// digits; false when the sum does not fit.
func AddWide(a, b decimal128.Num) (decimal128.Num, bool) {
	lo, carry := bits.Add64(a.LowBits(), b.LowBits(), 0)
	hi := a.HighBits() + b.HighBits() + int64(carry)
	return decimal128.New(hi, lo), (a.HighBits()^hi)&(b.HighBits()^hi) >= 0
}

// Pow10 is 10^n; n must not be negative.
func Pow10(n int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
