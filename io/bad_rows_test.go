package rfmio

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"rfm/io/fault"
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
		if _, _, err := readLines(Options{}, path); kindOfError(err) != fault.BadRows {
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
	path := inFile(t, "s.parquet", string(parquetOf(t, fields, columns, 2)))

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

func TestBadRowsAreCountedBeyondThoseKept(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n"+strings.Repeat("a,31/31/2024,1\n", 200_000))
	_, _, err := readLines(Options{}, path)
	if kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), "200000 rows like this: lines 2, 3, 4, 5, 6, …") {
		t.Errorf("%v", err)
	}
}

func TestEveryKindOfBadRowIsTold(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,amount\n1,2024-01-01,5\n7,2024-01-05,\n8,2024-01-05,NaN\n9,2024-02-30,3\n8,2024-01-05,x\n")
	_, _, err := readLines(Options{}, path)
	for _, want := range []string{":3:3: amount is empty", `:4:3: amount "NaN" is not a number (2 rows: lines 4, 6)`, `:5:2: date "2024-02-30" is not a date`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
}

func TestBadRowsNameTheirPlace(t *testing.T) {
	filler := strings.Repeat("a,2024-01-01,1\n", 100_000) // several blocks
	for _, c := range []struct{ text, want string }{
		{"customer_id,date,amount\na,The 90s,1\nb,2024-01-01,1\n", `:2:2: date "The 90s" is not a date`},
		{"customer_id,date,amount\na,2024-01-01,1\nb,2024-01-01,abc\n", `:3:3: amount "abc" is not a number`},
		{"customer_id,date,amount\na,2024-01-01,\n", `:2:3: amount is empty`},
		{"customer_id,date,amount\na,2024-01-01\n", `:2: the row has 2 cells, the header has 3: "a,2024-01-01"`},
		{"customer_id,date,amount\na,2024-01-01,1,2\n", `:2: the row has 4 cells`},
		{"customer_id,date,amount\n\"a\nb\nc\",2024-01-01,1\nd,x,1\n", `:5:2: date "x" is not a date`},
		{"customer_id,date,amount\n\"a\"b,2024-01-01,1\n", `:2: the row has text after a closing quote`},
		{"customer_id,date,amount\na,2024-01-01,1\n\"b,2024-01-01,1\nc,2024-01-01,2\n", `:3: the row opens a quote that is never closed`},
		{"customer_id,date,amount\n" + filler + "b,x,1\n" + filler + "c,y,1\n", `:100002:2: date "x" is not a date`},
	} {
		_, _, err := readLines(Options{Workers: 3}, inFile(t, "s.csv", c.text))
		if kindOfError(err) != fault.BadRows || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
