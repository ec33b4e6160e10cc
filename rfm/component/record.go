package component

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Fields of Schema beside the id and the day of the first order.
const (
	FieldNet       = "net"
	FieldBase      = "base"
	FieldGrowth    = "growth"
	FieldCrossSell = "cross_sell"
	FieldCost      = "cost"
	FieldReferral  = "referral"
	FieldPrice     = "price"
)

// Schema is one row per customer. net is base + growth + cross_sell + cost +
// price; what the input does not tell is null.
func Schema(scale int32) *arrow.Schema {
	fields := []arrow.Field{
		{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String},
		{Name: rfm.FieldFirstOrder, Type: arrow.FixedWidthTypes.Date32},
	}
	for _, name := range []string{FieldNet, FieldBase, FieldGrowth, FieldCrossSell, FieldCost, FieldReferral, FieldPrice} {
		fields = append(fields, arrow.Field{Name: name, Type: rfm.Money(scale), Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// Record is the customers as one record of Schema. The caller releases it.
func (s *Split) Record(mem memory.Allocator) arrow.Record {
	b := array.NewRecordBuilder(mem, Schema(s.Scale))
	defer b.Release()
	for i := range s.Customers {
		c := &s.Customers[i]
		b.Field(0).(*array.StringBuilder).Append(c.ID)
		b.Field(1).(*array.Date32Builder).Append(c.First)
		for k, v := range c.values() {
			if v.Known {
				b.Field(2 + k).(*array.Decimal128Builder).Append(v.Num)
			} else {
				b.Field(2 + k).AppendNull()
			}
		}
	}
	return b.NewRecord()
}
