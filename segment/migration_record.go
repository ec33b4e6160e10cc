package segment

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Fields of MoveSchema and ChangeSchema beside those of others.
const (
	FieldFrom           = "from_segment"
	FieldTo             = "to_segment"
	FieldRowShare       = "row_pct"
	FieldMonetaryOld    = "monetary_old"
	FieldMonetaryNew    = "monetary_new"
	FieldRChange        = "r_score_change"
	FieldFChange        = "f_score_change"
	FieldMChange        = "m_score_change"
	FieldRecencyChange  = "recency_days_change"
	FieldOrdersChange   = "orders_change"
	FieldMonetaryChange = "monetary_change"
)

// MoveSchema is one row per pair of segments from segment to segment. row_pct is the share of
// the customers who were in from_segment. Amounts have scale decimals and are
// null where the customers are not in that population.
func MoveSchema(scale int32) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: FieldFrom, Type: arrow.BinaryTypes.String},
		{Name: FieldTo, Type: arrow.BinaryTypes.String},
		{Name: FieldCustomers, Type: arrow.PrimitiveTypes.Int64},
		{Name: FieldRowShare, Type: rfm.Money(shareScale)},
		{Name: FieldMonetaryOld, Type: rfm.Money(scale), Nullable: true},
		{Name: FieldMonetaryNew, Type: rfm.Money(scale), Nullable: true},
	}, nil)
}

// MovesRecord is the moves as one record of MoveSchema. The caller releases it.
func (m *Migration) MovesRecord(mem memory.Allocator, moves []Move) arrow.Record {
	b := array.NewRecordBuilder(mem, MoveSchema(m.scale))
	defer b.Release()
	for _, move := range moves {
		b.Field(0).(*array.StringBuilder).Append(m.code(move.From, New))
		b.Field(1).(*array.StringBuilder).Append(m.code(move.To, Gone))
		b.Field(2).(*array.Int64Builder).Append(int64(move.Customers))
		appendNumber(b.Field(3), percent(big.NewInt(int64(move.Customers)), big.NewInt(int64(move.Before))))
		appendAmount(b.Field(4), move.Old, move.From != m.Absent())
		appendAmount(b.Field(5), move.New, move.To != m.Absent())
	}
	return b.NewRecord()
}

// ChangeSchema is one row per customer of either population. What has changed is
// now less before, null for who is in one population only; monetary_change has
// scale decimals.
func ChangeSchema(scale int32) *arrow.Schema {
	fields := []arrow.Field{
		{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String},
		{Name: FieldFrom, Type: arrow.BinaryTypes.String},
		{Name: FieldTo, Type: arrow.BinaryTypes.String},
	}
	for _, name := range []string{FieldRChange, FieldFChange, FieldMChange, FieldRecencyChange, FieldOrdersChange} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	}
	return arrow.NewSchema(append(fields, arrow.Field{Name: FieldMonetaryChange, Type: rfm.Money(scale), Nullable: true}), nil)
}

// ChangesRecord is the customers for whom keep holds, by id, as one record of
// ChangeSchema. The caller releases it. The error is rfm.ErrOverflow.
func (m *Migration) ChangesRecord(mem memory.Allocator, keep func(Change) bool) (arrow.Record, error) {
	b := array.NewRecordBuilder(mem, ChangeSchema(m.scale))
	defer b.Release()
	before, now := m.old.scores, m.new.scores
	for _, c := range m.Changes {
		if !keep(c) {
			continue
		}
		b.Field(0).(*array.StringBuilder).Append(m.id(c))
		b.Field(1).(*array.StringBuilder).Append(m.code(m.From(c), New))
		b.Field(2).(*array.StringBuilder).Append(m.code(m.To(c), Gone))
		if c.Old < 0 || c.New < 0 {
			for _, change := range b.Fields()[3:] {
				change.AppendNull()
			}
			continue
		}
		numbers := []int64{0, 0, 0,
			int64(now.Customers.Recency[c.New]) - int64(before.Customers.Recency[c.Old]),
			now.Customers.Orders[c.New] - before.Customers.Orders[c.Old]}
		for _, d := range rfm.Dimensions() {
			numbers[d] = int64(now.Of(d)[c.New]) - int64(before.Of(d)[c.Old])
		}
		for i, n := range numbers {
			b.Field(3 + i).(*array.Int64Builder).Append(n)
		}
		old, new, err := m.amounts(c)
		if err != nil {
			return nil, err
		}
		change, fits := decimal.Add(new, old.Negate())
		if !fits {
			return nil, rfm.ErrOverflow
		}
		appendAmount(b.Field(8), change, true)
	}
	return b.NewRecord(), nil
}

// appendAmount appends an amount, null where there is none.
func appendAmount(b array.Builder, n decimal128.Num, known bool) {
	if !known {
		b.AppendNull()
		return
	}
	b.(*array.Decimal128Builder).Append(n)
}
