package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Customers is the population to be scored, one element a customer in every
// column, ordered by id (bytewise).
type Customers struct {
	ID []string
	// FirstOrder and LastOrder are calendar days; nil where the input had none.
	FirstOrder, LastOrder []arrow.Date32
	// Recency is the number of calendar days from the last order to AsOf.
	Recency []int32
	// Orders is the frequency: never below 1.
	Orders []int64
	// Monetary holds exact decimals with Scale digits after the point.
	Monetary []decimal128.Num
	Scale    int32
	// Average is the mean value of an order, with AverageScale digits.
	Average      []decimal128.Num
	AverageScale int32
	// AsOf is the end of the observed time.
	AsOf arrow.Date32
	// Days is what every customer spent on every day; nil unless asked for.
	Days *DayBook
}

// Len is the number of customers.
func (c *Customers) Len() int { return len(c.ID) }

// Record returns the customers as one record of CustomerSchema. The caller
// releases it.
func (c *Customers) Record(mem memory.Allocator) arrow.Record {
	b := array.NewRecordBuilder(mem, CustomerSchema(c.Scale, c.AverageScale))
	defer b.Release()
	b.Field(0).(*array.StringBuilder).AppendValues(c.ID, nil)
	appendDays(b.Field(1).(*array.Date32Builder), c.FirstOrder, c.Len())
	appendDays(b.Field(2).(*array.Date32Builder), c.LastOrder, c.Len())
	b.Field(3).(*array.Int32Builder).AppendValues(c.Recency, nil)
	b.Field(4).(*array.Int64Builder).AppendValues(c.Orders, nil)
	b.Field(5).(*array.Decimal128Builder).AppendValues(c.Monetary, nil)
	b.Field(6).(*array.Decimal128Builder).AppendValues(c.Average, nil)
	return b.NewRecord()
}

// appendDays appends n days, or n nulls where there are none.
func appendDays(b *array.Date32Builder, days []arrow.Date32, n int) {
	if days == nil {
		b.AppendNulls(n)
		return
	}
	b.AppendValues(days, nil)
}
