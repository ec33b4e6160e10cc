package rfmio

import (
	"rfm/io/role"
	"rfm/io/value"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Compact moves the rows that are used to the front of every vector.
func (a *assembler) compact() int {
	a.keep = a.keep[:0]
	rows := 0
	for row := 0; row < len(a.fates); row++ {
		if a.fates[row] != used {
			continue
		}
		start := row
		for row < len(a.fates) && a.fates[row] == used {
			row++
		}
		a.keep = append(a.keep, vector.Run{Start: int32(start), Rows: int32(row - start)})
		rows += row - start
	}
	for i := range a.batch.Vectors {
		if !a.plan.Wants[i].FilterOnly {
			a.batch.Vectors[i].Compact(a.keep)
		}
	}
	a.product.Compact(a.keep)
	if len(a.negative) > 0 {
		to := 0
		for _, r := range a.keep {
			to += copy(a.negative[to:], a.negative[r.Start:r.Start+r.Rows])
		}
	}
	return rows
}

// Column is one field of the record over the memory of its vector.
func (a *assembler) column(field int, source role.FieldSource, rows int) arrow.Array {
	f := a.schema.Field(field)
	if source.Vector == vector.None {
		switch {
		case f.Type.ID() == arrow.BOOL:
			return a.returns(field, rows)
		case f.Name == FieldPosition:
			return a.positions(rows)
		}
		return array.MakeArrayOfNull(memory.DefaultAllocator, f.Type, rows)
	}
	v := &a.batch.Vectors[source.Vector]
	if f.Name == "amount" && (source.Times != vector.None || source.Formula != nil || a.isDerived()) {
		v = &a.product
	}
	var data *array.Data
	switch v.Kind {
	case vector.KindText:
		valid, nulls := a.validity(field, v, rows)
		data = array.NewData(f.Type, rows, []*memory.Buffer{valid,
			memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(v.Offsets[:rows+1])), memory.NewBufferBytes(v.Bytes)}, nil, nulls, 0)
	case vector.KindDay:
		valid, nulls := a.notNull(field, v, rows)
		data = array.NewData(f.Type, rows, []*memory.Buffer{valid,
			memory.NewBufferBytes(arrow.Date32Traits.CastToBytes(v.Days[:rows]))}, nil, nulls, 0)
	default:
		data = array.NewData(&arrow.Decimal128Type{Precision: 38, Scale: v.Scale}, rows, []*memory.Buffer{nil,
			memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(v.Decimals[:rows]))}, nil, 0, 0)
	}
	defer data.Release()
	return array.MakeFromData(data)
}

// FieldPosition is a field of decimals without a scale that tells in which order rows
// stand in the input, over all files: larger ones later.
const FieldPosition = "position"

// positions are where the rows that are used stand.
func (a *assembler) positions(rows int) arrow.Array {
	out := make([]decimal128.Num, 0, rows)
	morsel, line := 0, int64(0)
	if a.batch.Rows > 0 {
		morsel, line = a.decoder.Position(0)
	}
	keep := []vector.Run{{Start: 0, Rows: int32(rows)}}
	if len(a.fates) > 0 {
		keep = a.keep
	}
	for _, r := range keep {
		for row := r.Start; row < r.Start+r.Rows; row++ {
			out = append(out, decimal128.New(int64(a.file)<<32|int64(morsel), uint64(line)+uint64(row)))
		}
	}
	data := array.NewData(&arrow.Decimal128Type{Precision: 38}, rows, []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(out))}, nil, 0, 0)
	defer data.Release()
	return array.MakeFromData(data)
}

// validity is the bitmap of a text column, in which blank cells are null; nil
// when none is.
func (a *assembler) validity(field int, v *vector.Vector, rows int) (*memory.Buffer, int) {
	first := 0
	if v.Null == nil {
		first = longTexts(v.Offsets[:rows+1], v.Bytes)
	}
	var bits []byte
	nulls := 0
	for row := first; row < rows; row++ {
		if text := v.Text(row); !v.IsNull(row) && !(value.MayBeBlank(text) && value.IsBlank(text)) {
			continue
		}
		if bits == nil {
			bits = a.bitmap(field, rows)
			bitutil.SetBitsTo(bits, 0, int64(rows), true)
		}
		nulls++
		bitutil.ClearBit(bits, row)
	}
	if nulls == 0 {
		return nil, 0
	}
	return memory.NewBufferBytes(bits), nulls
}

// longTexts counts the texts before the first that may be blank: in most columns
// it counts all, with one look at each.
func longTexts(offsets []int32, bytes []byte) int {
	start := offsets[0]
	for row, end := range offsets[1:] {
		if value.MayBeBlank(bytes[start:end]) {
			return row
		}
		start = end
	}
	return len(offsets) - 1
}

// notNull is the bitmap of the cells that hold a value; nil when all do.
func (a *assembler) notNull(field int, v *vector.Vector, rows int) (*memory.Buffer, int) {
	if v.Null == nil {
		return nil, 0
	}
	bits, nulls := a.bitmap(field, rows), 0
	for row, null := range v.Null[:rows] {
		if null {
			nulls++
		} else {
			bitutil.SetBit(bits, row)
		}
	}
	return memory.NewBufferBytes(bits), nulls
}

// bitmap is a cleared bitmap of one field.
func (a *assembler) bitmap(field, rows int) []byte {
	if a.bits == nil {
		a.bits = make([][]byte, a.schema.NumFields())
	}
	a.bits[field] = vector.Resize(a.bits[field], int(bitutil.BytesForBits(int64(rows))))
	clear(a.bits[field])
	return a.bits[field]
}

// returns flags the rows that are returns whatever their amount: a negative
// quantity, or an order that is a cancellation.
func (a *assembler) returns(field, rows int) arrow.Array {
	bits := a.bitmap(field, rows)
	for _, source := range a.plan.Field {
		if source.Times == vector.None {
			continue
		}
		quantity := &a.batch.Vectors[source.Times]
		for row := range rows {
			if quantity.Decimals[row].Sign() < 0 {
				bitutil.SetBit(bits, row)
			}
		}
	}
	if len(a.negative) > 0 {
		for row := range rows {
			if a.negative[row] {
				bitutil.SetBit(bits, row)
			}
		}
	}
	if a.plan.Returned != vector.None {
		flags := &a.batch.Vectors[a.plan.Returned]
		for row := range rows {
			if string(flags.Text(row)) == "true" {
				bitutil.SetBit(bits, row)
			}
		}
	}
	if a.plan.Layout.Cancellations && a.plan.Order != vector.None {
		order := &a.batch.Vectors[a.plan.Order]
		for row := range rows {
			if id := order.Text(row); len(id) > 1 && id[0] == 'C' && id[1] >= '0' && id[1] <= '9' {
				bitutil.SetBit(bits, row)
			}
		}
	}
	return array.NewBoolean(rows, memory.NewBufferBytes(bits), nil, 0)
}
