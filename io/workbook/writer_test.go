package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xuri/excelize/v2"

	"rfm/io/workbook"
	"rfm/io/xlsx"
)

func customerSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: arrow.BinaryTypes.String},
		{Name: "last_order_date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64},
		{Name: "monetary", Type: &arrow.Decimal128Type{Precision: 38, Scale: 3}},
		{Name: "p_alive", Type: arrow.PrimitiveTypes.Float64},
		{Name: "returned", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "customers_pct", Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}},
	}, nil)
}

// customer is a row of the tests; fields as they are written in CSV.
type customer struct {
	id, day, monetary string
	orders            int64
	alive             float64
}

func records(t testing.TB, customers ...customer) arrow.Record {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, customerSchema())
	defer b.Release()
	for _, c := range customers {
		b.Field(0).(*array.StringBuilder).Append(c.id)
		if err := b.Field(1).AppendValueFromString(c.day); err != nil {
			t.Fatal(err)
		}
		b.Field(2).(*array.Int64Builder).Append(c.orders)
		money, err := decimal128.FromString(c.monetary, 38, 3)
		if err != nil {
			t.Fatal(err)
		}
		b.Field(3).(*array.Decimal128Builder).Append(money)
		b.Field(4).(*array.Float64Builder).Append(c.alive)
		b.Field(5).(*array.BooleanBuilder).Append(c.orders > 1)
		b.Field(6).(*array.Decimal128Builder).Append(decimal128.FromI64(1390))
	}
	return b.NewRecord()
}

func someCustomers(t testing.TB) arrow.Record {
	return records(t,
		customer{"00017", "2024-01-31", "19.995", 3, 2.0 / 3},
		customer{"=cmd|' /C calc'!A0", "1899-12-31", "-0.001", 1, 0},
		customer{"客户 <1> & \x01", array.NullValueStr, "1234567890123456.789", 1 << 60, 1},
		customer{" blank\n_x000D_ ", "9999-12-31", "0.000", 0, 1e-9})
}

func facts() []workbook.Fact {
	return []workbook.Fact{{"command", "rfm score sales.csv"}, {"sha256", strings.Repeat("0a", 32)}, {"=1+1", "=1+1"}}
}

func write(t testing.TB, recs ...arrow.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := workbook.NewWriter(&out, "customers", customerSchema(), facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cells are the cells of a workbook as this project's reader reads them.
func cells(t testing.TB, content []byte) map[string]string {
	t.Helper()
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, sheet := range book.Sheets() {
		rows, err := book.Rows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for {
			row, err := rows.Next()
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				if c.Formula {
					t.Errorf("%s has a formula", xlsx.Address(row.Number, c.Column))
				}
				out[sheet.Name+"!"+xlsx.Address(row.Number, c.Column)] = fmt.Sprintf("%d %s", c.Kind, c.Text)
			}
		}
	}
	return out
}

func TestCellsAreOfTheirTypes(t *testing.T) {
	got := cells(t, write(t, someCustomers(t)))
	for cell, want := range map[string]string{
		"A1": "0 customer_id", "G1": "0 customers_pct",
		"A2": "0 00017", "B2": "2 2024-01-31", "C2": "1 3", "D2": "1 19.995", "E2": "1 0.666666666666667", "F2": "3 TRUE", "G2": "1 13.9",
		"A3": "0 =cmd|' /C calc'!A0", "B3": "0 1899-12-31", "D3": "1 -0.001", "E3": "1 0", "F3": "3 FALSE",
		"A4": "0 客户 <1> & _x0001_", "B4": "", "C4": "0 1152921504606846976", "D4": "0 1234567890123456.789",
		"A5": "0  blank\n_x000D_ ", "B5": "2 9999-12-31", "D5": "1 0", "E5": "1 0.000000001",
	} {
		if got["customers!"+cell] != want {
			t.Errorf("%s is %q, want %q", cell, got["customers!"+cell], want)
		}
	}
	if got["about!A1"] != "0 command" || got["about!B3"] != "0 =1+1" {
		t.Errorf("about: %q, %q", got["about!A1"], got["about!B3"])
	}
}

func TestTableFilterHeaderAndFormats(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(write(t, someCustomers(t))))
	if err != nil {
		t.Fatal(err)
	}
	tables, err := book.GetTables("customers")
	if err != nil || len(tables) != 1 || tables[0].Name != "customers" || tables[0].Range != "A1:G5" {
		t.Errorf("tables: %+v, %v", tables, err)
	}
	panes, err := book.GetPanes("customers")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes: %+v, %v", panes, err)
	}
	for cell, want := range map[string]string{"B2": "2024-01-31", "C2": "3", "D2": "19.995", "E2": "66.7%", "G2": "13.9%", "A2": "00017"} {
		if got, err := book.GetCellValue("customers", cell); err != nil || got != want {
			t.Errorf("%s shows %q, want %q (%v)", cell, got, want, err)
		}
	}
	for column, want := range map[string][2]float64{"A": {15, 25}, "B": {18, 22}, "D": {20, 30}} {
		if got, err := book.GetColWidth("customers", column); err != nil || got < want[0] || got > want[1] {
			t.Errorf("column %s is %v wide, want %v (%v)", column, got, want, err)
		}
	}
	sheet := part(t, write(t, someCustomers(t)), "xl/worksheets/sheet1.xml")
	if !strings.Contains(sheet, `numberStoredAsText="true" sqref="A2:A5"`) && !strings.Contains(sheet, `sqref="A2:A5" numberStoredAsText="true"`) {
		t.Errorf("ids are marked as mistakes: %s", sheet[max(len(sheet)-600, 0):])
	}
	if strings.Contains(sheet, "<autoFilter") {
		t.Error("a filter beside the table, which Excel calls a damaged file")
	}
}

