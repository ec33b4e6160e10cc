package segment

import (
	"cmp"
	"math/big"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// MatrixRecord is the moves for a person to look at: one row per segment of the
// old population and, last, the new customers. Behind the number of customers
// stands under the number of each segment which share of them is there now, in
// whole percent, null where nobody is; the last column is who has gone. The
// caller releases it.
func (m *Migration) MatrixRecord(mem memory.Allocator, moves []Move) arrow.Record {
	return m.matrix(mem, moves, nil, func(move Move) *big.Rat {
		return percent(big.NewInt(int64(move.Customers)), big.NewInt(int64(move.Before)))
	})
}

// CountsRecord is that matrix with numbers of customers in place of shares, and
// labels in place of codes. The caller releases it.
func (m *Migration) CountsRecord(mem memory.Allocator, moves []Move, labels map[string]string) arrow.Record {
	return m.matrix(mem, moves, labels, func(move Move) *big.Rat { return big.NewRat(int64(move.Customers), 1) })
}

// matrix has a cell for every move. Codes without a label stand for themselves.
func (m *Migration) matrix(mem memory.Allocator, moves []Move, labels map[string]string, cell func(Move) *big.Rat) arrow.Record {
	positions := m.occurring(moves)
	absent := len(positions) - 1
	fields := []arrow.Field{{Name: FieldFrom, Type: arrow.BinaryTypes.String}, {Name: FieldCustomers, Type: arrow.PrimitiveTypes.Int64}}
	for i := range positions[:absent] {
		fields = append(fields, arrow.Field{Name: strconv.Itoa(i + 1), Type: rfm.Money(0), Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: "gone", Type: rfm.Money(0), Nullable: true})
	b := array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil))
	defer b.Release()
	for i, from := range positions {
		before, cells := 0, make(map[int]*big.Rat)
		for _, move := range moves {
			if move.From == from {
				before = move.Before
				cells[move.To] = cell(move)
			}
		}
		name := New
		if i < absent {
			code := m.code(from, New)
			name = strconv.Itoa(i+1) + " " + cmp.Or(labels[code], code)
		}
		b.Field(0).(*array.StringBuilder).Append(name)
		b.Field(1).(*array.Int64Builder).Append(int64(before))
		for k, to := range positions {
			appendNumber(b.Field(2+k), cells[to])
		}
	}
	return b.NewRecord()
}

// occurring lists the positions of the segments, of the others where there are
// any, and Absent.
func (m *Migration) occurring(moves []Move) []int {
	var positions []int
	others := false
	for _, move := range moves {
		others = others || move.From == len(m.Scheme.Segments) || move.To == len(m.Scheme.Segments)
	}
	for p := range m.Scheme.Segments {
		positions = append(positions, p)
	}
	if others {
		positions = append(positions, len(m.Scheme.Segments))
	}
	return append(positions, m.Absent())
}

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
