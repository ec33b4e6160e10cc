package app

import (
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func TestPiecesAreOfOneLength(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int32}}, nil)
	for _, c := range []struct {
		rows int
		want []int64
	}{{0, []int64{0}}, {1, []int64{1}}, {PieceRows, []int64{PieceRows}}, {2*PieceRows + 7, []int64{PieceRows, PieceRows, 7}}} {
		b := array.NewInt32Builder(memory.DefaultAllocator)
		b.AppendValues(make([]int32, c.rows), nil)
		var got []int64
		for piece := range piecesOf(array.NewRecord(schema, []arrow.Array{b.NewArray()}, int64(c.rows))) {
			got = append(got, piece.NumRows())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d rows in pieces of %v, want %v", c.rows, got, c.want)
		}
	}
}
