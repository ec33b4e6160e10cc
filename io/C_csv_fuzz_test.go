package rfmio

import (
	"bytes"
	"io"
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
		s := newSource("fuzz", strings.NewReader(text))
		if s.decode(nil, "") != nil {
			return
		}
		table, err := openCSV(s, csvOptions{})
		if err != nil || table.blanks {
			return
		}
		all := table.decoder([]want{{kind: kindText}})
		rows, unclosed := int64(0), false
		var b batch
		for err = all.next(&b); err == nil; err = all.next(&b) {
			rows += int64(b.rows + len(b.bad))
			for _, bad := range b.bad {
				unclosed = unclosed || strings.Contains(bad.reason, "quote") // where rows end is anybody's guess
			}
		}
		if err != io.EOF {
			t.Fatalf("%q: %v", text, err)
		}
		plain := strings.TrimPrefix(text, "\xef\xbb\xbf")
		rest, _ := cutSeparatorLine([]byte(plain))
		if rest[len(rest)-1] != table.dialect.newline {
			rest = append(bytes.Clone(rest), table.dialect.newline)
		}
		want := int64(0)
		for at := splitRows(rest, table.dialect, 1)[0].end; at < len(rest); {
			end := at + rowEnd(rest[at:], table.dialect)
			if !table.dialect.isRowEnd(rest, at) {
				want++
			}
			at = end
		}
		if rows += s.empty.Load(); rows != want && !unclosed && !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "\xfe\xff") {
			t.Errorf("%q: %d rows, want %d (%+v)", text, rows, want, table.dialect)
		}
	})
}
