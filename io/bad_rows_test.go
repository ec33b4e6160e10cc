package rfmio

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestBadRowsAreThoseWrittenAsBad writes files of which it knows every row and
// compares what is delivered, counted and rejected.
func TestBadRowsAreThoseWrittenAsBad(t *testing.T) {
	good := []string{"a%d,2024-01-31,1.50,x", "\"b%d\",2024-02-29,2,\"two\nlines\"", "c%d,2024/3/1,-0.25,\"5\"\" pipe\""}
	spoilt := []string{"d%d,2024-02-30,1,x", "e%d,2024-01-31,,", "f%d,2024-01-31,a lot,x", "g%d,,1,x", "h%d,2024-01-31", "i%d,2024-01-31,1,x,y",
		"j%d,2024-01-31,1,\"x\"y", "\"k\n%d\",never,7,\"a \"\"note\"\"\""}
	random := rand.New(rand.NewPCG(1, 2))
	for _, newline := range []string{"\n", "\r\n"} {
		var text strings.Builder
		var used []string
		var rejected [][]string // line and raw
		line := 1
		write := func(row string) {
			row = strings.ReplaceAll(row, "\n", newline)
			text.WriteString(row + newline)
			line += strings.Count(row, "\n") + 1
		}
		write("customer_id,date,amount,note")
		const rows = 40_000 // several blocks
		for i := range rows {
			if random.IntN(10) > 0 {
				k := random.IntN(len(good))
				used = append(used, fmt.Sprintf([]string{"a%d 2024-01-31 1.50", "b%d 2024-02-29 2.00", "c%d 2024-03-01 -0.25"}[k], i))
				write(fmt.Sprintf(good[k], i))
				continue
			}
			row := fmt.Sprintf(spoilt[random.IntN(len(spoilt))], i)
			rejected = append(rejected, []string{strconv.Itoa(line), strings.ReplaceAll(row, "\n", newline)})
			write(row)
		}
		slices.Sort(used)
		path := inFile(t, "s.csv", text.String())
		if _, _, err := readLines(Options{}, path); kindOfError(err) != BadRows {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 3} {
			var rejects bytes.Buffer
			got, account, err := readLines(Options{Workers: workers, BadRows: BadRowPolicy{Skip: true, Rejects: &rejects}}, path)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, used) || account.Rows != rows || account.Bad.Rows != int64(len(rejected)) {
				t.Errorf("%d workers: %d rows, %d used, %d bad; want %d, %d, %d", workers, account.Rows, len(got), account.Bad.Rows, rows, len(used), len(rejected))
			}
			reader := csv.NewReader(strings.NewReader(strings.ReplaceAll(rejects.String(), "\r\n", "\x00")))
			table, err := reader.ReadAll()
			if err != nil || len(table) != len(rejected)+1 {
				t.Fatalf("%d rejects, %v; want %d", len(table)-1, err, len(rejected))
			}
			for i, want := range rejected {
				if row := table[i+1]; row[1] != want[0] || strings.ReplaceAll(row[5], "\x00", "\r\n") != want[1] {
					t.Fatalf("reject %d is %q, want %q", i, row, want)
				}
			}
		}
	}
}

func TestShareOfBadRows(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,quantity,unit_price\na,2024-01-01,2,1.50\nb,x,3,2\nc,2024-01-01,,2\nd,2024-01-01\n")
	_, account, err := readLines(Options{BadRows: BadRowPolicy{Skip: true}}, path)
	if bad := account.Bad; err != nil || account.Rows != 4 || bad.Rows != 3 || bad.Amount.ToString(bad.Scale) != "6.00" || account.BadWithoutAmount != 2 {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestBadRowLimit(t *testing.T) {
	for _, c := range []struct {
		text      string
		bad, rows int64
		want      bool
	}{
		{"0", 0, 10, true}, {"0", 1, 10, false}, {"20", 20, 21, true}, {"20", 21, 1000, false},
		{"0.001", 1, 1000, true}, {"0.001", 1, 999, false}, {"1.0", 5, 5, true}, {".5", 2, 3, false},
	} {
		limit, err := ParseBadRowLimit(c.text)
		if err != nil || limit.allows(c.bad, c.rows) != c.want {
			t.Errorf("%s allows %d of %d: %v, %v", c.text, c.bad, c.rows, !c.want, err)
		}
	}
	for _, text := range []string{"-1", "1.5", "many", "1/2", "10%", "", "-0.5"} {
		if _, err := ParseBadRowLimit(text); err == nil {
			t.Errorf("%q is taken for a limit", text)
		}
	}
}

// TestOneQuoteTooManyCostsOneRow: the rows after it are read.
func TestOneQuoteTooManyCostsOneRow(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount,note\na,2024-01-01,1,\"open\nb,2024-01-02,2,\"closed, twice\"\nc,2024-01-03,3,\n")
	got, account, err := readLines(Options{BadRows: BadRowPolicy{Skip: true}}, path)
	if want := []string{"b 2024-01-02 2", "c 2024-01-03 3"}; err != nil || !slices.Equal(got, want) || account.Rows != 3 {
		t.Errorf("%d rows, %q, %v", account.Rows, got, err)
	}
}

func TestRejectsOfParquetAreTheWantedValues(t *testing.T) {
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "date", Type: arrow.BinaryTypes.String},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"a", "b, c", "d"}, nil)
	b.Field(1).(*array.StringBuilder).AppendValues([]string{"2024-01-01", "The 90s", "2024-01-03"}, nil)
	b.Field(2).(*array.Float64Builder).AppendValues([]float64{1, 2.5, 0}, []bool{true, true, false})
	var columns []arrow.Array
	for _, field := range b.Fields() {
		columns = append(columns, field.NewArray())
	}
	path := inFile(t, "s.parquet", string(writeParquet(t, fields, columns, 2)))

	var rejects bytes.Buffer
	got, account, err := readLines(Options{BadRows: BadRowPolicy{Skip: true, Rejects: &rejects}}, path)
	if err != nil || len(got) != 1 || account.Bad.Rows != 2 {
		t.Fatalf("%q, %+v, %v", got, account, err)
	}
	want := "file,line,column,value,reason,raw\n" +
		path + ",2,date,The 90s,is not a date,\"\"\"b, c\"\",The 90s,2.5\"\n" +
		path + ",3,amount,,is empty,\"d,2024-01-03,\"\n"
	if rejects.String() != want {
		t.Errorf("%s\nwant\n%s", rejects.String(), want)
	}
}
