package sheet_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"rfm/io/fault"
	"rfm/io/sheet"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
)

// known counts the names of the header that the workbooks of testdata have.
func known(names []string) (int, bool) {
	n := 0
	for _, name := range names {
		if strings.Contains("Customer ID|Order Date|Amount|Order ID", name) {
			n++
		}
	}
	return n, n == 4
}

func open(t *testing.T, name, sheetName string) (*sheet.Table, error) {
	t.Helper()
	var read atomic.Int64
	s, err := source.Open(filepath.Join("../../testdata/xlsx", name+".xlsx"), source.Options{}, &read)
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Open(s, sheet.Options{Sheet: sheetName, Known: known}, &read)
	if err == nil {
		t.Cleanup(func() { table.Close() })
	}
	return table, err
}

// rows reads the columns customer, date and amount as text, a line for each row,
// and the places of the bad cells.
func rows(t *testing.T, table *sheet.Table) (lines, bad []string, err error) {
	t.Helper()
	wants := []vector.Want{{Index: 0, Name: "Customer ID", Role: "customer"}, {Index: 1, Name: "Order Date"},
		{Index: 2, Name: "Amount", Kind: vector.KindDecimal, Form: value.PlainForm()}}
	d := table.Decoder(wants)
	var b vector.Batch
	for {
		if err := d.Next(&b); err == io.EOF {
			return lines, bad, nil
		} else if err != nil {
			return lines, bad, err
		}
		before := table.FirstLine()
		for row := range b.Rows {
			_, line := d.Position(row)
			lines = append(lines, strings.Join([]string{table.Place(before+line, 0), b.Vectors[0].Show(row), b.Vectors[1].Show(row), b.Vectors[2].Show(row)}, " "))
		}
		for _, cell := range b.Bad {
			bad = append(bad, table.Place(before+cell.Line, cell.Column)+" "+cell.Value+" "+cell.Reason)
		}
	}
}

func TestRowsBelowTheHeader(t *testing.T) {
	three := "Orders!A2 C1 2024-01-01 10.500|Orders!A3 C2 2024-01-02 20.250|Orders!A4 C1 2024-01-03 19.995"
	for name, want := range map[string]struct{ lines, notes string }{
		"plain":  {three, ""},
		"report": {"Orders!A5 C1 2024-01-01 10.500|Orders!A6 C2 2024-01-02 20.250|Orders!A7 C1 2024-01-03 19.995", "the header is row 4; the rows above are left out|row 9 adds up other rows and is left out (the amount is a SUM or a SUBTOTAL)"},
		"zeros":  {strings.NewReplacer("C1", "00017", "C2", "00018").Replace(three), ""},
		"hidden": {three, "only the sheet Orders is read, not Old (hidden) (--sheet chooses)|1 row hidden by hand or by a filter is read, too"},
	} {
		table, err := open(t, name, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for range 2 { // it can be read again
			lines, bad, err := rows(t, table)
			if got := strings.Join(lines, "|"); err != nil || len(bad) > 0 || got != want.lines {
				t.Errorf("%s: %v, %q\n%s, want\n%s", name, err, bad, got, want.lines)
			}
			if got := strings.Join(table.Notes(), "|"); got != want.notes {
				t.Errorf("%s: notes %q, want %q", name, got, want.notes)
			}
			if err := table.Rewind(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestCellsThatCannotBeUsed(t *testing.T) {
	for name, want := range map[string]string{
		"errors": "Orders!C3 #N/A is an error of Excel|Orders!C4 =B1*2 is a formula without a stored value: open the file once in Excel and save it",
		"long_ids": "Orders!A2 1234567890123460 has more than 15 digits, of which Excel has kept 15: format the column as text and enter the ids again|" +
			"Orders!A3 1234567890123460 has more than 15 digits, of which Excel has kept 15: format the column as text and enter the ids again",
	} {
		table, err := open(t, name, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, bad, err := rows(t, table); err != nil || strings.Join(bad, "|") != want {
			t.Errorf("%s: %v\n%s, want\n%s", name, err, strings.Join(bad, "|"), want)
		}
	}
}

func TestSheetsAreChosenOrRefused(t *testing.T) {
	for _, c := range []struct{ name, sheet, want string }{
		{"several_sheets", "", "has 3 sheets"},
		{"several_sheets", "Orders 2023", ""},
		{"several_sheets", "orders 2023", ""},
		{"several_sheets", "2", ""},
		{"several_sheets", "4", `no sheet "4"`},
		{"several_sheets", "Ordres", `did you mean "Orders"?`},
		{"hidden", "Old", ""},
	} {
		_, err := open(t, c.name, c.sheet)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, --sheet %q: %v, want %q", c.name, c.sheet, err, c.want)
		}
	}
	_, err := open(t, "several_sheets", "")
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Undecided || e.Hints[0] != "Orders: 3 rows, header in row 1: Customer ID, Order Date, Amount, Order ID" || e.Hints[3] != "choose: --sheet Orders" {
		t.Errorf("several sheets: %v", err)
	}
}

func TestMergedCellsAreRefused(t *testing.T) {
	table, err := open(t, "merged", "")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = rows(t, table)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Undecided || !strings.Contains(err.Error(), "!Orders!A2:A3: cells are merged over the column Customer ID") {
		t.Errorf("%v", err)
	}
}
