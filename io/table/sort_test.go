package table

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

func TestSort(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.BinaryTypes.String},
		{Name: "money", Type: money(2), Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "late", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "x", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Uint8, Nullable: true},
	}, nil)
	rec := recordOf(t, schema, `[
		{"id": "a", "money": "900719925474099.93", "day": "2024-01-02", "late": true, "x": 2, "n": 10},
		{"id": "b", "money": "900719925474099.92", "day": "2024-01-01", "late": false, "x": 10, "n": 9},
		{"id": "c", "money": null, "day": null, "late": null, "x": null, "n": null},
		{"id": "B", "money": "-1.00", "day": "2024-01-02", "late": true, "x": -1, "n": 200},
		{"id": "é", "money": "900719925474099.92", "day": "2023-12-31", "late": false, "x": 0.5, "n": 9}
	]`)
	for spec, want := range map[string]string{
		"":          "a b c B é",
		"id":        "B a b c é",
		"-id":       "é c b a B",
		"money":     "B b é a c",
		"-money":    "a b é B c",
		"day":       "é b a B c",
		"-day,id":   "B a b é c",
		"late,-id":  "é b a B c",
		"-late,-id": "a B é b c",
		"x":         "B é a b c",
		"-n,money":  "B a b é c",
	} {
		sorted, err := Sort(rec, spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(sorted); got != want {
			t.Errorf("--sort %q: got %s, want %s", spec, got, want)
		}
		sorted.Release()
	}
}

// ids are the texts of the first column.
func ids(rec arrow.Record) string {
	var texts []string
	for row := range int(rec.NumRows()) {
		texts = append(texts, rec.Column(0).(*array.String).Value(row))
	}
	return strings.Join(texts, " ")
}

func TestSortPutsNaNLast(t *testing.T) {
	rec := floatRecord(t, "NaN", "2", "-Inf", "NaN", "+Inf")
	for spec, want := range map[string]string{"x": "x\n-inf\n2\ninf\nnan\nnan\n", "-x": "x\ninf\n2\n-inf\nnan\nnan\n"} {
		sorted, err := Sort(rec, spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(writeAll(t, "csv", sorted.Schema(), sorted)); got != want {
			t.Errorf("--sort %s: got %q", spec, got)
		}
		sorted.Release()
	}
}

func TestSortMovesWholeRowsOfSlices(t *testing.T) {
	rec := smallRecord(t)
	slice := rec.NewSlice(1, 3)
	defer slice.Release()
	for _, part := range []arrow.Record{rec, slice} {
		sorted, err := Sort(part, "-day")
		if err != nil {
			t.Fatal(err)
		}
		want := string(writeAll(t, "csv", part.Schema(), part))
		if got := string(writeAll(t, "csv", sorted.Schema(), sorted)); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		back, err := Sort(sorted, "orders")
		if err != nil {
			t.Fatal(err)
		}
		if int(part.NumRows()) == 3 && !strings.HasPrefix(ids(back), "a,") {
			t.Errorf("by orders: got %q", ids(back))
		}
		back.Release()
		sorted.Release()
	}
}

func TestSortNamesTheWrongColumn(t *testing.T) {
	want := "unknown column \"mean:desc\"\n  known: id, day, orders, money, mean, late"
	if _, err := Sort(smallRecord(t), "id,mean:desc"); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func BenchmarkSort(b *testing.B) {
	rec := customerRecord(b, 700_000)
	for b.Loop() {
		sorted, err := Sort(rec, "-monetary,customer_id")
		if err != nil {
			b.Fatal(err)
		}
		sorted.Release()
	}
}
