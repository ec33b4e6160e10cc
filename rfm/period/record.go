package period

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Fields that several readings have in common.
const (
	FieldPeriod    = "period"
	FieldPeriodEnd = "period_end" // the last day of it, observed or not
	FieldComplete  = "complete"   // observed to the last day
	FieldOrders    = "orders"
	FieldRevenue   = "revenue"
)

func textField(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.BinaryTypes.String}
}

func dayField(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.FixedWidthTypes.Date32}
}

func flagField(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.FixedWidthTypes.Boolean}
}

func countField(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64}
}

func moneyField(name string, scale int32) arrow.Field {
	return arrow.Field{Name: name, Type: rfm.Money(scale)}
}

func percentField(name string) arrow.Field { return moneyField(name, PercentScale) }

// optional is a field that may be empty.
func optional(f arrow.Field) arrow.Field {
	f.Nullable = true
	return f
}

// rows builds a record row by row: every row appends to all columns from left to
// right.
type rows struct {
	*array.RecordBuilder
	at int
}

func newRows(mem memory.Allocator, schema *arrow.Schema) *rows {
	return &rows{RecordBuilder: array.NewRecordBuilder(mem, schema)}
}

func (r *rows) next() array.Builder {
	b := r.Field(r.at)
	r.at = (r.at + 1) % r.Schema().NumFields()
	return b
}

func (r *rows) text(s string)        { r.next().(*array.StringBuilder).Append(s) }
func (r *rows) day(d arrow.Date32)   { r.next().(*array.Date32Builder).Append(d) }
func (r *rows) flag(b bool)          { r.next().(*array.BooleanBuilder).Append(b) }
func (r *rows) count(n int64)        { r.next().(*array.Int64Builder).Append(n) }
func (r *rows) small(n int32)        { r.next().(*array.Int32Builder).Append(n) }
func (r *rows) empty()               { r.next().AppendNull() }
func (r *rows) num(n decimal128.Num) { r.next().(*array.Decimal128Builder).Append(n) }

// countIf appends a number, or nothing where it is not known.
func (r *rows) countIf(known bool, n int64) {
	if known {
		r.count(n)
	} else {
		r.empty()
	}
}

// numIf appends a decimal, or nothing where it is not known.
func (r *rows) numIf(known bool, n decimal128.Num) {
	if known {
		r.num(n)
	} else {
		r.empty()
	}
}

// percentIf appends a share, or nothing where it is not known or the whole is not
// above zero.
func (r *rows) percentIf(known bool, part, whole decimal128.Num) {
	share, ok := percentOf(part, whole)
	r.numIf(known && ok, share)
}

// sharePercentIf is percentIf of counts.
func (r *rows) sharePercentIf(known bool, part, whole int64) {
	share, ok := percent(part, whole)
	r.numIf(known && ok, share)
}

// ratioIf appends part / whole with PercentScale decimals, or nothing where
// it is not known or the whole is not above zero.
func (r *rows) ratioIf(known bool, part, whole int64) {
	if !known || whole <= 0 {
		r.empty()
		return
	}
	r.num(quotient(decimal128.FromI64(part), decimal128.FromI64(whole), percentUnit/100))
}

// record ends the building.
func (r *rows) record() arrow.Record {
	defer r.Release()
	return r.NewRecord()
}
