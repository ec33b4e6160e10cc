// Package dense makes Arrow arrays without nulls from plain memory.
package dense

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func Buffer(mem memory.Allocator, size int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(size)
	return b
}

// New makes an array of n values without nulls and takes over the buffers.
func New(of arrow.DataType, n int, buffers ...*memory.Buffer) arrow.Array {
	data := array.NewData(of, n, append([]*memory.Buffer{nil}, buffers...), nil, 0, 0)
	defer data.Release()
	for _, b := range buffers {
		b.Release()
	}
	return array.MakeFromData(data)
}

// Int32 is an Int32 column without nulls.
func Int32(mem memory.Allocator, scores []uint8) arrow.Array {
	values := Buffer(mem, arrow.Int32Traits.BytesRequired(len(scores)))
	out := arrow.Int32Traits.CastFromBytes(values.Bytes())
	for i, score := range scores {
		out[i] = int32(score)
	}
	return New(arrow.PrimitiveTypes.Int32, len(scores), values)
}
