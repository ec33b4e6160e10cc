package rfm

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/internal/dense"
)

// ErrNoCustomers means that there are no customers to score or to rank.
var ErrNoCustomers = errors.New("no customers to score")

// Statistic says what the monetary value of a customer is.
type Statistic int

const (
	// SumOrders is the sum of all amounts, net of returns.
	SumOrders Statistic = iota
	// MeanOrder is that sum divided by the number of orders, as aggregate.Count
	// counts.
	MeanOrder
	// MedianOrder is the median value of an order: of orders, rows or days, as
	// aggregate.Count counts.
	MedianOrder
)

// MeanDecimals is how many more decimals than the amounts a mean has as monetary
// value.
const MeanDecimals = 4

// Customers is a population: every column has one element per customer, ordered by
// id (bytewise).
type Customers struct {
	ID IDs
	// FirstOrder and LastOrder are calendar days; nil where the input had none.
	FirstOrder, LastOrder []arrow.Date32
	// Recency is the number of calendar days from the last order to AsOf.
	Recency []int32
	// Orders is the frequency: never below 1.
	Orders []int64
	// Monetary holds exact decimals with Scale digits after the point.
	Monetary []decimal128.Num
	Scale    int32
	// Statistic says what Monetary is.
	Statistic Statistic
	// Average is the mean value of an order, with AverageScale digits.
	Average      []decimal128.Num
	AverageScale int32
	// AsOf is the end of the observed time.
	AsOf arrow.Date32
	// Days is what every customer spent on every day; nil unless asked for.
	Days *DayBook
}

// Len is the number of customers.
func (c *Customers) Len() int { return c.ID.Len() }

// Slice are the customers from one index up to another, without their days. They
// share the memory of all.
func (c *Customers) Slice(from, to int) *Customers {
	part := *c
	part.ID, part.Days = c.ID.Slice(from, to), nil
	if c.FirstOrder != nil {
		part.FirstOrder = c.FirstOrder[from:to]
	}
	if c.LastOrder != nil {
		part.LastOrder = c.LastOrder[from:to]
	}
	part.Recency, part.Orders = c.Recency[from:to], c.Orders[from:to]
	part.Monetary, part.Average = c.Monetary[from:to], c.Average[from:to]
	return &part
}

// Record returns the customers as one record of CustomerSchema. Its numbers are
// those of the columns themselves, not copies. The caller releases it.
func (c *Customers) Record(mem memory.Allocator) arrow.Record {
	schema := CustomerSchema(c.Scale, c.AverageScale)
	n := c.Len()
	columns := []arrow.Array{
		c.ID.Array(),
		dayColumn(mem, c.FirstOrder, n),
		dayColumn(mem, c.LastOrder, n),
		dense.New(schema.Field(3).Type, n, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(c.Recency))),
		dense.New(schema.Field(4).Type, n, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(c.Orders))),
		dense.New(schema.Field(5).Type, n, memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(c.Monetary))),
		dense.New(schema.Field(6).Type, n, memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(c.Average))),
	}
	defer func() {
		for _, column := range columns {
			column.Release()
		}
	}()
	return array.NewRecord(schema, columns, int64(n))
}

// dayColumn is n days, or n nulls where there are none.
func dayColumn(mem memory.Allocator, days []arrow.Date32, n int) arrow.Array {
	if days == nil {
		return array.MakeArrayOfNull(mem, arrow.FixedWidthTypes.Date32, n)
	}
	return dense.New(arrow.FixedWidthTypes.Date32, n, memory.NewBufferBytes(arrow.Date32Traits.CastToBytes(days)))
}
