package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rfm/io/xlsx"
)

// kindNames are the names of kinds in the lists of testdata.
func kindName(k xlsx.Kind) string {
	return [...]string{"text", "number", "date", "bool", "error", "uncomputed"}[k]
}

// listed is one cell of a list: what another reader, or this package, sees.
type listed struct{ kind, text string }

// list reads all cells of a workbook.
func list(t *testing.T, file io.ReaderAt, size int64) map[string]listed {
	t.Helper()
	book, err := xlsx.Open(file, size)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]listed{}
	for _, sheet := range book.Sheets() {
		rows, err := book.Rows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for {
			row, err := rows.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				cells[sheet.Name+"!"+xlsx.Address(row.Number, c.Column)] = listed{kindName(c.Kind), string(c.Text)}
			}
		}
		rows.Close()
	}
	return cells
}

func listFile(t *testing.T, path string) map[string]listed {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return list(t, bytes.NewReader(content), int64(len(content)))
}

// readList reads a list that testdata/make.py has written.
func readList(t *testing.T, path string) map[string]listed {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]listed{}
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t")
	for line := range strings.Lines(string(content)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		cells[f[0]+"!"+f[1]] = listed{f[2], unescape.Replace(f[3])}
	}
	return cells
}

// Cells that this package reads in another way than openpyxl or calamine, on
// purpose.
func onPurpose() map[string]listed {
	return map[string]listed{
		// Ids as their format 00000 shows them.
		"openpyxl!Orders!A2":          {"number", "00123"},
		"openpyxl!Orders!A3":          {"number", "00007"},
		"openpyxl!Orders!A4":          {"number", "00045"},
		"openpyxl!Orders!A6":          {"number", "00005"},
		"xlsxwriter!Données d'été!A6": {"number", "000042"},
		"openpyxl!Orders!F3":          {"error", "#N/A"},             // calamine reads nothing
		"openpyxl!Orders!F6":          {"uncomputed", "=SUM(C2:E2)"}, // both read nothing
		"openpyxl!Orders!C8":          {"uncomputed", "=SUM(C2:C6)"},
		"xlsxwriter!Données d'été!E3": {"uncomputed", "=C3*2"},
		"xlsxwriter!Données d'été!C8": {"uncomputed", "=SUM(C2:C6)"}, // both read the 0 that waits for Excel
		"xlsxwriter!Données d'été!B3": {"date", "2023-12-30"},        // openpyxl does not know format 31
		"xlsxwriter!Données d'été!B5": {"date", "2023-12-31"},
		"libreoffice!libreoffice!B4":  {"number", "1"}, // a day before March 1900
	}
}

func TestReadsWhatOtherReadersRead(t *testing.T) {
	for _, program := range []string{"openpyxl", "xlsxwriter", "libreoffice"} {
		got := listFile(t, filepath.Join("testdata", program+".xlsx"))
		for _, oracle := range []string{"openpyxl", "calamine"} {
			want := readList(t, filepath.Join("testdata", program+"."+oracle+".tsv"))
			for cell, other := range onPurpose() {
				if name, cell, _ := strings.Cut(cell, "!"); name == program {
					want[cell] = other
				}
			}
			compareCells(t, program+" by "+oracle, got, want)
		}
	}
}

func compareCells(t *testing.T, name string, got, want map[string]listed) {
	t.Helper()
	for cell, w := range want {
		if g, ok := got[cell]; !ok || g != w {
			t.Errorf("%s: %s is %q, want %q", name, cell, g, w)
		}
	}
	for cell, g := range got {
		if _, ok := want[cell]; !ok {
			t.Errorf("%s: %s is %q, want nothing", name, cell, g)
		}
	}
}

// A workbook that excelize's stream writer makes, read here and by excelize.
func TestReadsWhatExcelizeWrites(t *testing.T) {
	book := excelize.NewFile()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"a & b", "<x>", " blank ", "a\r\nb", "_x000D_", "客户", "😀", `"`, "'", "tab\t"}
	for i, text := range texts {
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), []any{text, float64(i) / 3, i * 1000, i%2 == 0}); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	cells := list(t, bytes.NewReader(out.Bytes()), int64(out.Len()))
	again, err := excelize.OpenReader(&out, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		address := fmt.Sprintf("A%d", i+1)
		theirs, err := again.GetCellValue("Sheet1", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := cells["Sheet1!"+address].text; got != strings.ReplaceAll(text, "\r\n", "\n") && got != theirs {
			t.Errorf("%s is %q, excelize wrote %q and reads %q", address, got, text, theirs)
		}
		if got, want := cells[fmt.Sprintf("Sheet1!C%d", i+1)].text, fmt.Sprint(i*1000); got != want {
			t.Errorf("C%d is %s, want %s", i+1, got, want)
		}
	}
	if theirs, err := again.GetCellValue("Sheet1", "B3"); err != nil || cells["Sheet1!B3"].text != theirs {
		t.Errorf("B3 is %s, excelize reads %s (%v)", cells["Sheet1!B3"].text, theirs, err)
	}
}

func TestTellsHiddenRowsSheetsMergesAndTotals(t *testing.T) {
	f, err := os.Open("testdata/openpyxl.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	book, err := xlsx.Open(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range book.Sheets() {
		names = append(names, fmt.Sprint(s.Name, " ", s.Hidden))
	}
	if got, want := strings.Join(names, ", "), "Orders false, Old true, Empty false"; got != want {
		t.Errorf("sheets: %s, want %s (and not the chart)", got, want)
	}
	rows, err := book.Rows(book.Sheets()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var hidden, totals []int
	var long []string
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if row.Hidden {
			hidden = append(hidden, row.Number)
		}
		for _, c := range row.Cells {
			if c.Total {
				totals = append(totals, row.Number)
			}
			if c.Long {
				long = append(long, xlsx.Address(row.Number, c.Column))
			}
		}
	}
	if got := fmt.Sprint(hidden, totals, long, rows.Merged()); got != "[4] [8] [D2 D3] [A10:A12]" {
		t.Errorf("hidden rows, totals, long numbers, merged cells: %s", got)
	}
}
