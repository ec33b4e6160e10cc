package parquet

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"rfm/io/typed"
	"rfm/io/value"
	"rfm/io/vector"
	"strconv"
	"strings"
	"testing"
	"time"
)

const noValue = "∅"

// showCell writes a cell for comparison; decimals without trailing zeros.
func showCell(v *vector.Vector, i int) string {
	if v.IsNull(i) {
		return noValue
	}
	switch v.Kind {
	case vector.KindDay:
		return v.Days[i].ToTime().Format(time.DateOnly)
	case vector.KindDecimal:
		s := string(typed.AppendDecimal(nil, v.Decimals[i], v.Scale))
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	case vector.KindNumber:
		return strconv.FormatFloat(v.Numbers[i], 'g', -1, 64)
	default:
		return string(v.Text(i))
	}
}

// readCells decodes one column of a file whole: the cells in the order of the
// row groups, and what was bad.
func readCells(t *testing.T, file []byte, column string, k vector.Kind, zone *time.Location) (cells []string, bad []vector.BadCell) {
	t.Helper()
	tab, err := open(bytes.NewReader(file), int64(len(file)), "test.parquet", zone)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range tab.Columns() {
		if name != column {
			continue
		}
		d := tab.Decoder([]vector.Want{{Index: i, Name: name, Kind: k, Form: value.PlainForm()}})
		var b vector.Batch
		for {
			err := d.Next(&b)
			if err == io.EOF {
				return cells, bad
			}
			if err != nil {
				t.Fatal(err)
			}
			for row := range b.Rows {
				cells = append(cells, showCell(&b.Vectors[0], row))
			}
			bad = append(bad, b.Bad...)
		}
	}
	t.Fatalf("no column %s in %v", column, tab.Columns())
	return nil, nil
}

// TestParquetForeign reads the files in testdata/parquet; its README says who
// wrote them and what they hold.
func TestParquetForeign(t *testing.T) {
	files, err := filepath.Glob("../../testdata/parquet/*.parquet")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai") // UTC+8, no daylight saving in 2024
	if err != nil {
		t.Skip(err)
	}
	tests := []struct {
		column string
		kind   vector.Kind
		zone   *time.Location
		want   []string
	}{
		{"customer", vector.KindText, time.UTC, []string{"00001", "17850.0", "", noValue, "客户 with a name longer than sixteen bytes"}},
		{"sold", vector.KindDay, time.UTC, []string{"2024-01-31", "1969-12-31", "2000-02-29", noValue, "2262-01-01"}},
		{"sold", vector.KindText, time.UTC, []string{"2024-01-31 23:30:00", "1969-12-31 23:59:59.500000", "2000-02-29 00:00:00", noValue, "2262-01-01 01:02:03"}},
		{"at", vector.KindDay, time.UTC, []string{"2024-01-31", "1969-12-31", "2000-02-29", noValue, "2024-07-01"}},
		{"at", vector.KindDay, shanghai, []string{"2024-02-01", "1970-01-01", "2000-02-29", noValue, "2024-07-02"}},
		{"at", vector.KindText, shanghai, []string{"2024-02-01 07:30:00", "1970-01-01 07:59:59.500000", "2000-02-29 08:00:00", noValue, "2024-07-02 06:30:00"}},
		{"day", vector.KindDay, shanghai, []string{"2024-01-31", "1969-12-31", "2000-02-29", noValue, "9999-12-31"}},
		{"day", vector.KindText, time.UTC, []string{"2024-01-31", "1969-12-31", "2000-02-29", noValue, "9999-12-31"}},
		{"yyyymmdd", vector.KindDay, time.UTC, []string{"2024-01-31", "1969-12-31", "2000-02-29", noValue, "1970-01-01"}}, // zero for the bad 99991231
		{"amount", vector.KindDecimal, time.UTC, []string{"12.34", "-0.05", "99999999.99", noValue, "0"}},
		{"amount", vector.KindText, time.UTC, []string{"12.34", "-0.05", "99999999.99", noValue, "0.00"}},
		{"amount", vector.KindNumber, time.UTC, []string{"12.34", "-0.05", "9.999999999e+07", noValue, "0"}},
		{"wide", vector.KindDecimal, time.UTC, []string{"1234567890123456789012345678901234.5678", "-1", "-9999999999999999999999999999999999.9999", noValue, "0.0001"}},
		{"wide", vector.KindText, time.UTC, []string{"1234567890123456789012345678901234.5678", "-1.0000", "-9999999999999999999999999999999999.9999", noValue, "0.0001"}},
		{"price", vector.KindDecimal, time.UTC, []string{"38.23", "17850", "0.30000000000000004", noValue, "-0.0000001"}},
		{"price", vector.KindText, time.UTC, []string{"38.23", "17850.0", "0.30000000000000004", noValue, "-1e-07"}},
		{"price", vector.KindNumber, time.UTC, []string{"38.23", "17850", "0.30000000000000004", noValue, "-1e-07"}},
		{"units", vector.KindText, time.UTC, []string{"3", "-9223372036854775808", "9007199254740993", noValue, "0"}},
		{"units", vector.KindDecimal, time.UTC, []string{"3", "-9223372036854775808", "9007199254740993", noValue, "0"}},
		{"units", vector.KindNumber, time.UTC, []string{"3", "-9.223372036854776e+18", "9.007199254740992e+15", noValue, "0"}},
		{"paid", vector.KindText, time.UTC, []string{"true", "false", "true", noValue, "false"}},
		{"store", vector.KindText, time.UTC, []string{"S1", "S2", "S1", noValue, "S2"}},
	}
	for _, path := range files {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range tests {
			got, bad := readCells(t, file, test.column, test.kind, test.zone)
			if test.column == "yyyymmdd" && len(bad) == 1 && bad[0].Value == "99991231" {
				bad = nil // in no year of orders
			}
			if g, w := strings.Join(got, "|"), strings.Join(test.want, "|"); g != w || len(bad) > 0 {
				t.Errorf("%s: %s as kind %d in %s:\n got %s %v\nwant %s", filepath.Base(path), test.column, test.kind, test.zone, g, bad, w)
			}
		}
	}
}
