package rfm

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
)

// ScoredSchema is the schema in which to read a table of one row per customer, found
// by the names of its columns: scored customers, such as rfm score writes, or rows
// that an engine has grouped (GroupedSchema); nil for any other table. Scores,
// dates, avg_order_value, rfm_weighted and the segment may be absent. When other
// fields are, missing lists them and the schema is nil.
func ScoredSchema(columns []string) (schema *arrow.Schema, missing []string) {
	if schema, missing := groupedFileSchema(columns); schema != nil || missing != nil {
		return schema, missing
	}
	has := func(field string) bool { return slices.Contains(columns, field) }
	own := []string{FieldFirstOrder, FieldLastOrder, FieldRecency, FieldAverage, FieldRScore, FieldFScore, FieldMScore, FieldScore, FieldSegment}
	if !has(FieldCustomerID) || !slices.ContainsFunc(own, has) {
		return nil, nil
	}
	needed := []string{FieldCustomerID, FieldRecency, FieldOrders, FieldMonetary}
	scores := []string{FieldRScore, FieldFScore, FieldMScore}
	if slices.ContainsFunc(append(scores, FieldScore, FieldWeightedScore), has) {
		needed = append(needed, scores...) // all three or none
	}
	for _, field := range needed {
		if !has(field) {
			missing = append(missing, field)
		}
	}
	if missing != nil {
		return nil, missing
	}
	var fields []arrow.Field
	for _, f := range []arrow.Field{
		{Name: FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: FieldFirstOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldLastOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldRecency, Type: Money(0)},
		{Name: FieldOrders, Type: Money(0)},
		{Name: FieldMonetary, Type: Money(0)},
		{Name: FieldAverage, Type: Money(0)},
		{Name: FieldRScore, Type: Money(0)},
		{Name: FieldFScore, Type: Money(0)},
		{Name: FieldMScore, Type: Money(0)},
		{Name: FieldWeightedScore, Type: Money(0)},
		{Name: FieldSegment, Type: arrow.BinaryTypes.String, Nullable: true},
	} {
		if has(f.Name) {
			fields = append(fields, f)
		}
	}
	return arrow.NewSchema(fields, nil), nil
}
