package external

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/io/table"
)

func schema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "at", Type: arrow.PrimitiveTypes.Int64}, // the place the row came in
	}, nil)
}

// drawn are records with few different values, so that many rows are equal.
func drawn(random *rand.Rand, lengths ...int) (records []arrow.Record) {
	at := int64(0)
	for _, length := range lengths {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema())
		for range length {
			if name := random.IntN(50); name == 0 {
				b.Field(0).AppendNull()
			} else {
				b.Field(0).(*array.StringBuilder).Append(fmt.Sprint("customer ", name))
			}
			b.Field(1).(*array.Int32Builder).Append(random.Int32N(9))
			b.Field(2).(*array.Int64Builder).Append(at)
			at++
		}
		records = append(records, b.NewRecord())
	}
	return records
}

func each(records []arrow.Record) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		for _, rec := range records {
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// Sorted in files, rows come as they come from table.Sort, whatever the room, and
// equal ones in the order they came in.
func TestSortIsThatOfTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	for _, lengths := range [][]int{{0}, {1}, {0, 3, 0}, {5000, 1, 0, 7000, 16384, 3}} {
		records := drawn(random, lengths...)
		whole, err := concat(records)
		if err != nil {
			t.Fatal(err)
		}
		for _, order := range []string{"name", "-n,name", "-name"} {
			want, err := table.Sort(whole, order)
			if err != nil {
				t.Fatal(err)
			}
			for _, room := range []int64{1, 8 << 17, 1 << 40} {
				at := int64(0)
				for piece, err := range Sort(each(records), order, room, 1000) {
					if err != nil {
						t.Fatal(err)
					}
					part := want.NewSlice(at, min(at+1000, want.NumRows()))
					if !array.RecordEqual(piece, part) {
						t.Fatalf("rows %d… of %v by %s in %d bytes differ", at, lengths, order, room)
					}
					at += piece.NumRows()
				}
				if at != want.NumRows() {
					t.Errorf("%d rows of %d", at, want.NumRows())
				}
			}
		}
	}
}

func TestSortTellsOfWhatItCannotDo(t *testing.T) {
	for _, err := range Sort(each(drawn(rand.New(rand.NewPCG(1, 1)), 9)), "nobody", 1, 10) {
		if err == nil {
			t.Error("rows in the order of no column")
		}
	}
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	var last error
	for _, last = range Sort(each(drawn(rand.New(rand.NewPCG(1, 1)), 9000)), "n", 1, 10) {
	}
	if last == nil {
		t.Error("rows without a folder for temporary files")
	}
}

func TestPiecesHaveOneLength(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 2))
	for _, c := range []struct {
		lengths []int
		want    []int64
	}{
		{[]int{0}, []int64{0}}, {[]int{0, 0}, []int64{0}}, {[]int{10}, []int64{10}}, {[]int{3, 4, 0, 5, 20}, []int64{10, 10, 10, 2}}, {[]int{20}, []int64{10, 10}},
	} {
		var got []int64
		at := int64(0)
		for piece, err := range Pieces(each(drawn(random, c.lengths...)), 10) {
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range piece.Column(2).(*array.Int64).Int64Values() {
				if n != at {
					t.Fatalf("row %d in the place of row %d", n, at)
				}
				at++
			}
			got = append(got, piece.NumRows())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: pieces of %v rows, want %v", c.lengths, got, c.want)
		}
	}
}
