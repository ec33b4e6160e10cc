package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rfm/io/xlsx"
)

// Every command's workbook holds what its CSV holds: texts as they are, numbers
// of the same value, days.
func TestWorkbooksHoldWhatCSVHolds(t *testing.T) {
	folder := t.TempDir()
	orders := "../../testdata/rfm-orders.csv"
	for _, args := range [][]string{
		{"score", orders},
		{"score", orders, "--weights", "100,10,1", "--sort", "-monetary", "--limit", "50"},
		{"segment", orders},
		{"pareto", orders},
		{"diff", orders, orders},
		{"scheme", "check", "rf-grid"},
	} {
		asCSV, asWorkbook := filepath.Join(folder, "out.csv"), filepath.Join(folder, "out.xlsx")
		for _, path := range []string{asCSV, asWorkbook} {
			var messages bytes.Buffer
			if err := run(context.Background(), append(args, "-o", path), strings.NewReader(""), io.Discard, &messages); err != nil {
				t.Fatalf("%v: %v\n%s", args, err, &messages)
			}
		}
		content, err := os.ReadFile(asCSV)
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := firstSheet(t, asWorkbook)
		if len(got) != len(want) {
			t.Fatalf("%v: %d rows, want %d", args, len(got), len(want))
		}
		for i, row := range want {
			for j, cell := range row {
				if g := got[i][j]; g != cell && !sameNumber(g, cell) && !(strings.EqualFold(g, cell) && (cell == "true" || cell == "false")) {
					t.Fatalf("%v: row %d, column %s is %q, want %q", args, i, want[0][j], g, cell)
				}
			}
		}
	}
}

// firstSheet are the cells of the first sheet, as wide as its header.
func firstSheet(t *testing.T, path string) [][]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.Rows(book.Sheets()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out [][]string
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		columns := len(row.Cells)
		if out != nil {
			columns = len(out[0])
		}
		cells := make([]string, columns)
		for _, c := range row.Cells {
			cells[c.Column] = string(c.Text)
		}
		out = append(out, cells)
	}
}

func sameNumber(a, b string) bool {
	x, isX := new(big.Rat).SetString(a)
	y, isY := new(big.Rat).SetString(b)
	return isX && isY && x.Cmp(y) == 0
}

// A workbook that people publish gives the same bytes as the CSV of its sheet.
func TestSuperstoreWorkbookEqualsItsCSV(t *testing.T) {
	const folder = "../../../shared/data/cn-superstore"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the files are not here")
	}
	for _, args := range [][]string{{"score", "-q"}, {"pareto", "-q", "--format", "csv"}, {"score", "-q", "--where", `销售额 > 100.5`}} {
		var got [2]bytes.Buffer
		for i, file := range []string{"示例 - 超市.xlsx", "cn_superstore_utf8_niandyueri.csv"} {
			if err := run(context.Background(), append(args, filepath.Join(folder, file)), strings.NewReader(""), &got[i], io.Discard); err != nil {
				t.Fatalf("%v %s: %v", args, file, err)
			}
		}
		if !bytes.Equal(got[0].Bytes(), got[1].Bytes()) || got[0].Len() < 10_000 {
			t.Errorf("%v: %d bytes of the workbook, %d of the CSV", args, got[0].Len(), got[1].Len())
		}
	}
}
