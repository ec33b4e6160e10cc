// Package rfmtest makes customers for tests.
package rfmtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// IDs is a column of ids.
func IDs(ids ...string) rfm.IDs {
	c, err := rfm.NewIDs(ids)
	if err != nil {
		panic(err)
	}
	return c
}

// Customers makes customers a000, a001, … with the same value for recency,
// orders and money (in units of 10^-scale).
func Customers(scale int32, values ...int64) *rfm.Customers {
	c := &rfm.Customers{Scale: scale, AverageScale: scale}
	var ids []string
	for i, v := range values {
		ids = append(ids, fmt.Sprintf("a%03d", i))
		c.Recency = append(c.Recency, int32(v))
		c.Orders = append(c.Orders, v)
		c.Monetary = append(c.Monetary, decimal128.FromI64(v))
		c.Average = append(c.Average, decimal128.FromI64(v))
	}
	c.ID = IDs(ids...)
	return c
}

// Drawn makes a population of n with many ties and some negative money.
func Drawn(random *rand.Rand, n int) *rfm.Customers {
	c := &rfm.Customers{Scale: 2}
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("%05d", i))
		c.Recency = append(c.Recency, int32(random.IntN(1+n/3)))
		c.Orders = append(c.Orders, int64(1+random.ExpFloat64()*2))
		c.Monetary = append(c.Monetary, decimal128.FromI64(random.Int64N(40*int64(n))-5*int64(n)))
	}
	c.ID = IDs(ids...)
	return c
}

// Many draws a population as a shop has it: recency spread over three
// years, most with few orders, money log-normal in cents.
func Many(n int) *rfm.Customers {
	random := rand.New(rand.NewPCG(1, 2))
	c := &rfm.Customers{Scale: 2, AverageScale: 2}
	var ids []string
	for i := range n {
		orders := int64(1 + random.ExpFloat64()*3)
		money := decimal128.FromI64(int64(math.Exp(random.NormFloat64()+8)) * orders)
		ids = append(ids, fmt.Sprintf("C%08d", i))
		c.FirstOrder = append(c.FirstOrder, arrow.Date32(i%1000))
		c.LastOrder = append(c.LastOrder, arrow.Date32(i%1000))
		c.Recency = append(c.Recency, int32(random.IntN(1100)))
		c.Orders = append(c.Orders, orders)
		c.Monetary = append(c.Monetary, money)
		c.Average = append(c.Average, money)
	}
	c.ID = IDs(ids...)
	return c
}
