package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// However rows come, they are cut into the same pieces, even if a record is
// overwritten when the next is asked for.
func TestPiecesDependOnRowsAlone(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int32}}, nil)
	for _, sizes := range [][]int{{0}, {1}, {0, 0, 7}, {pieceRows}, {pieceRows, 1}, {1, pieceRows}, {pieceRows - 1, 1, 3 * pieceRows, 0, 5},
		{10_000, 10_000, 10_000, 10_000}} {
		var all []int32
		values := make([]int32, 4*pieceRows)
		records := func(yield func(arrow.Record, error) bool) {
			next := int32(0)
			for _, size := range sizes {
				for i := range size {
					values[i] = next
					next++
				}
				data := array.NewData(arrow.PrimitiveTypes.Int32, size, []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(values[:size]))}, nil, 0, 0)
				rec := array.NewRecord(schema, []arrow.Array{array.NewInt32Data(data)}, int64(size))
				if !yield(rec, nil) {
					return
				}
			}
		}
		var got []string
		for piece, err := range pieces(records) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(piece.NumRows()))
			all = append(all, piece.Column(0).(*array.Int32).Int32Values()...)
		}
		for i, n := range all {
			if int(n) != i {
				t.Fatalf("%v: row %d is %d", sizes, i, n)
			}
		}
		b := array.NewInt32Builder(memory.DefaultAllocator)
		b.AppendValues(all, nil)
		whole := array.NewRecord(schema, []arrow.Array{b.NewArray()}, int64(len(all)))
		var want []string
		for piece := range piecesOf(whole) {
			want = append(want, fmt.Sprint(piece.NumRows()))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: pieces of %v rows, want %v", sizes, got, want)
		}
	}
	broken := errors.New("broken")
	for _, err := range pieces(func(yield func(arrow.Record, error) bool) { yield(nil, broken) }) {
		if err != broken {
			t.Errorf("got %v", err)
		}
	}
}
