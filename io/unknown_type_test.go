package rfmio

import (
	"bytes"
	"rfm/io/fault"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestColumnsOfUnknownTypesAreNotInTheWay changes the logical type of a column to
// one that does not exist: field 1 of the union, STRING, to field 9.
func TestColumnsOfUnknownTypesAreNotInTheWay(t *testing.T) {
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.PrimitiveTypes.Int64}, {Name: "place", Type: arrow.BinaryTypes.String},
		{Name: "date", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: arrow.PrimitiveTypes.Float64}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).AppendValues([]int64{1, 2}, nil)
	b.Field(1).(*array.StringBuilder).AppendValues([]string{"x", "y"}, nil)
	b.Field(2).(*array.Date32Builder).AppendValues([]arrow.Date32{9, 10}, nil)
	b.Field(3).(*array.Float64Builder).AppendValues([]float64{5, 6.5}, nil)
	var columns []arrow.Array
	for _, field := range b.Fields() {
		columns = append(columns, field.NewArray())
	}
	text, known := parquetOf(t, fields, columns, 2), []byte("place\x25\x00\x4c\x1c\x00\x00")
	if bytes.Count(text, known) != 1 {
		t.Fatal("the logical type is not where it is looked for")
	}
	path := inFile(t, "s.parquet", string(bytes.Replace(text, known, []byte("place\x25\x00\x4c\x9c\x00\x00"), 1)))
	got, _, err := readLines(Options{}, path)
	if err != nil || len(got) != 2 {
		t.Errorf("%q, %v", got, err)
	}
	_, _, err = readLines(Options{Where: `place == "x"`}, path)
	if kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), "column place has a logical type that is not known") {
		t.Errorf("a column of an unknown type is read: %v", err)
	}
}
