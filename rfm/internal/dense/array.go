// Package dense makes Arrow arrays without nulls from plain memory.
package dense

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Buffer is memory of that many bytes, which the caller releases or gives to New.
func Buffer(mem memory.Allocator, size int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(size)
	return b
}

// New is an array of n values without nulls. It takes the buffers over; the caller
// releases the array.
func New(of arrow.DataType, n int, buffers ...*memory.Buffer) arrow.Array {
	data := array.NewData(of, n, append([]*memory.Buffer{nil}, buffers...), nil, 0, 0)
	defer data.Release()
	for _, b := range buffers {
		b.Release()
	}
	return array.MakeFromData(data)
}

// Int32 is small numbers as an array of int32, which the caller releases.
func Int32(mem memory.Allocator, numbers []uint8) arrow.Array {
	values := Buffer(mem, arrow.Int32Traits.BytesRequired(len(numbers)))
	out := arrow.Int32Traits.CastFromBytes(values.Bytes())
	for i, number := range numbers {
		out[i] = int32(number)
	}
	return New(arrow.PrimitiveTypes.Int32, len(numbers), values)
}
