package rfm

import (
	"errors"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// ErrOverflow is returned when a sum or a mean of amounts needs more than 38
// digits, its decimals among them.
var ErrOverflow = errors.New("the amounts are too large: their sums and means need more than 38 digits")

// Class is the number of rows of one kind and the sum of their amounts.
type Class struct {
	Rows   int64
	Amount decimal128.Num
}

// Account counts every row of an input by what became of it. Amounts have Scale
// decimals.
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
	// Monetary is what the monetary value is. A median order is lowered by the
	// returns with its id only, and not by those with an id of their own.
	Monetary Statistic
	// ReturnsOnly counts customers with returns and no orders, who are not scored;
	// in an input that is one row per customer, those without orders. Their rows are
	// among the used ones.
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

// Rescale adds by decimals to every amount; false when one does not fit. It leaves
// Scale to the caller.
func (a *Account) Rescale(by int32) bool {
	for _, n := range a.amounts() {
		var ok bool
		if *n, ok = decimal.Rescale(*n, by); !ok {
			return false
		}
	}
	return true
}

// Add adds another account of the same scale; false when a sum needs more than
// 38 digits.
func (a *Account) Add(b Account) bool {
	a.Rows += b.Rows
	fits := true
	for _, pair := range [][2]*Class{{&a.Used, &b.Used}, {&a.Guests, &b.Guests}, {&a.AfterAsOf, &b.AfterAsOf}, {&a.Returns, &b.Returns}} {
		pair[0].Rows += pair[1].Rows
		fits = decimal.AddTo(&pair[0].Amount, pair[1].Amount) && fits
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
