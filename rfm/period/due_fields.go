package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Fields that the order days of a customer tell, beside those of DueSchema.
const (
	FieldTenure     = "tenure_days"   // from the first order to the as-of date
	FieldLastGap    = "last_gap_days" // before the last order
	FieldLateBefore = "late_before"   // at the last order, by the rhythm up to then
)

// FieldsSchema has a field for everything that order days tell of a customer.
// scale is that of the amounts.
func FieldsSchema(scale int32) *arrow.Schema {
	own := len(rfm.CustomerSchema(0, 0).Fields())
	fields := []arrow.Field{{Name: FieldTenure, Type: arrow.PrimitiveTypes.Int32}}
	fields = append(fields, DueSchema(0, 0, scale).Fields()[own:]...)
	return arrow.NewSchema(append(fields,
		optional(arrow.Field{Name: FieldLastGap, Type: arrow.PrimitiveTypes.Int32}),
		optional(moneyField(FieldLateBefore, RhythmScale))), nil)
}

// Fields returns all customers as one record of FieldsSchema. The caller releases
// it.
func (d *Due) Fields(mem memory.Allocator) arrow.Record {
	n := d.Customers.Len()
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	due := d.Record(mem, places)
	defer due.Release()
	own := int(due.NumCols()) - (len(FieldsSchema(0).Fields()) - 3)
	before := newRows(mem, arrow.NewSchema(FieldsSchema(0).Fields()[:1], nil))
	after := newRows(mem, arrow.NewSchema(FieldsSchema(0).Fields()[len(due.Columns())-own+1:], nil))
	for i := range n {
		before.small(d.Tenure(i))
		if d.Gaps[i] == 0 {
			after.empty()
			after.empty()
			continue
		}
		after.small(d.LastGap[i])
		num, den := d.Options.Rhythm.of(int64(d.span[i]-d.LastGap[i]), int64(d.Gaps[i]-1))
		after.numIf(num > 0, lateness(num, den, d.LastGap[i]))
	}
	first, last := before.record(), after.record()
	defer first.Release()
	defer last.Release()
	columns := append(first.Columns()[:1:1], due.Columns()[own:]...)
	return array.NewRecord(FieldsSchema(d.Customers.Days.Scale), append(columns, last.Columns()...), int64(n))
}

// lateness is some days in rhythms of num / den days, with RhythmScale decimals.
func lateness(num, den int64, days int32) decimal128.Num {
	if num <= 0 {
		return decimal128.Num{}
	}
	const unit = 10_000
	return quotient(decimal128.FromI64(den).Mul(decimal128.FromI64(int64(days))), decimal128.FromI64(num), unit)
}
