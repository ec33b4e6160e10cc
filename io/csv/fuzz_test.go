package csv

import (
	"bytes"
	"io"
	"rfm/io/source"
	"rfm/io/vector"
	"strings"
	"testing"
)

// FuzzOpenCSV gives any text to the detection of the header: no panic, and every
// row of the text is read, told as bad, or counted as empty.
func FuzzOpenCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "sep=;\na;b\n1;2\n;;\n", "sep=,\n", "\xef\xbb\xbf\"a\";\"b\"\r\n1;2\r\n", "a\r1\r2\r", " 1 2 3\n 4 5 6\n", "\n\n", "a|b\n\"x\n", "a,b\n,\n\"\",\n1,2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := source.New("fuzz", strings.NewReader(text))
		if s.Decode(nil, "") != nil {
			return
		}
		table, err := Open(s, Options{})
		if err != nil || table.blanks {
			return
		}
		all := table.Decoder([]vector.Want{{Kind: vector.KindText}})
		rows, unclosed := int64(0), false
		var b vector.Batch
		for err = all.Next(&b); err == nil; err = all.Next(&b) {
			rows += int64(b.Rows + len(b.Bad))
			for _, bad := range b.Bad {
				unclosed = unclosed || strings.Contains(bad.Reason, "quote") // where rows end is anybody's guess
			}
		}
		if err != io.EOF {
			t.Fatalf("%q: %v", text, err)
		}
		plain := strings.TrimPrefix(text, "\xef\xbb\xbf")
		rest, _ := cutSeparatorLine([]byte(plain))
		if rest[len(rest)-1] != table.Dialect.Newline {
			rest = append(bytes.Clone(rest), table.Dialect.Newline)
		}
		want := int64(0)
		for at := splitRows(rest, table.Dialect, 1)[0].end; at < len(rest); {
			end := at + rowEnd(rest[at:], table.Dialect)
			if !table.Dialect.IsRowEnd(rest, at) {
				want++
			}
			at = end
		}
		if rows += s.Empty.Load(); rows != want && !unclosed && !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "\xfe\xff") {
			t.Errorf("%q: %d rows, want %d (%+v)", text, rows, want, table.Dialect)
		}
	})
}
