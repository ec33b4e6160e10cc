package table

import (
	"bytes"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// newAllocator returns an allocator that fails the test if memory is not given
// back.
func newAllocator(t testing.TB) memory.Allocator {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	t.Cleanup(func() { mem.AssertSize(t, 0) })
	return mem
}

// recordOf builds a record from rows of JSON, released when the test ends.
func recordOf(t testing.TB, schema *arrow.Schema, rows string) arrow.Record {
	t.Helper()
	rec, _, err := array.RecordFromJSON(newAllocator(t), schema, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(rec.Release)
	return rec
}

// textRecord is a record with one column of text, id.
func textRecord(t testing.TB, texts ...string) arrow.Record {
	b := array.NewStringBuilder(newAllocator(t))
	defer b.Release()
	b.AppendValues(texts, nil)
	column := b.NewArray()
	defer column.Release()
	schema := arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.BinaryTypes.String}}, nil)
	rec := array.NewRecord(schema, []arrow.Array{column}, int64(len(texts)))
	t.Cleanup(rec.Release)
	return rec
}

func money(scale int32) arrow.DataType {
	return &arrow.Decimal128Type{Precision: 38, Scale: scale}
}

// smallSchema has one column of each kind of cell.
func smallSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "money", Type: money(2), Nullable: true},
		{Name: "mean", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "late", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	}, nil)
}

// smallRecord has a usual row, an awkward one and one of nulls.
func smallRecord(t testing.TB) arrow.Record {
	return recordOf(t, smallSchema(), `[
		{"id": "00017850", "day": "2011-12-09", "orders": 34, "money": "17850.10", "mean": 0.1, "late": true},
		{"id": "a,\"b\"\n", "day": "1969-12-31", "orders": -1, "money": "-0.05", "mean": 1e21, "late": false},
		{}
	]`)
}

// writeAll is what a format makes of records of one schema.
func writeAll(t testing.TB, name string, schema *arrow.Schema, records ...arrow.Record) []byte {
	t.Helper()
	format, err := FormatByName(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := NewWriter(&out, format, schema)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// customerRecord is like the result of scoring n customers: twelve columns.
func customerRecord(t testing.TB, n int) arrow.Record {
	field := func(name string, t arrow.DataType) arrow.Field {
		return arrow.Field{Name: name, Type: t, Nullable: true}
	}
	schema := arrow.NewSchema([]arrow.Field{
		field("customer_id", arrow.BinaryTypes.String),
		field("first_order_date", arrow.FixedWidthTypes.Date32),
		field("last_order_date", arrow.FixedWidthTypes.Date32),
		field("recency_days", arrow.PrimitiveTypes.Int32),
		field("orders", arrow.PrimitiveTypes.Int64),
		field("monetary", money(2)),
		field("avg_order_value", money(4)),
		field("r_score", arrow.PrimitiveTypes.Int32),
		field("f_score", arrow.PrimitiveTypes.Int32),
		field("m_score", arrow.PrimitiveTypes.Int32),
		field("rfm_score", arrow.BinaryTypes.String),
		field("segment", arrow.BinaryTypes.String),
	}, nil)
	b := array.NewRecordBuilder(newAllocator(t), schema)
	defer b.Release()
	segments := []string{"champions", "loyal", "at_risk", "hibernating", "potential_loyalists"}
	for i := range n {
		random := uint64(i+1) * 0x9e3779b97f4a7c15 // spread evenly, the same every time
		orders := int64(random>>60) + 1
		cents := int64(random >> 40)
		day := arrow.Date32(14_000 + random>>20%1500)
		r, f, m := int32(random%5), int32(random>>8%5), int32(random>>16%5)
		b.Field(0).(*array.StringBuilder).Append("C" + decimal128.FromU64(random>>36).ToString(0))
		b.Field(1).(*array.Date32Builder).Append(day)
		b.Field(2).(*array.Date32Builder).Append(day + 300)
		b.Field(3).(*array.Int32Builder).Append(int32(15_800 - day))
		b.Field(4).(*array.Int64Builder).Append(orders)
		b.Field(5).(*array.Decimal128Builder).Append(decimal128.FromI64(cents))
		b.Field(6).(*array.Decimal128Builder).Append(decimal128.FromI64(cents * 100 / orders))
		b.Field(7).(*array.Int32Builder).Append(r + 1)
		b.Field(8).(*array.Int32Builder).Append(f + 1)
		b.Field(9).(*array.Int32Builder).Append(m + 1)
		b.Field(10).(*array.StringBuilder).Append(string([]byte{'1' + byte(r), '1' + byte(f), '1' + byte(m)}))
		b.Field(11).(*array.StringBuilder).Append(segments[random>>12%5])
	}
	rec := b.NewRecord()
	t.Cleanup(rec.Release)
	return rec
}

// floatRecord is a record with one column of a float64, x.
func floatRecord(t testing.TB, values ...string) arrow.Record {
	b := array.NewFloat64Builder(newAllocator(t))
	defer b.Release()
	for _, v := range values {
		if err := b.AppendValueFromString(v); err != nil {
			t.Fatal(err)
		}
	}
	column := b.NewArray()
	defer column.Release()
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, nil)
	rec := array.NewRecord(schema, []arrow.Array{column}, int64(len(values)))
	t.Cleanup(rec.Release)
	return rec
}
