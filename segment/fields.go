package segment

import (
	"math"
	"math/big"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// fields are the values that expressions see. Money is the nearest float64:
// amounts of up to 15 digits keep their order and their equality; two amounts
// that differ in later digits only count as equal, and never change places.
type fields struct {
	R     int     `expr:"r"`
	F     int     `expr:"f"`
	M     int     `expr:"m"`
	FM    float64 `expr:"fm"`
	Score string  `expr:"rfm_score"`

	Recency  int     `expr:"recency_days"`
	Orders   int     `expr:"orders"`
	Monetary float64 `expr:"monetary"`
	Average  float64 `expr:"avg_order_value"`

	// Of all customers.
	Customers    int     `expr:"customers"`
	MeanRecency  float64 `expr:"mean_recency_days"`
	MeanOrders   float64 `expr:"mean_orders"`
	MeanMonetary float64 `expr:"mean_monetary"`
}

// scoreFields tells which scores a field shows; fields that are not here show
// something else.
func scoreFields() map[string][]rfm.Dimension {
	return map[string][]rfm.Dimension{
		"r": {rfm.Recency}, "f": {rfm.Frequency}, "m": {rfm.Monetary}, "fm": {rfm.Frequency, rfm.Monetary},
		rfm.FieldScore: {rfm.Recency, rfm.Frequency, rfm.Monetary},
	}
}

// fieldNames are the names of all fields, in order.
func fieldNames() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[fields]()) {
		names = append(names, f.Tag.Get("expr"))
	}
	return names
}

// setCell sets the fields that show scores.
func (f *fields) setCell(c Cell, bins rfm.Bins) {
	f.R, f.F, f.M = int(c[rfm.Recency]), int(c[rfm.Frequency]), int(c[rfm.Monetary])
	f.FM, f.Score = c.fm(), c.Text(bins)
}

// setPopulation sets the fields that all customers share. Means are computed
// exactly and then rounded once: of equal values the mean is that value.
func (f *fields) setPopulation(c *rfm.Customers) {
	var recency, orders, monetary big.Int
	for i := range c.ID {
		recency.Add(&recency, big.NewInt(int64(c.Recency[i])))
		orders.Add(&orders, big.NewInt(c.Orders[i]))
		monetary.Add(&monetary, c.Monetary[i].BigInt())
	}
	f.Customers = c.Len()
	f.MeanRecency = quotient(&recency, big.NewInt(int64(c.Len())))
	f.MeanOrders = quotient(&orders, big.NewInt(int64(c.Len())))
	f.MeanMonetary = quotient(&monetary, new(big.Int).Mul(big.NewInt(int64(c.Len())), unit(c.Scale)))
}

// setCustomer sets the fields of one customer but the scores.
func (f *fields) setCustomer(c *rfm.Customers, i int) {
	f.Recency, f.Orders = int(c.Recency[i]), int(c.Orders[i])
	f.Monetary, f.Average = amount(c.Monetary[i], c.Scale), amount(c.Average[i], c.AverageScale)
}

// amount is the float64 nearest to n units of 10^-scale.
func amount(n decimal128.Num, scale int32) float64 {
	sign, size := 1.0, n
	if n.Sign() < 0 {
		sign, size = -1, n.Negate()
	}
	// Both are exact up to 2^53 and 10^22, and their quotient is rounded once.
	if size.HighBits() == 0 && size.LowBits() < 1<<53 && scale <= 22 {
		return sign * float64(size.LowBits()) / math.Pow10(int(scale))
	}
	return quotient(n.BigInt(), unit(scale))
}

func quotient(n, by *big.Int) float64 {
	q, _ := new(big.Rat).SetFrac(n, by).Float64()
	return q
}

func unit(scale int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
}
