package table

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestCSVCells(t *testing.T) {
	want := "id,day,orders,money,mean,late\n" +
		"00017850,2011-12-09,34,17850.10,0.1,true\n" +
		"\"a,\"\"b\"\"\n\",1969-12-31,-1,-0.05,1e+21,false\n" +
		",,,,,\n"
	if got := string(writeAll(t, "csv", smallSchema(), smallRecord(t))); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := string(writeAll(t, "csv", smallSchema())); got != "id,day,orders,money,mean,late\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestCSVQuotesOnlyWhereNeeded(t *testing.T) {
	for text, want := range map[string]string{
		"plain":            "plain",
		" blanks ":         " blanks ",
		"":                 `""`,
		"a,b":              `"a,b"`,
		`say "hi"`:         `"say ""hi"""`,
		`"`:                `""""`,
		"cr\rlf\n":         "\"cr\rlf\n\"",
		"#1001":            `"#1001"`,
		"tab\tesc\x1b\x00": "tab\tesc\x1b\x00",
		"M\xfcller":        "M\xfcller",
		"客户,甲":             `"客户,甲"`,
		"=1+1":             "=1+1",
	} {
		rec := textRecord(t, text)
		if got := string(writeAll(t, "csv", rec.Schema(), rec)); got != "id\n"+want+"\n" {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	rec := textRecord(t, "a,b", "c\td")
	if got := string(writeAll(t, "tsv", rec.Schema(), rec)); got != "id\na,b\n\"c\td\"\n" {
		t.Errorf("tsv: got %q", got)
	}
}

func TestCSVOfOneColumnHasNoEmptyLines(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil)
	rec := recordOf(t, schema, `[{"n": 1}, {}, {"n": 3}]`)
	if got := string(writeAll(t, "csv", schema, rec)); got != "n\n1\n\"\"\n3\n" {
		t.Errorf("got %q", got)
	}
}

func TestCSVOfSlicesIsThatOfTheWhole(t *testing.T) {
	rec := customerRecord(t, 1000)
	whole := string(writeAll(t, "csv", rec.Schema(), rec))
	first, second := rec.NewSlice(0, 333), rec.NewSlice(333, 1000)
	defer first.Release()
	defer second.Release()
	if string(writeAll(t, "csv", rec.Schema(), first, second)) != whole {
		t.Error("the bytes depend on the batches")
	}
}

func TestCSVTakesNoAllocationPerRow(t *testing.T) {
	rec := customerRecord(t, 20_000)
	w, err := newEncoder(&countedOutput{}, Format{Name: "csv"}, rec.Schema())
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(3, func() { w.Write(rec) }); n > 100 {
		t.Errorf("%v allocations for 20,000 rows", n)
	}
}

func FuzzCSVRoundTrip(f *testing.F) {
	f.Add("plain", " ", false)
	f.Add(`a"b,c`, "line\nbreak", true)
	f.Add("", "#\t\x00\xff", false)
	f.Fuzz(func(t *testing.T, first, second string, tabs bool) {
		rec := textRecord(t, first, second)
		name, comma := "csv", ','
		if tabs {
			name, comma = "tsv", '\t'
		}
		r := csv.NewReader(strings.NewReader(string(writeAll(t, name, rec.Schema(), rec))))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%q %q: %q, %v", first, second, rows, err)
		}
		for i, text := range []string{"id", first, second} {
			text = strings.ReplaceAll(text, "\r\n", "\n") // encoding/csv turns it so
			if rows[i][0] != text {
				t.Errorf("%q became %q", text, rows[i][0])
			}
		}
	})
}