// part is a part of a workbook.
func part(t testing.TB, content []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSameRecordsAreTheSameBytes(t *testing.T) {
	first := write(t, someCustomers(t))
	for range 3 {
		if again := write(t, someCustomers(t)); !bytes.Equal(first, again) {
			t.Fatal("other bytes")
		}
	}
	many := func() []byte {
		book := workbook.New()
		defer book.Close()
		for i := range 12 {
			table, err := book.Table(fmt.Sprint("segment ", i), customerSchema())
			if err != nil {
				t.Fatal(err)
			}
			if err := table.Write(someCustomers(t)); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := book.Save(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if !bytes.Equal(many(), many()) {
		t.Error("several sheets: other bytes")
	}
}

func TestNoRows(t *testing.T) {
	got := cells(t, write(t))
	if got["customers!A1"] != "0 customer_id" || got["customers!A2"] != "" {
		t.Errorf("%v", got)
	}
}

// Rows by the thousand go through a file, which has no name while it is used.
func TestManyRowsLeaveNothingBehind(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	var thousand []customer
	for i := range 1000 {
		thousand = append(thousand, customer{fmt.Sprint("C", i), "2024-01-31", "19.995", 3, 0.5})
	}
	thousand[999].id = "last"
	rec := records(t, thousand...)
	var out bytes.Buffer
	w, err := workbook.NewWriter(&out, "customers", customerSchema(), nil)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for range 100 {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
		if names, _ := filepath.Glob(filepath.Join(folder, "*", "*")); len(names) > most {
			most = len(names)
		}
	}
	if most > 0 {
		t.Errorf("%d files with a name", most)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%s is left behind", left[0].Name())
	}
	if got := cells(t, out.Bytes()); got["customers!A100001"] != "0 last" || len(got) < 600_000 {
		t.Errorf("the last row begins with %q; %d cells", got["customers!A100001"], len(got))
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	var limit *workbook.LimitError
	w, err := workbook.NewWriter(io.Discard, "x", customerSchema(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(records(t, customer{strings.Repeat("x", 32_768), "2024-01-31", "1", 1, 1})); !errors.As(err, &limit) || !strings.Contains(err.Error(), "32768 characters") {
		t.Errorf("a long text: %v", err)
	}
	narrow := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int8}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, narrow)
	b.Field(0).(*array.Int8Builder).AppendValues(make([]int8, 1<<17), nil)
	rec := b.NewRecord()
	if w, err = workbook.NewWriter(io.Discard, "x", narrow, nil); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for range 8 {
		err = w.Write(rec)
	}
	if !errors.As(err, &limit) || !strings.Contains(err.Error(), "holds 1048575 rows") || !strings.Contains(limit.Hint, ".csv or .parquet") {
		t.Errorf("1,048,576 rows: %v", err)
	}
}

func TestNamesOfSheets(t *testing.T) {
	book := workbook.New()
	defer book.Close()
	for _, name := range []string{"a/b:c", "A/B:C", strings.Repeat("重要价值客户", 10), strings.Repeat("重要价值客户", 10), "'quoted'", "", "History", "A1", "about"} {
		table, err := book.Table(name, customerSchema())
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if err := table.Write(someCustomers(t)); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.About(facts()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Save(&out); err != nil {
		t.Fatal(err)
	}
	read, err := xlsx.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range read.Sheets() {
		names = append(names, s.Name)
	}
	long := strings.Repeat("重要价值客户", 10)
	want := []string{"a-b-c", "A-B-C 2", string([]rune(long)[:31]), string([]rune(long)[:29]) + " 2", "quoted", "sheet", "sheet History", "A1", "about", "about 2"}
	if fmt.Sprint(names) != fmt.Sprint(want) {
		t.Errorf("sheets %q, want %q", names, want)
	}
}
