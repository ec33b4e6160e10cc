package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func newBuffer(mem memory.Allocator, size int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(size)
	return b
}

// newArray makes an array of n values without nulls and takes over the buffers.
func newArray(of arrow.DataType, n int, buffers ...*memory.Buffer) arrow.Array {
	data := array.NewData(of, n, append([]*memory.Buffer{nil}, buffers...), nil, 0, 0)
	defer data.Release()
	for _, b := range buffers {
		b.Release()
	}
	return array.MakeFromData(data)
}

// scoreArray is an Int32 column without nulls.
func scoreArray(mem memory.Allocator, scores []uint8) arrow.Array {
	values := newBuffer(mem, arrow.Int32Traits.BytesRequired(len(scores)))
	out := arrow.Int32Traits.CastFromBytes(values.Bytes())
	for i, score := range scores {
		out[i] = int32(score)
	}
	return newArray(arrow.PrimitiveTypes.Int32, len(scores), values)
}
