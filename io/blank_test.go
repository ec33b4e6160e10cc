package rfmio

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// TestNullWordsAreTheSameInAllFormats reads one id at a time, with and without a
// null in the same batch: what it is must not depend on that.
func TestNullWordsAreTheSameInAllFormats(t *testing.T) {
	for _, c := range []struct {
		id    string
		guest bool
	}{
		{"NULL  ", true}, {"NA   ", true}, {" nan ", true}, {"\tnUll", true}, {"null\r\n", true}, {"      ", true}, {"\v\f", true},
		{"guest  ", true}, {"  Unknown", true},
		{"na", false}, {"nulls", false}, {"\u00a0NULL", false}, {"\u3000", false}, {"NULL\u00a0", false}, {"N A", false}, {"C7   ", false},
	} {
		for _, withNull := range []bool{false, true} {
			for format, file := range idFiles(t, c.id, withNull) {
				got, _, err := readLines(Options{Guests: DefaultGuests()}, inFile(t, "sales", file))
				guests := 0
				for _, line := range got {
					if strings.HasPrefix(line, "(guest)") {
						guests++
					}
				}
				want := 0
				for _, isGuest := range []bool{c.guest, withNull} {
					if isGuest {
						want++
					}
				}
				if err != nil || guests != want || !c.guest && !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.id) }) {
					t.Errorf("%q in %s, with a null beside it %v: %q, %v", c.id, format, withNull, got, err)
				}
			}
		}
	}
}

// idFiles are files of each format with a customer id, another and perhaps a null.
func idFiles(t *testing.T, id string, withNull bool) map[string]string {
	quoted, err := json.Marshal(id)
	if err != nil {
		t.Fatal(err)
	}
	csv := "customer_id,date,amount\nabcde,2024-01-31,6\n" + fmt.Sprintf("\"%s\",2024-01-31,5\n", id)
	lines := []string{`{"customer_id":"abcde","date":"2024-01-31","amount":6}`, fmt.Sprintf(`{"customer_id":%s,"date":"2024-01-31","amount":5}`, quoted)}
	if withNull {
		csv += ",2024-01-31,1\n"
		lines = append(lines, `{"customer_id":null,"date":"2024-01-31","amount":1}`)
	}
	fields := []arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "date", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: arrow.PrimitiveTypes.Int64}}
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil), strings.NewReader("["+strings.Join(lines, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Release()
	for _, column := range rec.Columns() {
		column.Retain()
	}
	return map[string]string{"CSV": csv, "JSON": strings.Join(lines, "\n"), "Arrow": arrowStream(t, rec),
		"Parquet": string(parquetOf(t, fields, rec.Columns(), 100))}
}
