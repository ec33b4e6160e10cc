package rfm

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Class counts rows of one kind and what they add up to.
type Class struct {
	Rows   int64
	Amount decimal128.Num
}

// Account tells where every row went. Amounts have Scale decimals.
type Account struct {
	// Rows is the number of rows added: those used and those left out.
	Rows int64
	// Used are the rows that made the customers.
	Used Class
	// Guests are rows without a customer id, AfterAsOf rows after the as-of day.
	Guests, AfterAsOf Class
	// Returns are returns of known customers; they are among the used rows
	// unless returns are dropped.
	Returns Class
	// ReturnsDropped tells that the returns were left out.
	ReturnsDropped bool
	// ReturnsOnly counts customers who have returns and no orders, and are
	// therefore no customers to be scored, or who have no orders in an input that
	// is one row a customer; their rows are among the used ones.
	ReturnsOnly       int
	ReturnsOnlyAmount decimal128.Num
	Scale             int32
	// FirstDay and LastDay are the first and the last order, AsOf the end of the
	// observed time.
	FirstDay, LastDay, AsOf arrow.Date32
}

func (a *Account) amounts() []*decimal128.Num {
	return []*decimal128.Num{&a.Used.Amount, &a.Guests.Amount, &a.AfterAsOf.Amount, &a.Returns.Amount, &a.ReturnsOnlyAmount}
}

// rescale adds by decimals to every amount; false when one does not fit.
func (a *Account) rescale(by int32) bool {
	for _, n := range a.amounts() {
		var ok bool
		if *n, ok = rescale(*n, by); !ok {
			return false
		}
	}
	return true
}

// add adds another account of the same scale; false when a sum needs more than
// 38 digits.
func (a *Account) add(b Account) bool {
	a.Rows += b.Rows
	fits := true
	for _, pair := range [][2]*Class{{&a.Used, &b.Used}, {&a.Guests, &b.Guests}, {&a.AfterAsOf, &b.AfterAsOf}, {&a.Returns, &b.Returns}} {
		pair[0].Rows += pair[1].Rows
		fits = addTo(&pair[0].Amount, pair[1].Amount) && fits
	}
	return fits
}

// Total is the amount of all rows.
func (a Account) Total() *big.Rat {
	total := new(big.Int).Add(a.Used.Amount.BigInt(), a.Guests.Amount.BigInt())
	total.Add(total, a.AfterAsOf.Amount.BigInt())
	if a.ReturnsDropped {
		total.Add(total, a.Returns.Amount.BigInt())
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(a.Scale)), nil)
	return new(big.Rat).SetFrac(total, unit)
}

// AddAmounts adds amounts of the same scale; false when the sum needs more than
// 38 digits.
func AddAmounts(a, b decimal128.Num) (decimal128.Num, bool) {
	sum, ok := addWide(a, b)
	return sum, ok && sum.FitsInPrecision(maxPrecision)
}

// Rescale is n with by more decimals; false when it needs more than 38 digits.
func Rescale(n decimal128.Num, by int32) (decimal128.Num, bool) { return rescale(n, by) }

// addTo is AddAmounts in place.
func addTo(sum *decimal128.Num, n decimal128.Num) (fits bool) {
	*sum, fits = AddAmounts(*sum, n)
	return fits
}

// rescale multiplies by a power of ten; false when the product needs more than
// 38 digits.
func rescale(n decimal128.Num, by int32) (decimal128.Num, bool) {
	if by == 0 || n.Sign() == 0 {
		return n, true
	}
	if by > maxPrecision {
		return n, false
	}
	factor := decimal128.GetScaleMultiplier(int(by))
	return multiply(n, factor)
}

// multiply is n times factor, which is not 0; false when the product needs more
// than 38 digits.
func multiply(n, factor decimal128.Num) (decimal128.Num, bool) {
	product := n.Mul(factor)
	if back, rest := product.Div(factor); back == n && rest.Sign() == 0 && product.FitsInPrecision(maxPrecision) {
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
	return divideBig(new(big.Int).Mul(n.BigInt(), pow10(by)), big.NewInt(d))
}

// divideBig is n / d rounded to the nearest, halves to even; d > 0. It is false
// when the result needs more than 38 digits.
func divideBig(n, d *big.Int) (decimal128.Num, bool) {
	quotient, rest := new(big.Int).QuoRem(n, d, new(big.Int))
	if c := rest.Lsh(rest, 1).CmpAbs(d); c > 0 || c == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(n.Sign())))
	}
	if quotient.BitLen() > 127 { // 128 with the sign
		return decimal128.Num{}, false
	}
	result := decimal128.FromBigInt(quotient)
	return result, result.FitsInPrecision(maxPrecision)
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
