package delimited

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// FuzzRegularRows holds the quick index of a block against the one that goes from
// cell to cell.
func FuzzRegularRows(f *testing.F) {
	for _, seed := range []string{
		"1,2\n3,4\n", "\"1\",\"2\"\r\n\"3\",4\r\n", "\"a\"\"b\",\"\"\n\"\"\"\",\"\n,\"\n", "5\" x,1\n\"2\",3\n", "\"1\"x,2\n",
		"\"1\"\r,2\n", "\"1,2\n3,4\n", "1,2\n\n3,4\n", " ,\n1,2\n", strings.Repeat("\"12345\",\"1,2\n3\"\n", 9), "\"1\",\"2\"\n1,\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkRegularRows(t, text) })
}

func TestRegularRowsOfManyChunks(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	cells := []string{"", "1", `""`, `"1"`, `"1,2"`, "\"1\n2\"", `"1""2"`, `""""`, "2024-01-31 08:26:00", strings.Repeat("x", 70), `"` + strings.Repeat("x\n,", 70) + `"`, `5" pipe`}
	for round := range 300 {
		var text strings.Builder
		for text.Len() < 3*markChunk {
			common := len(cells)
			if round%3 > 0 || random.IntN(200) > 0 {
				common-- // the last is not regular
			}
			text.WriteString(cells[random.IntN(common)] + "," + cells[random.IntN(common)] + []string{"\n", "\r\n"}[round%2])
		}
		checkRegularRows(t, text.String())
	}
}

func checkRegularRows(t *testing.T, text string) {
	t.Helper()
	d := Dialect{Delimiter: ',', Newline: '\n'}
	block := []byte(text + "\n")
	quoted := strings.Contains(text, `"`)
	for _, beginning := range [][]byte{block, block[:len(block)/2], block[:len(block)-1]} {
		if got, want := d.LastRowEnd(beginning), d.lastRowEndByQuotes(beginning); got != want {
			t.Errorf("%q: the last row ends at %d, want %d", beginning, got, want)
		}
	}
	want, got := rowIndex{Columns: 2}, rowIndex{Columns: 2, quoted: quoted}
	want.buildRows(block, d)
	if got.buildRegular(block, d) {
		if !slices.Equal(got.Starts, want.Starts) || !slices.Equal(got.Ends, want.Ends) || len(want.ragged)+want.empty > 0 {
			t.Errorf("%q:\ngot  %d %d\nwant %d %d, %+v", text, got.Starts, got.Ends, want.Starts, want.Ends, want.ragged)
		}
		if got.Lines != strings.Count(text, "\n")+1 {
			t.Errorf("%q: %d lines", text, got.Lines)
		}
		start := 0
		for _, end := range got.Ends {
			cell := strings.TrimSuffix(string(block[start:end]), "\r")
			if !got.doubled && strings.HasPrefix(cell, `"`) && strings.Count(cell, `"`) != 2 {
				t.Errorf("%q: there are doubled quotes", text)
			}
			start = int(end) + 1
		}
	}
}
