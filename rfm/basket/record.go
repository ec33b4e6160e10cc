package basket

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm/hypergeometric"
)

// Fields of the record of rules.
const (
	FieldGroup      = "segment"
	FieldWith       = "with"
	FieldOrdersItem = "orders_item"
	FieldOrdersWith = "orders_with"
	FieldOrdersBoth = "orders_both"
	FieldSupport    = "support_pct"
	FieldConfidence = "confidence_pct"
	FieldLift       = "lift"
	FieldLeverage   = "leverage"
	FieldConviction = "conviction"
	FieldP          = "p"
)

// percentScale is the number of decimals of a share in percent.
const percentScale = 6

// RuleSchema is the schema of rules: one row per rule. Shares are in percent,
// rounded to the nearest, halves to even; conviction is null where every basket
// with the item holds the other. The first column is left out without groups.
func RuleSchema(grouped bool) *arrow.Schema {
	percent := &arrow.Decimal128Type{Precision: 38, Scale: percentScale}
	fields := []arrow.Field{
		{Name: FieldGroup, Type: arrow.BinaryTypes.String},
		{Name: FieldItem, Type: arrow.BinaryTypes.String},
		{Name: FieldWith, Type: arrow.BinaryTypes.String},
		{Name: FieldOrdersItem, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldOrdersWith, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldOrdersBoth, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldSupport, Type: percent},
		{Name: FieldConfidence, Type: percent},
		{Name: FieldLift, Type: arrow.PrimitiveTypes.Float64},
		{Name: FieldLeverage, Type: arrow.PrimitiveTypes.Float64},
		{Name: FieldConviction, Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: FieldP, Type: arrow.PrimitiveTypes.Float64},
	}
	if !grouped {
		fields = fields[1:]
	}
	return arrow.NewSchema(fields, nil)
}

// Record is the rules from … to-1. The caller releases it.
func (r *Rules) Record(mem memory.Allocator, from, to int) arrow.Record {
	grouped := len(r.counts.Groups) != 1 || r.counts.Groups[0].Name != ""
	b := array.NewRecordBuilder(mem, RuleSchema(grouped))
	defer b.Release()
	b.Reserve(to - from)
	skip := 0
	if grouped {
		skip = 1
	}
	text := func(i int, value string) { b.Field(i + skip).(*array.StringBuilder).Append(value) }
	count := func(i int, value int64) { b.Field(i + skip).(*array.Int64Builder).Append(value) }
	percent := func(i int, part, whole int64) {
		b.Field(i + skip).(*array.Decimal128Builder).Append(decimal128.FromU64(percentOf(part, whole)))
	}
	number := func(i int, value float64) { b.Field(i + skip).(*array.Float64Builder).Append(value) }
	for i := from; i < to; i++ {
		rule := r.At(i)
		if grouped {
			text(-1, rule.Group)
		}
		text(0, rule.Item)
		text(1, rule.With)
		count(2, rule.A)
		count(3, rule.B)
		count(4, rule.Both)
		percent(5, rule.Both, rule.Baskets)
		percent(6, rule.Both, rule.A)
		number(7, rule.Lift())
		number(8, rule.Leverage())
		if conviction, is := rule.Conviction(); is {
			number(9, conviction)
		} else {
			b.Field(9 + skip).AppendNull()
		}
		number(10, hypergeometric.Round(rule.P))
	}
	return b.NewRecord()
}

// percentOf is part of whole in percent, in units of the last decimal; part is
// at most whole, which is below 2³².
func percentOf(part, whole int64) uint64 {
	const unit = 1e8 // of a share: 100 percent, each with 6 decimals
	quotient, rest := part*unit/whole, part*unit%whole
	if 2*rest > whole || 2*rest == whole && quotient&1 == 1 {
		quotient++
	}
	return uint64(quotient)
}
