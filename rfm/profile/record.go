package profile

import (
	"math/big"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/hypergeometric"
)

// Fields of the record.
const (
	FieldGroup     = "segment"
	FieldAttribute = "attribute"
	FieldValue     = "value"
	FieldCustomers = "customers"
	FieldShare     = "share_pct"
	FieldShareAll  = "share_all_pct"
	FieldIndex     = "index"
	FieldMean      = "mean"
	FieldMeanAll   = "mean_all"
	FieldZ         = "z"
	FieldP         = "p"
)

// Schema is the schema of a profile: one row per group and value. Shares, in
// percent, and index are null of numbers; mean, mean_all and z of words. scale is
// the number of decimals of shares, index and means.
func Schema(scale int32) *arrow.Schema {
	number := &arrow.Decimal128Type{Precision: 38, Scale: scale}
	return arrow.NewSchema([]arrow.Field{
		{Name: FieldGroup, Type: arrow.BinaryTypes.String},
		{Name: FieldAttribute, Type: arrow.BinaryTypes.String},
		{Name: FieldValue, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: FieldCustomers, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldShare, Type: number, Nullable: true},
		{Name: FieldShareAll, Type: number, Nullable: true},
		{Name: FieldIndex, Type: number, Nullable: true},
		{Name: FieldMean, Type: number, Nullable: true},
		{Name: FieldMeanAll, Type: number, Nullable: true},
		{Name: FieldZ, Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: FieldP, Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil)
}

// Record is a record of Schema. The caller releases it.
func (p Profile) Record(mem memory.Allocator, scale int32) arrow.Record {
	b := array.NewRecordBuilder(mem, Schema(scale))
	defer b.Release()
	for _, row := range p {
		b.Field(0).(*array.StringBuilder).Append(row.Group)
		b.Field(1).(*array.StringBuilder).Append(row.Attribute)
		b.Field(3).(*array.Int64Builder).Append(row.Customers)
		if s := row.Share; s != nil {
			b.Field(2).(*array.StringBuilder).Append(s.Value)
			hundred := big.NewRat(100, 1)
			appendDecimal(b.Field(4), new(big.Rat).Mul(s.InGroup(), hundred))
			appendDecimal(b.Field(5), new(big.Rat).Mul(s.InAll(), hundred))
			appendDecimal(b.Field(6), s.Index())
			for i := 7; i <= 9; i++ {
				b.Field(i).AppendNull()
			}
			b.Field(10).(*array.Float64Builder).Append(hypergeometric.Round(s.P()))
			continue
		}
		b.Field(2).AppendNull()
		for i := 4; i <= 6; i++ {
			b.Field(i).AppendNull()
		}
		appendDecimal(b.Field(7), row.Mean.InGroup)
		appendDecimal(b.Field(8), row.Mean.InAll)
		if p, is := row.Mean.P(); is {
			b.Field(9).(*array.Float64Builder).Append(*row.Mean.Z)
			b.Field(10).(*array.Float64Builder).Append(p)
		} else {
			b.Field(9).AppendNull()
			b.Field(10).AppendNull()
		}
	}
	return b.NewRecord()
}

// appendDecimal appends a number rounded to the decimals of the column, null
// where that needs more than 38 digits.
func appendDecimal(b array.Builder, n *big.Rat) {
	scale := b.Type().(*arrow.Decimal128Type).Scale
	unscaled, _ := new(big.Int).SetString(strings.Replace(n.FloatString(int(scale)), ".", "", 1), 10)
	if unscaled.BitLen() > 126 {
		b.AppendNull()
		return
	}
	b.(*array.Decimal128Builder).Append(decimal128.FromBigInt(unscaled))
}
