package table

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// everyType has two columns of each type that can be written: without and with
// nulls, or both with nothing else.
func everyType(t *testing.T, rows int, empty bool) arrow.Record {
	t.Helper()
	var fields []arrow.Field
	for _, dt := range []arrow.DataType{
		arrow.BinaryTypes.String, arrow.FixedWidthTypes.Boolean, arrow.FixedWidthTypes.Date32,
		&arrow.Decimal128Type{Precision: 38, Scale: 2}, &arrow.Decimal128Type{Precision: 9, Scale: 4}, arrow.PrimitiveTypes.Float64,
		arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int16, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64,
		arrow.PrimitiveTypes.Uint8, arrow.PrimitiveTypes.Uint16, arrow.PrimitiveTypes.Uint32, arrow.PrimitiveTypes.Uint64,
	} {
		fields = append(fields, arrow.Field{Name: dt.String() + " all", Type: dt, Nullable: empty},
			arrow.Field{Name: dt.String() + " some", Type: dt, Nullable: true})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	r := rand.New(rand.NewPCG(1, 2))
	for i, column := range b.Fields() {
		for range rows {
			if empty || i%2 == 1 && r.IntN(3) == 0 {
				column.AppendNull()
				continue
			}
			bits := r.Uint64() >> r.IntN(64)
			switch c := column.(type) {
			case *array.StringBuilder:
				c.Append(string(rune('a'+bits%26)) + string(rune('ä'+bits%7)))
			case *array.BooleanBuilder:
				c.Append(bits%2 == 0)
			case *array.Date32Builder:
				c.Append(arrow.Date32(bits % 40000))
			case *array.Decimal128Builder:
				if c.Type().(*arrow.Decimal128Type).Precision == 38 {
					c.Append(decimal128.New(int64(bits)>>10, bits))
				} else {
					c.Append(decimal128.FromI64(int64(bits) % 1e9))
				}
			case *array.Float64Builder:
				c.Append(math.Float64frombits(bits &^ (1 << 62)))
			case *array.Int8Builder:
				c.Append(int8(bits))
			case *array.Int16Builder:
				c.Append(int16(bits))
			case *array.Int32Builder:
				c.Append(int32(bits))
			case *array.Int64Builder:
				c.Append(int64(bits))
			case *array.Uint8Builder:
				c.Append(uint8(bits))
			case *array.Uint16Builder:
				c.Append(uint16(bits))
			case *array.Uint32Builder:
				c.Append(uint32(bits))
			case *array.Uint64Builder:
				c.Append(bits)
			default:
				t.Fatalf("no values for %T", c)
			}
		}
	}
	return b.NewRecord()
}

// What was written is there, whatever its type and wherever pieces end.
func TestParquetKeepsEveryType(t *testing.T) {
	keepsTypes(t, everyType(t, 2*parquetPiece+77, false))
}

func keepsTypes(t *testing.T, rec arrow.Record) {
	t.Helper()
	defer rec.Release()
	for _, part := range []arrow.Record{rec, rec.NewSlice(5, parquetPiece+9), rec.NewSlice(3, 3)} {
		want := string(writeAll(t, "csv", part.Schema(), part))
		if got, _ := readParquet(t, writeAll(t, "parquet", part.Schema(), part)); got != want {
			t.Errorf("%d rows: %d bytes of CSV, want %d", part.NumRows(), len(got), len(want))
		}
	}
}

func TestParquetRefusesOtherTypes(t *testing.T) {
	fields := []arrow.Field{{Name: "at", Type: arrow.FixedWidthTypes.Timestamp_us}}
	_, err := newParquetWriter(&countedOutput{}, arrow.NewSchema(fields, nil), 1)
	if want := "column at: values of type timestamp[us, tz=UTC] have no form in Parquet"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
