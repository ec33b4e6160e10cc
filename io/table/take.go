package table

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Take returns the rows of a record at those positions. It knows the types that
// a writer of text does. (compute.Take of Arrow 17 takes time quadratic in
// the rows of a text column.) The caller releases
// the result.
func Take(rec arrow.Record, rows []int) arrow.Record {
	columns := make([]arrow.Array, rec.NumCols())
	for i, column := range rec.Columns() {
		switch c := column.(type) {
		case *array.String:
			columns[i] = takeText(c, rows)
		case *array.Boolean:
			columns[i] = takeBools(c, rows)
		default:
			columns[i] = takeFixed(c, rows)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(rec.Schema(), columns, int64(len(rows)))
}

func takeText(column *array.String, rows []int) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(len(rows))
	b.ReserveData(len(column.ValueBytes()))
	for _, row := range rows {
		if column.IsNull(row) {
			b.AppendNull()
		} else {
			b.Append(column.Value(row))
		}
	}
	return b.NewArray()
}

func takeBools(column *array.Boolean, rows []int) arrow.Array {
	b := array.NewBooleanBuilder(memory.DefaultAllocator)
	defer b.Release()
	for _, row := range rows {
		if column.IsNull(row) {
			b.AppendNull()
		} else {
			b.Append(column.Value(row))
		}
	}
	return b.NewArray()
}

// takeFixed takes values of one width, whatever their type.
func takeFixed(column arrow.Array, rows []int) arrow.Array {
	width := column.DataType().(arrow.FixedWidthDataType).Bytes()
	values := make([]byte, 0, len(rows)*width)
	var from []byte
	if len(rows) > 0 { // an array without values may have no buffer either
		from = column.Data().Buffers()[1].Bytes()[column.Data().Offset()*width:]
	}
	for _, row := range rows {
		values = append(values, from[row*width:(row+1)*width]...)
	}
	var valid *memory.Buffer
	nulls := 0 // not array.UnknownNullCount, which fails without a bitmap
	if column.NullN() > 0 {
		bits := make([]byte, bitutil.BytesForBits(int64(len(rows))))
		for i, row := range rows {
			if column.IsValid(row) {
				bitutil.SetBit(bits, i)
			} else {
				nulls++
			}
		}
		valid = memory.NewBufferBytes(bits)
	}
	taken := array.NewData(column.DataType(), len(rows), []*memory.Buffer{valid, memory.NewBufferBytes(values)}, nil, nulls, 0)
	defer taken.Release()
	return array.MakeFromData(taken)
}
