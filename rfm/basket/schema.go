package basket

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Fields of the rows that a Collector takes.
const (
	FieldCustomer = "customer" // text; null for a guest
	FieldOrder    = "order"    // text; rows that share it are one order
	FieldItem     = "item"     // text; blanks around it do not count
	FieldAmount   = "amount"   // money; below zero for a return
	FieldReturn   = "return"   // true for a return whatever its amount
)

// Schema is what a reader delivers: one row per line of input. The amount is
// welcome, not needed: it tells returns. The customer is asked for only where
// baskets are customers or divided by customer, the order only where they are
// orders.
func Schema(within Within, grouped bool) *arrow.Schema {
	var fields []arrow.Field
	if within == WithinCustomer || grouped {
		fields = append(fields, arrow.Field{Name: FieldCustomer, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	if within == WithinOrder {
		fields = append(fields, arrow.Field{Name: FieldOrder, Type: arrow.BinaryTypes.String})
	}
	return arrow.NewSchema(append(fields,
		arrow.Field{Name: FieldItem, Type: arrow.BinaryTypes.String, Nullable: true},
		arrow.Field{Name: FieldAmount, Type: &arrow.Decimal128Type{Precision: 38}, Nullable: true},
		arrow.Field{Name: FieldReturn, Type: arrow.FixedWidthTypes.Boolean}), nil)
}

// lines are the columns of a record.
type lines struct {
	key, item, customer *array.String // customer is nil where nobody asks
	amount              *array.Decimal128
	returned            *array.Boolean // amount and returned may be nil
}

// linesOf finds the columns by name; those that are not needed may be missing or
// of no type.
func linesOf(rec arrow.Record, s *Settings) (l lines, err error) {
	column := func(name string) arrow.Array {
		if found := rec.Schema().FieldIndices(name); len(found) > 0 {
			return rec.Column(found[0])
		}
		return nil
	}
	key := FieldOrder
	if s.Within == WithinCustomer {
		key = FieldCustomer
	}
	var hasKey, hasItem bool
	l.key, hasKey = column(key).(*array.String)
	l.item, hasItem = column(FieldItem).(*array.String)
	if !hasKey || !hasItem {
		return l, fmt.Errorf("basket: a record lacks %s or %s as text", key, FieldItem)
	}
	if s.Groups != nil {
		if l.customer, _ = column(FieldCustomer).(*array.String); l.customer == nil {
			return l, fmt.Errorf("basket: a record lacks %s as text", FieldCustomer)
		}
	}
	l.amount, _ = column(FieldAmount).(*array.Decimal128)
	l.returned, _ = column(FieldReturn).(*array.Boolean)
	return l, nil
}

// isReturn tells whether a row gave something back.
func (l *lines) isReturn(row int) bool {
	return l.returned != nil && l.returned.IsValid(row) && l.returned.Value(row) ||
		l.amount != nil && l.amount.IsValid(row) && l.amount.Value(row).Sign() < 0
}
