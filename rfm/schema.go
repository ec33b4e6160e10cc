package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm/decimal"
)

// Fields of TransactionSchema.
const (
	FieldCustomer = "customer" // text; null or absent for a guest row
	FieldDate     = "date"     // calendar day in the run's time zone
	FieldAmount   = "amount"   // money, exact; the scale is each batch's own
	FieldOrder    = "order"    // text; rows that share it are one order
	FieldReturn   = "return"   // true for a row that is a return whatever its amount
	FieldCost     = "cost"     // money, exact; taken off the amount in what days brought
	FieldProfit   = "profit"   // money, exact; what days brought, in place of the amount
)

// Fields of CustomerSchema, and those that scores and segments add.
const (
	FieldCustomerID    = "customer_id"
	FieldFirstOrder    = "first_order_date"
	FieldLastOrder     = "last_order_date"
	FieldRecency       = "recency_days"
	FieldOrders        = "orders"
	FieldMonetary      = "monetary"
	FieldAverage       = "avg_order_value"
	FieldRScore        = "r_score"
	FieldFScore        = "f_score"
	FieldMScore        = "m_score"
	FieldScore         = "rfm_score"
	FieldWeightedScore = "rfm_weighted"
	FieldSegment       = "segment"
)

// TransactionSchema is what every reader delivers: one row per line of input.
// The order field is absent where distinct orders are not counted. A batch may
// carry any scale in its amount field; the one given here is a placeholder.
// A batch may also lack the return field: then a negative amount is a return.
func TransactionSchema(withOrder bool) *arrow.Schema {
	fields := []arrow.Field{
		{Name: FieldCustomer, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: FieldDate, Type: arrow.FixedWidthTypes.Date32},
		{Name: FieldAmount, Type: Money(0)},
		{Name: FieldReturn, Type: arrow.FixedWidthTypes.Boolean},
	}
	if withOrder {
		fields = append(fields, arrow.Field{Name: FieldOrder, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// OptionalAmount is the schema with an amount that a file may lack; its rows
// then count as amounts of zero.
func OptionalAmount(s *arrow.Schema) *arrow.Schema {
	fields := s.Fields()
	for i := range fields {
		fields[i].Nullable = fields[i].Nullable || fields[i].Name == FieldAmount
	}
	return arrow.NewSchema(fields, nil)
}

// WithCost is the schema with the cost of every row: Customers.Days then holds
// amounts less costs. Everything else is computed from the amounts.
func WithCost(s *arrow.Schema) *arrow.Schema {
	return arrow.NewSchema(append(s.Fields(), arrow.Field{Name: FieldCost, Type: Money(0)}), nil)
}

// WithProfit is the schema with the profit of every row: Customers.Days then
// holds profits. Everything else is computed from the amounts: a loss is not a
// return.
func WithProfit(s *arrow.Schema) *arrow.Schema {
	return arrow.NewSchema(append(s.Fields(), arrow.Field{Name: FieldProfit, Type: Money(0)}), nil)
}

// CustomerSchema is the result of aggregation: one row per customer. scale is the
// number of decimals of monetary, averageScale that of avg_order_value. The
// dates are null where the input was already one row per customer and had none.
func CustomerSchema(scale, averageScale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: FieldCustomerID, Type: arrow.BinaryTypes.String},
		{Name: FieldFirstOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldLastOrder, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: FieldRecency, Type: arrow.PrimitiveTypes.Int32},
		{Name: FieldOrders, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldMonetary, Type: Money(scale)},
		{Name: FieldAverage, Type: Money(averageScale)},
	}, nil)
}

// Money is the type of an amount with that many decimals.
func Money(scale int32) arrow.DataType {
	return &arrow.Decimal128Type{Precision: decimal.Precision, Scale: scale}
}
