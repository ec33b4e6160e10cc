package delimited

import (
	"bytes"
	"encoding/csv"
	"io"
	"rfm/io/source"
	"rfm/io/vector"
	"slices"
	"strings"
	"testing"
)

// FuzzCSV holds the scanner against encoding/csv. The two should agree on text
// that encoding/csv takes, but for what it changes or refuses: a carriage
// return inside quotes, quotes inside an unquoted cell, rows of other lengths.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a,b\r\n\"1\",\"2\"\r\n", "a,b\n\"x\"\"y\",\"1\n2\"\n", "a,b\n,\n\n1,2", "\"\",\"\"\n",
		"a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,0\n", "a,b\n" + strings.Repeat("123456789,1234567\n", 5), "a,b\n1,2\n3\n", "a,5\" x\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := csv.NewReader(strings.NewReader(text))
		want, err := r.ReadAll()
		if err != nil || len(want) == 0 || strings.Contains(text, "\r") && strings.Contains(text, `"`) || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return
		}
		for size := range []int{1, 7, 64} {
			got := slices.DeleteFunc(scanned(t, text, len(want[0]), size+1), isBlankRow)
			if want := slices.DeleteFunc(slices.Clone(want), isBlankRow); !slices.EqualFunc(got, want, slices.Equal[[]string]) {
				t.Errorf("%q\ngot  %q\nwant %q", text, got, want)
			}
		}
	})
}

// isBlankRow tells whether nothing is in a row: the scanner leaves out those of
// separators only.
func isBlankRow(row []string) bool { return strings.Trim(strings.Join(row, ""), " \t\r") == "" }

// scanned reads every cell with the block reader and the decoder.
func scanned(t *testing.T, text string, columns, chunk int) [][]string {
	t.Helper()
	table := &Table{Source: source.New("fuzz", nil), Dialect: Dialect{Delimiter: ',', Newline: '\n'}, Names: make([]string, columns)}
	// Blocks of a few bytes, so that rows go over their borders.
	table.Blocks = BlockReader{Reader: &slowReader{strings.NewReader(text), chunk}, Size: 16, Dialect: table.Dialect}
	wants := make([]vector.Want, columns)
	for i := range wants {
		wants[i] = vector.Want{Index: i, Kind: vector.KindText}
	}
	d := table.Decoder(wants)
	var b vector.Batch
	var rows [][]string
	for {
		err := d.Next(&b)
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Bad) > 0 {
			t.Fatalf("%q: %+v", text, b.Bad)
		}
		for row := range b.Rows {
			var cells []string
			for i := range b.Vectors {
				cells = append(cells, string(bytes.Clone(b.Vectors[i].Text(row))))
			}
			rows = append(rows, cells)
		}
	}
}

// slowReader gives a few bytes a call.
type slowReader struct {
	r io.Reader
	n int
}

func (s *slowReader) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.n)]) }
