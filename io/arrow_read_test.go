package rfmio

import (
	"bytes"
	"os"
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestArrowTypesOfItsOwn are those that Parquet lacks.
func TestArrowTypesOfItsOwn(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint16, ValueType: arrow.BinaryTypes.String}, Nullable: true},
		{Name: "date", Type: &arrow.TimestampType{Unit: arrow.Second, TimeZone: "Asia/Shanghai"}},
		{Name: "amount", Type: &arrow.Decimal256Type{Precision: 30, Scale: 3}},
		{Name: "order_id", Type: arrow.PrimitiveTypes.Uint64},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[
		{"customer_id":"a","date":"2024-01-31 23:30:00","amount":"1.500","order_id":"18446744073709551615"},
		{"customer_id":null,"date":"2024-02-01 00:00:00","amount":"-2.000","order_id":1}]`))
	if err != nil {
		t.Fatal(err)
	}
	got, account, err := readLines(Options{Zone: time.FixedZone("", 3600)}, inFile(t, "x", arrowStream(t, rec, rec)))
	want := []string{"(guest) 2024-02-01 -2.000 1", "(guest) 2024-02-01 -2.000 1", "a 2024-02-01 1.500 18446744073709551615", "a 2024-02-01 1.500 18446744073709551615"}
	if err != nil || !slices.Equal(got, want) || account.Files[0].Format != "Arrow stream" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestArrowIsToldByItsBeginning(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "money", Type: &arrow.Decimal128Type{Precision: 9, Scale: 2}, Nullable: true},
		{Name: "i64", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[
		{"text":"a","day":"2024-01-31","money":"1.50","i64":7}, {}]`))
	if err != nil {
		t.Fatal(err)
	}
	path := inFile(t, "x.csv", arrowStream(t, rec))
	if _, _, err := readLines(Options{Columns: map[string]string{"customer": "text", "date": "day", "amount": "money", "order": "i64"}}, path); kindOfError(err) != fault.BadRows {
		t.Errorf("%v", err) // the rows of nulls have neither day nor amount
	}
	os.WriteFile(path, []byte("FEA1rest"), 0o666)
	if _, _, err := readLines(Options{}, path); kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), "Feather of version 1") {
		t.Errorf("%v", err)
	}
}

// arrowStream writes records as an Arrow stream.
func arrowStream(t *testing.T, records ...arrow.Record) string {
	t.Helper()
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(records[0].Schema()))
	for _, rec := range records {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
