package rfmio

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// compact moves the rows that are used to the front of every vector.
func (a *assembler) compact() int {
	a.keep = a.keep[:0]
	for row, fate := range a.fates {
		if fate == used {
			a.keep = append(a.keep, int32(row))
		}
	}
	for i := range a.batch.vectors {
		a.batch.vectors[i].compact(a.keep)
	}
	a.product.compact(a.keep)
	return len(a.keep)
}

// column is one field of the record over the memory of its vector.
func (a *assembler) column(field int, source fieldSource, rows int) arrow.Array {
	f := a.schema.Field(field)
	if source.vector == none {
		if f.Type.ID() == arrow.BOOL {
			return a.returns(field, rows)
		}
		return array.MakeArrayOfNull(memory.DefaultAllocator, f.Type, rows)
	}
	v := &a.batch.vectors[source.vector]
	if f.Name == "amount" && source.times != none {
		v = &a.product
	}
	var data *array.Data
	switch v.kind {
	case kindText:
		valid, nulls := a.validity(field, v, rows)
		data = array.NewData(f.Type, rows, []*memory.Buffer{valid,
			memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(v.offsets[:rows+1])), memory.NewBufferBytes(v.bytes)}, nil, nulls, 0)
	case kindDay:
		valid, nulls := a.notNull(field, v, rows)
		data = array.NewData(f.Type, rows, []*memory.Buffer{valid,
			memory.NewBufferBytes(arrow.Date32Traits.CastToBytes(v.days[:rows]))}, nil, nulls, 0)
	default:
		data = array.NewData(&arrow.Decimal128Type{Precision: 38, Scale: v.scale}, rows, []*memory.Buffer{nil,
			memory.NewBufferBytes(arrow.Decimal128Traits.CastToBytes(v.decimals[:rows]))}, nil, 0, 0)
	}
	defer data.Release()
	return array.MakeFromData(data)
}

// validity is the bitmap of a text column, in which blank cells are null; nil
// when none is.
func (a *assembler) validity(field int, v *vector, rows int) (*memory.Buffer, int) {
	first := 0
	if v.null == nil {
		first = longTexts(v.offsets[:rows+1], v.bytes)
	}
	var bits []byte
	nulls := 0
	for row := first; row < rows; row++ {
		start, end := v.offsets[row], v.offsets[row+1]
		if end-start > longestBlank && v.bytes[start] > ' ' && v.null == nil || !v.isNull(row) && !isBlank(v.bytes[start:end]) {
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
		if end-start <= longestBlank || bytes[start] <= ' ' {
			return row
		}
		start = end
	}
	return len(offsets) - 1
}

// notNull is the bitmap of the cells that hold a value; nil when all do.
func (a *assembler) notNull(field int, v *vector, rows int) (*memory.Buffer, int) {
	if v.null == nil {
		return nil, 0
	}
	bits, nulls := a.bitmap(field, rows), 0
	for row, null := range v.null[:rows] {
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
	a.bits[field] = resize(a.bits[field], int(bitutil.BytesForBits(int64(rows))))
	clear(a.bits[field])
	return a.bits[field]
}

// returns flags the rows that are returns whatever their amount: a negative
// quantity, or an order that is a cancellation.
func (a *assembler) returns(field, rows int) arrow.Array {
	bits := a.bitmap(field, rows)
	for _, source := range a.plan.field {
		if source.times == none {
			continue
		}
		quantity := &a.batch.vectors[source.times]
		for row := range rows {
			if quantity.decimals[row].Sign() < 0 {
				bitutil.SetBit(bits, row)
			}
		}
	}
	if a.plan.layout.cancellations && a.plan.order != none {
		order := &a.batch.vectors[a.plan.order]
		for row := range rows {
			if id := order.text(row); len(id) > 1 && id[0] == 'C' && id[1] >= '0' && id[1] <= '9' {
				bitutil.SetBit(bits, row)
			}
		}
	}
	return array.NewBoolean(rows, memory.NewBufferBytes(bits), nil, 0)
}
