package segment

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// FlowsRecord is one row per segment: its customers before and now, how many
// stayed, left it and joined it, and what they brought. Others come last and
// only where there are any. With total, a row of All adds up the others. The
// caller releases it. The error is rfm.ErrOverflow.
func (m *Migration) FlowsRecord(mem memory.Allocator, moves []Move, total bool) (arrow.Record, error) {
	type flow struct {
		old, new, stayed         int
		monetaryOld, monetaryNew decimal128.Num
	}
	flows := make([]flow, m.Absent()+1)
	for _, move := range moves {
		from, to := &flows[move.From], &flows[move.To]
		from.old += move.Customers
		to.new += move.Customers
		if move.From == move.To {
			from.stayed = move.Customers
		}
		var fits [2]bool
		from.monetaryOld, fits[0] = decimal.Add(from.monetaryOld, move.Old)
		to.monetaryNew, fits[1] = decimal.Add(to.monetaryNew, move.New)
		if !fits[0] || !fits[1] {
			return nil, rfm.ErrOverflow
		}
	}
	fields := []arrow.Field{{Name: Field, Type: arrow.BinaryTypes.String}}
	for _, name := range []string{"old", "stayed", "left", "joined", "new"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64})
	}
	for _, name := range []string{FieldMonetaryOld, FieldMonetaryNew} {
		fields = append(fields, arrow.Field{Name: name, Type: rfm.Money(m.scale)})
	}
	b := array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil))
	defer b.Release()
	appendFlow := func(code string, f flow) {
		b.Field(0).(*array.StringBuilder).Append(code)
		for k, n := range []int{f.old, f.stayed, f.old - f.stayed, f.new - f.stayed, f.new} {
			b.Field(1 + k).(*array.Int64Builder).Append(int64(n))
		}
		b.Field(6).(*array.Decimal128Builder).Append(f.monetaryOld)
		b.Field(7).(*array.Decimal128Builder).Append(f.monetaryNew)
	}
	var all flow
	for i, f := range flows[:m.Absent()] {
		if i == len(m.Scheme.Segments) && f == (flow{}) {
			continue
		}
		appendFlow(m.Scheme.Code(i), f)
		all.old, all.new, all.stayed = all.old+f.old, all.new+f.new, all.stayed+f.stayed
		var fits [2]bool
		all.monetaryOld, fits[0] = decimal.Add(all.monetaryOld, f.monetaryOld)
		all.monetaryNew, fits[1] = decimal.Add(all.monetaryNew, f.monetaryNew)
		if total && (!fits[0] || !fits[1]) {
			return nil, rfm.ErrOverflow
		}
	}
	if total {
		appendFlow(All, all)
	}
	return b.NewRecord(), nil
}
