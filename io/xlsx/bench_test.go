package xlsx_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"rfm/io/xlsx"
)

// BenchmarkRows reads 20,000 rows of 12 cells: texts, days, money, numbers.
func BenchmarkRows(b *testing.B) {
	const rows = 20_000
	var sheet, texts strings.Builder
	for i := 1; i <= rows; i++ {
		fmt.Fprintf(&sheet, `<row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" s="1"><v>%d</v></c><c r="C%d" s="2"><v>%d.25</v></c>`, i, i, i-1, i, 40000+i%4000, i, 41000+i%4000)
		for c := range 9 {
			fmt.Fprintf(&sheet, `<c r="%c%d"><v>%d.%03d</v></c>`, 'D'+c, i, i*(c+1), i%1000)
		}
		sheet.WriteString("</row>")
		fmt.Fprintf(&texts, "<si><t>C%06d</t></si>", i*7)
	}
	content := handmade(sheet.String(), parts{"xl/sharedStrings.xml": "<sst>" + texts.String() + "</sst>"}).zipped(b)
	for b.Loop() {
		book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			b.Fatal(err)
		}
		r, err := book.Rows(book.Sheets()[0])
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for ; err == nil; n++ {
			_, err = r.Next()
		}
		if err != io.EOF || n-1 != rows {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
