package rfm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// Fields of GroupedSchema beside those of CustomerSchema.
const (
	FieldKind     = "kind"     // a GroupKind
	FieldN        = "n"        // number of rows of the group
	FieldReturns  = "returns"  // how many of them are returns
	FieldReturned = "returned" // the sum of their amounts
	FieldLastDay  = "last_day" // the last day of the group's rows
	FieldBad      = "bad"      // how many rows have no date or no amount
)

// GroupKind says what a row of GroupedSchema stands for.
type GroupKind int64

const (
	// GroupCustomer is the rows of one customer.
	GroupCustomer GroupKind = iota
	// GroupGuests is all rows without a customer id.
	GroupGuests
	// GroupLate is all rows after the as-of day.
	GroupLate
	// GroupDropped is all returns of customers, where returns are dropped.
	GroupDropped
	// GroupNote is no rows but how the others were grouped: the customer id holds
	// a Grouping as text, the last day is the as-of day, if there is one.
	GroupNote
)

// GroupedSchema is the schema of rows that an engine has grouped: CustomerSchema
// before any division, with what the account needs. It has one row per customer,
// with the number of orders and the sum of all amounts, and one row each for
// guests, late rows and dropped returns; scale is the number of decimals. Customers
// with returns only have no orders and no order dates.
func GroupedSchema(scale int32) *arrow.Schema {
	whole := arrow.PrimitiveTypes.Int64
	return arrow.NewSchema([]arrow.Field{
		{Name: FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: FieldFirstOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldLastOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldOrders, Type: whole},
		{Name: FieldMonetary, Type: Money(scale)},
		{Name: FieldKind, Type: whole},
		{Name: FieldN, Type: whole},
		{Name: FieldReturns, Type: whole},
		{Name: FieldReturned, Type: Money(scale)},
		{Name: FieldLastDay, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldBad, Type: whole},
	}, nil)
}

// groupedFileSchema is the schema in which to read a table of grouped rows, whose
// numbers are read as decimals; nil for any other table. When it has some of the
// fields only, missing lists the others.
func groupedFileSchema(columns []string) (schema *arrow.Schema, missing []string) {
	has := func(field string) bool { return slices.Contains(columns, field) }
	if !has(FieldCustomerID) || !has(FieldKind) || !has(FieldReturned) && !has(FieldLastDay) {
		return nil, nil
	}
	fields := GroupedSchema(0).Fields()
	for i, f := range fields {
		if !has(f.Name) {
			missing = append(missing, f.Name)
		}
		if f.Type.ID() == arrow.INT64 {
			fields[i].Type = Money(0)
		}
	}
	if missing != nil {
		return nil, missing
	}
	return arrow.NewSchema(fields, nil), nil
}

// IsGrouped tells whether records of a schema are grouped rows.
func IsGrouped(s *arrow.Schema) bool { return s.HasField(FieldKind) }

// Grouping is how transactions were grouped: the values of --count, --returns and
// --tz. AsOf is nil where no rows were left out as late.
type Grouping struct {
	Count, Returns, Zone string
	AsOf                 *arrow.Date32
}

// Note is the grouping, but for the as-of day, as the customer id of a GroupNote.
func (g Grouping) Note() string {
	return fmt.Sprintf("count=%s;returns=%s;tz=%s", g.Count, g.Returns, g.Zone)
}

// parseNote reads what Note writes.
func parseNote(text string) (Grouping, error) {
	var g Grouping
	targets := map[string]*string{"count": &g.Count, "returns": &g.Returns, "tz": &g.Zone}
	for part := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(part, "=")
		to := targets[key]
		if to == nil {
			return g, &GroupingError{fmt.Sprintf("a row of kind %d says %q, which this version does not know", GroupNote, text)}
		}
		*to = value
	}
	return g, nil
}

// GroupingError tells that rows were grouped in another way than asked for.
type GroupingError struct{ Problem string }

func (e *GroupingError) Error() string { return e.Problem }

// BadRowsError tells that grouped rows hold some without a date or an amount.
type BadRowsError struct{ Rows int64 }

func (e *BadRowsError) Error() string {
	return fmt.Sprintf("%d of the rows that were grouped have no date or no amount that can be read", e.Rows)
}
