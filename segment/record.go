package segment

import (
	"math/big"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Fields of SummarySchema beside those of customers.
const (
	FieldLabel          = "label"
	FieldCustomers      = "customers"
	FieldCustomersShare = "customers_pct"
	FieldMonetaryShare  = "monetary_pct"
	FieldMedianRecency  = "median_recency_days"
	FieldMedianOrders   = "median_orders"
	FieldMedianMonetary = "median_monetary"
	FieldAdvice         = "advice"
)

// shareScale is the number of decimals of a share in percent.
const shareScale = 1

// SummarySchema is one row per segment. Shares are in percent. scale is the number
// of decimals of monetary, averageScale that of avg_order_value; a median has
// one more than its values. Means and medians of nobody are null, as are shares
// of nothing or less.
func SummarySchema(scale, averageScale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: Field, Type: arrow.BinaryTypes.String},
		{Name: FieldLabel, Type: arrow.BinaryTypes.String},
		{Name: FieldCustomers, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldCustomersShare, Type: rfm.Money(shareScale), Nullable: true},
		{Name: rfm.FieldOrders, Type: arrow.PrimitiveTypes.Int64},
		{Name: rfm.FieldMonetary, Type: rfm.Money(scale)},
		{Name: FieldMonetaryShare, Type: rfm.Money(shareScale), Nullable: true},
		{Name: rfm.FieldAverage, Type: rfm.Money(averageScale), Nullable: true},
		{Name: FieldMedianRecency, Type: rfm.Money(1), Nullable: true},
		{Name: FieldMedianOrders, Type: rfm.Money(1), Nullable: true},
		{Name: FieldMedianMonetary, Type: rfm.Money(scale + 1), Nullable: true},
		{Name: FieldAdvice, Type: arrow.BinaryTypes.String},
	}, nil)
}

// SummaryRecord is the summaries of customers as one record of SummarySchema,
// with labels and advice in a language. That of All is not part of the whole that
// the shares are of. The caller releases it. The error is
// rfm.ErrOverflow.
func SummaryRecord(mem memory.Allocator, all []Summary, c *rfm.Customers, l Language) (arrow.Record, error) {
	var customers int64
	monetary := new(big.Int) // of all segments
	for _, s := range all {
		if s.Segment.Code == All {
			continue
		}
		customers += int64(s.Customers)
		monetary.Add(monetary, s.Monetary.BigInt())
	}
	b := array.NewRecordBuilder(mem, SummarySchema(c.Scale, c.AverageScale))
	defer b.Release()
	for _, s := range all {
		b.Field(0).(*array.StringBuilder).Append(s.Segment.Code)
		b.Field(1).(*array.StringBuilder).Append(s.Segment.Label.In(l))
		b.Field(2).(*array.Int64Builder).Append(int64(s.Customers))
		appendNumber(b.Field(3), percent(big.NewInt(int64(s.Customers)), big.NewInt(customers)))
		b.Field(4).(*array.Int64Builder).Append(s.Orders)
		b.Field(5).(*array.Decimal128Builder).Append(s.Monetary)
		appendNumber(b.Field(6), percent(s.Monetary.BigInt(), monetary))
		if s.Customers > 0 {
			b.Field(7).(*array.Decimal128Builder).Append(s.Average)
		} else {
			b.Field(7).AppendNull()
		}
		for i, median := range s.Medians {
			if !appendNumber(b.Field(8+i), median) {
				return nil, rfm.ErrOverflow
			}
		}
		b.Field(11).(*array.StringBuilder).Append(s.Segment.Advice.In(l))
	}
	return b.NewRecord(), nil
}

// percent is part as a percentage of whole, nil of nothing or less.
func percent(part, whole *big.Int) *big.Rat {
	if whole.Sign() <= 0 {
		return nil
	}
	share := new(big.Rat).SetFrac(part, whole)
	return share.Mul(share, big.NewRat(100, 1))
}

// appendNumber appends n with the decimals of the column, null for nil; false
// when that needs more than 38 digits.
func appendNumber(b array.Builder, n *big.Rat) (fits bool) {
	if n == nil {
		b.AppendNull()
		return true
	}
	scale := b.Type().(*arrow.Decimal128Type).Scale
	unscaled, _ := new(big.Int).SetString(strings.Replace(n.FloatString(int(scale)), ".", "", 1), 10)
	if unscaled.BitLen() > 127 || !decimal128.FromBigInt(unscaled).FitsInPrecision(38) {
		b.AppendNull()
		return false
	}
	b.(*array.Decimal128Builder).Append(decimal128.FromBigInt(unscaled))
	return true
}
