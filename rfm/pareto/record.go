package pareto

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/internal/dense"
)

// Fields that ranking adds. The shares of profit are named profit_pct and
// profit_cum_pct.
const (
	FieldRank         = "rank"
	FieldCustomersPct = "customers_pct"
	FieldABC          = "abc_class"
	FieldTier         = "tier"
)

// Schema is one row per customer: the id, the monetary value, the profit
// where customers are ranked by it, the rank from 1, and in percent the part of
// the customers up to this rank, the customer's own share and that of all up to
// this rank; then the class and the tier, which is counted from 1. The shares
// and the class are null where the total is not above zero. scale is that of the
// monetary value, measureScale that of the profit.
func Schema(m Measure, scale, measureScale int32) *arrow.Schema {
	fields := []arrow.Field{
		{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String},
		{Name: rfm.FieldMonetary, Type: rfm.Money(scale)},
	}
	if m != Revenue {
		fields = append(fields, arrow.Field{Name: string(m), Type: rfm.Money(measureScale)})
	}
	return arrow.NewSchema(append(fields,
		arrow.Field{Name: FieldRank, Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: FieldCustomersPct, Type: rfm.Money(PercentScale)},
		arrow.Field{Name: string(m) + "_pct", Type: rfm.Money(PercentScale), Nullable: true},
		arrow.Field{Name: string(m) + "_cum_pct", Type: rfm.Money(PercentScale), Nullable: true},
		arrow.Field{Name: FieldABC, Type: arrow.BinaryTypes.String, Nullable: true},
		arrow.Field{Name: FieldTier, Type: arrow.PrimitiveTypes.Int32},
	), nil)
}

// Record returns the ranked customers, by id, as one record of Schema. The
// caller releases it. The error is rfm.ErrOverflow.
func (r *Ranking) Record(mem memory.Allocator, abc ABC, tiers Tiers) (arrow.Record, error) {
	c, n := r.Customers, r.Len()
	ranks, places := make([]int64, n), make([]decimal128.Num, n)
	shares, sums := make([]decimal128.Num, n), make([]decimal128.Num, n)
	total, all := r.Total(), decimal128.FromI64(int64(n))
	fits := true
	share := func(part, whole decimal128.Num) decimal128.Num {
		p, ok := percentOf(part, whole)
		fits = fits && ok
		return p
	}
	for k, i := range r.Order {
		ranks[i] = int64(k + 1)
		places[i] = share(decimal128.FromI64(int64(k+1)), all)
		if r.HasShares() {
			shares[i], sums[i] = share(r.Values[i], total), share(r.sums[k], total)
		}
	}
	if !fits {
		return nil, rfm.ErrOverflow
	}
	columns := []arrow.Array{c.ID.Array(), moneyArray(c.Monetary, c.Scale)}
	if r.Measure != Revenue {
		columns = append(columns, moneyArray(r.Values, r.Scale))
	}
	columns = append(columns,
		dense.New(arrow.PrimitiveTypes.Int64, n, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(ranks))),
		moneyArray(places, PercentScale))
	if r.HasShares() {
		columns = append(columns, moneyArray(shares, PercentScale), moneyArray(sums, PercentScale),
			r.classArray(mem, abc))
	} else {
		columns = append(columns, array.MakeArrayOfNull(mem, rfm.Money(PercentScale), n), array.MakeArrayOfNull(mem, rfm.Money(PercentScale), n),
			array.MakeArrayOfNull(mem, arrow.BinaryTypes.String, n))
	}
	numbers := r.Positions(tiers.Ends(r))
	for i := range numbers {
		numbers[i]++ // from 1
	}
	columns = append(columns, dense.Int32(mem, numbers))
	defer func() {
		for _, column := range columns {
			column.Release()
		}
	}()
	return array.NewRecord(Schema(r.Measure, c.Scale, r.Scale), columns, int64(n)), nil
}

// classArray is the class of every customer.
func (r *Ranking) classArray(mem memory.Allocator, abc ABC) arrow.Array {
	b := array.NewStringBuilder(mem)
	defer b.Release()
	b.Reserve(r.Len())
	for _, class := range r.Positions(abc.Ends(r)) {
		b.Append(abc.Letter(int(class)))
	}
	return b.NewArray()
}

// moneyArray is a column without nulls, which shares the memory of values.
func moneyArray(values []decimal128.Num, scale int32) arrow.Array {
	return dense.New(rfm.Money(scale), len(values), memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(values)))
}
