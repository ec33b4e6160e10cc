package period

import (
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// money is an exact sum of amounts. It tells when it has no longer fitted.
type money struct {
	decimal128.Num
	wrapped bool
}

func (m *money) add(n decimal128.Num) {
	low, carry := bits.Add64(m.LowBits(), n.LowBits(), 0)
	high := m.HighBits() + n.HighBits() + int64(carry)
	m.wrapped = m.wrapped || (m.HighBits()^high)&(n.HighBits()^high) < 0
	m.Num = decimal128.New(high, low)
}

func (m *money) addAll(o money) {
	m.add(o.Num)
	m.wrapped = m.wrapped || o.wrapped
}

// fit tells whether all sums fit 38 digits.
func fit(sums ...money) error {
	for _, s := range sums {
		if s.wrapped || !s.FitsInPrecision(38) {
			return rfm.ErrOverflow
		}
	}
	return nil
}

// quotient is by * part / whole, rounded to the nearest, halves to even.
// whole is above zero.
func quotient(part, whole decimal128.Num, by int64) decimal128.Num {
	return quotientBig(new(big.Int).Mul(part.BigInt(), big.NewInt(by)), whole.BigInt())
}

// quotientBig is n / whole, rounded likewise.
func quotientBig(n, whole *big.Int) decimal128.Num {
	q, rest := new(big.Int).QuoRem(n, whole, new(big.Int))
	if c := rest.Lsh(rest, 1).CmpAbs(whole); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return decimal128.FromBigInt(q)
}

// PercentScale is the number of decimals of shares in percent and of ratios.
const PercentScale = 6

// percentUnit makes a share one in percent, with PercentScale decimals.
const percentUnit = 100_000_000

// percent is a share in percent, with PercentScale decimals; false where the
// whole is not above zero.
func percent(part, whole int64) (decimal128.Num, bool) {
	return percentOf(decimal128.FromI64(part), decimal128.FromI64(whole))
}

func percentOf(part, whole decimal128.Num) (decimal128.Num, bool) {
	if whole.Sign() <= 0 {
		return decimal128.Num{}, false
	}
	return quotient(part, whole, percentUnit), true
}
