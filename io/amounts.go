package rfmio

import (
	"bytes"
	"math/big"
	"rfm/io/value"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// amounts is the vector of what the rows brought: a column, or the product of
// two; nil where the input has none.
func (a *assembler) amounts() *vector.Vector {
	field := a.amountField()
	if field == vector.None {
		return nil
	}
	source := a.plan.Field[field]
	price := &a.batch.Vectors[source.Vector]
	if source.Formula != nil {
		price = a.evaluate(source)
	}
	if source.Times == vector.None {
		if a.isDerived() {
			return a.derive(price)
		}
		if source.Formula != nil {
			a.product = *price
			return &a.product
		}
		return price
	}
	quantity := &a.batch.Vectors[source.Times]
	a.product.Decimals = vector.Resize(a.product.Decimals, a.batch.Rows)
	a.product.Kind, a.product.Scale, a.product.Null = vector.KindDecimal, price.Scale+quantity.Scale, nil
	for row := range a.batch.Rows {
		product, ok := value.Multiply(price.Decimals[row], quantity.Decimals[row])
		if !ok {
			a.addBad(row, a.plan.Wants[source.Vector], price.Decimals[row].ToString(price.Scale), "times the quantity has too many digits")
			product = decimal128.Num{}
		}
		a.product.Decimals[row] = product
	}
	if a.isDerived() {
		return a.derive(&a.product)
	}
	return &a.product
}

// An amount with more than mostDecimals is what a float leaves that should have been
// another number, such as 5.7e-14 for 0: no currency and no share of one has more.
// It is rounded to residueDecimals, or all sums would have its decimals.
const (
	mostDecimals    = 18
	residueDecimals = 12
	// usualDecimals stay where others are dropped.
	usualDecimals = 2
)

// dropResidue rounds the amounts that are residues of floats, and gives a batch of
// which some are no more decimals than its rows need.
func (a *assembler) dropResidue(amounts *vector.Vector) {
	if amounts == nil || amounts.Scale <= mostDecimals {
		return
	}
	unit := func(decimals int32) *big.Int {
		return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	}
	fine, coarse := unit(amounts.Scale-mostDecimals), unit(amounts.Scale-residueDecimals)
	values := make([]*big.Int, a.batch.Rows)
	for row := range values {
		n := amounts.Decimals[row].BigInt()
		if new(big.Int).Rem(n, fine).Sign() != 0 {
			n = roundTo(n, coarse)
			a.count.residues++
		}
		values[row] = n
	}
	scale := amounts.Scale
	for ten := big.NewInt(10); scale > usualDecimals; scale-- {
		shorter := make([]*big.Int, len(values))
		fits := true
		for row, n := range values {
			rest := new(big.Int)
			shorter[row], rest = new(big.Int).QuoRem(n, ten, rest)
			fits = fits && rest.Sign() == 0
		}
		if !fits {
			break
		}
		values = shorter
	}
	amounts.Scale = scale
	for row, n := range values {
		amounts.Decimals[row] = decimal128.FromBigInt(n)
	}
}

// roundTo rounds to the nearest multiple of a unit, halves away from zero.
func roundTo(n, unit *big.Int) *big.Int {
	half := new(big.Int).Quo(unit, big.NewInt(2))
	if n.Sign() < 0 {
		half.Neg(half)
	}
	sum := half.Add(half, n)
	return sum.Sub(sum, new(big.Int).Rem(sum, unit))
}

// turnReturns gives the rows with a quantity below zero, which are returns, an
// amount below zero, too.
func (a *assembler) turnReturns(amounts *vector.Vector) {
	a.negative = a.negative[:0]
	if a.plan.Quantity == vector.None {
		return
	}
	v := &a.batch.Vectors[a.plan.Quantity]
	if bytes.IndexByte(v.Bytes, '-') < 0 && bytes.IndexByte(v.Bytes, '(') < 0 && !bytes.Contains(v.Bytes, []byte("−")) {
		return
	}
	a.negative = vector.Resize(a.negative, a.batch.Rows)
	for row := range a.batch.Rows {
		a.negative[row] = !v.IsNull(row) && value.IsNegative(v.Text(row))
		if a.negative[row] && amounts != nil && amounts.Decimals[row].Sign() > 0 {
			amounts.Decimals[row] = amounts.Decimals[row].Negate()
			if len(a.fates) == 0 || a.fates[row] == used {
				a.count.turned++
			}
		}
	}
}
