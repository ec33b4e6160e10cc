package rfmio

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestEveryRowHasOneFate reads made-up files with every combination of the
// options that leave rows out, and counts on its own what they must.
func TestEveryRowHasOneFate(t *testing.T) {
	const header = "customer_id,date,amount,status\n"
	random := rand.New(rand.NewPCG(3, 4))
	var files [2]strings.Builder
	var rows []string
	for i := range 30_000 {
		row := fmt.Sprintf("c%d,2024-01-%02d,%d.%d,%s", random.IntN(40), 1+random.IntN(33), random.IntN(5), random.IntN(10), []string{"paid", "open"}[random.IntN(2)])
		rows = append(rows, row)
		files[i%2].WriteString(row + "\n")
	}
	var paths []string
	for i := range files {
		paths = append(paths, inFile(t, "s.csv", header+files[i].String()))
	}
	since, until := arrow.Date32FromTime(time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC)), arrow.Date32FromTime(time.Date(2024, 1, 20, 0, 0, 0, 0, time.UTC))
	for options := range 16 {
		o := Options{BadRows: BadRowPolicy{Skip: true}}
		if options&1 != 0 {
			o.Where = `status == "paid"`
		}
		if options&2 != 0 {
			o.Since = &since
		}
		if options&4 != 0 {
			o.Until = &until
		}
		o.Dedupe = options&8 != 0

		var want [fates]int64
		var cents [fates]int64
		seen := map[string]bool{}
		for _, row := range rows {
			cells := strings.Split(row, ",")
			day := cells[1][8:]
			fate := used
			switch {
			case o.Where != "" && cells[3] != "paid":
				fate = filtered
			case day <= "31" && (o.Since != nil && day < "05" || o.Until != nil && day > "20"):
				fate = outside
			case day > "31":
				fate = bad
			case o.Dedupe && seen[row]:
				fate = duplicate
			default:
				seen[row] = true
			}
			want[fate]++
			cents[fate] += int64(cells[2][0]-'0')*10 + int64(cells[2][2]-'0')
		}
		for o.Workers = 1; o.Workers <= 3; o.Workers += 2 {
			got, a, err := readLines(o, paths...)
			if err != nil {
				t.Fatal(err)
			}
			if a.Rows != int64(len(rows)) || int64(len(got)) != want[used] {
				t.Errorf("options %04b: %d rows, %d used; want %d, %d", options, a.Rows, len(got), len(rows), want[used])
			}
			for fate, l := range map[fate]LeftOut{filtered: a.Filtered, outside: a.Outside, bad: a.Bad, duplicate: a.Duplicates} {
				if l.Rows != want[fate] || l.Amount != decimal128.FromI64(cents[fate]) {
					t.Errorf("options %04b, fate %d: %d rows, %v; want %d, %d", options, fate, l.Rows, l.Amount, want[fate], cents[fate])
				}
			}
		}
	}
}

// TestDuplicatesAreEqualInAllColumns whatever their order and quotes, and only
// then.
func TestDuplicatesAreEqualInAllColumns(t *testing.T) {
	one := inFile(t, "one.csv", "customer_id,date,amount,note\na,2024-01-01,1,x\na,2024-01-01,1,y\na,2024-01-01,1.0,x\na,2024-01-01,1,\nab,2024-01-01,1,\n")
	two := inFile(t, "two.csv", "date,Note,Customer ID,amount\n2024-01-01,\"x\",a,1\n2024-01-01,z,a,1\n")
	three := inFile(t, "three.csv", "customer_id,date,amount\na,2024-01-01,1\na,2024-01-01,1\n")
	for _, paths := range [][]string{{one, two, three}, {three, two, one}} {
		got, a, err := readLines(Options{Dedupe: true}, paths...)
		if err != nil || len(got) != 7 || a.Duplicates.Rows != 2 {
			t.Errorf("%q, %d duplicates, %v", got, a.Duplicates.Rows, err)
		}
	}
}

// TestDuplicatesOfParquet looks at columns that nothing else reads, over the
// row groups.
func TestDuplicatesOfParquet(t *testing.T) {
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.PrimitiveTypes.Int64}, {Name: "date", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64}, {Name: "note", Type: arrow.BinaryTypes.String, Nullable: true}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	b.Field(0).(*array.Int64Builder).AppendValues([]int64{1, 1, 1, 1, 1, 2}, nil)
	b.Field(1).(*array.Date32Builder).AppendValues([]arrow.Date32{9, 9, 9, 9, 9, 9}, nil)
	b.Field(2).(*array.Float64Builder).AppendValues([]float64{5, 5, 5, 5, 5, 5}, nil)
	b.Field(3).(*array.StringBuilder).AppendValues([]string{"x", "", "", "y", "x", "x"}, []bool{true, true, false, true, true, true})
	var columns []arrow.Array
	for _, field := range b.Fields() {
		columns = append(columns, field.NewArray())
	}
	path := inFile(t, "s.parquet", string(parquetOf(t, fields, columns, 2)))
	got, a, err := readLines(Options{Dedupe: true}, path, path)
	if err != nil || len(got) != 5 || a.Duplicates.Rows != 7 {
		t.Errorf("%q, %d duplicates, %v", got, a.Duplicates.Rows, err)
	}
}

func TestValuesAreToldWhenNoRowPasses(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount,status\n"+strings.Repeat("a,2024-01-01,1,Paid\n", 20_000)+"b,2024-01-01,1,Refunded\nc,2024-01-01,1,\n")
	for _, c := range []struct{ where, want string }{
		{`status == "paid"`, `[{status [{Paid 20000} { 1} {Refunded 1}]}]`},
		{`status == "Refunded" && amount > 1`, `[{status [{Paid 20000} { 1} {Refunded 1}]}]`},
		{`status == "Refunded"`, "[]"},
		{`amount > 1`, "[]"},
	} {
		_, a, err := readLines(Options{Where: c.where, Workers: 2}, path)
		if got := fmt.Sprint(a.FilterValues); err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.where, got, err, c.want)
		}
	}
}

func TestValueCounts(t *testing.T) {
	var a, b valueCounts
	for i := range maxValues {
		a.add(fmt.Append(nil, i), 1)
		b.add(fmt.Append(nil, i), 2)
	}
	if a.merge(b); len(a.list()) != maxValues || a.list()[0].Rows != 3 {
		t.Errorf("%d values", len(a.list()))
	}
	b.add([]byte("one more"), 1)
	if a.merge(b); a.list() != nil || b.list() != nil {
		t.Error("one value too many is told")
	}
}
