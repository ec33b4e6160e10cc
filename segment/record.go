package segment

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// shareScale is the number of decimals of a share in percent.
const shareScale = 1

// SummarySchema is one row a segment. Shares are in percent; monetary has scale
// decimals.
func SummarySchema(scale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: Field, Type: arrow.BinaryTypes.String},
		{Name: "customers", Type: arrow.PrimitiveTypes.Int64},
		{Name: "customers_pct", Type: rfm.Money(shareScale)},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64},
		{Name: "monetary", Type: rfm.Money(scale)},
		{Name: "monetary_pct", Type: rfm.Money(shareScale)},
		{Name: "advice", Type: arrow.BinaryTypes.String},
	}, nil)
}

// SummaryRecord is the summaries as one record of SummarySchema. The caller
// releases it.
func SummaryRecord(mem memory.Allocator, all []Summary, scale int32) arrow.Record {
	var customers int64
	monetary := new(big.Int) // of all segments
	for _, s := range all {
		customers += int64(s.Customers)
		monetary.Add(monetary, s.Monetary.BigInt())
	}
	b := array.NewRecordBuilder(mem, SummarySchema(scale))
	defer b.Release()
	for _, s := range all {
		b.Field(0).(*array.StringBuilder).Append(s.Segment.Code)
		b.Field(1).(*array.Int64Builder).Append(int64(s.Customers))
		appendShare(b.Field(2), decimal128.FromI64(int64(s.Customers)), big.NewInt(customers))
		b.Field(3).(*array.Int64Builder).Append(s.Orders)
		b.Field(4).(*array.Decimal128Builder).Append(s.Monetary)
		appendShare(b.Field(5), s.Monetary, monetary)
		b.Field(6).(*array.StringBuilder).Append(s.Segment.Advice)
	}
	return b.NewRecord()
}

// appendShare appends part as a percentage of whole, null of nothing.
func appendShare(b array.Builder, part decimal128.Num, whole *big.Int) {
	if whole.Sign() == 0 {
		b.AppendNull()
		return
	}
	share := new(big.Rat).SetFrac(part.BigInt(), whole)
	share.Mul(share, big.NewRat(100, 1))
	n, err := decimal128.FromString(share.FloatString(shareScale), 38, shareScale)
	if err != nil {
		b.AppendNull()
		return
	}
	b.(*array.Decimal128Builder).Append(n)
}
