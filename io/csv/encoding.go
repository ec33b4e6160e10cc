package csv

import (
	"bytes"
	"fmt"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/value"
	"strings"
	"unicode/utf8"
)

// checkEncoding refuses a header whose characters are unknown, and notes that
// those of the rows are.
func (t *Table) checkEncoding(sample []byte, header sampleRow, o Options) error {
	s, text := t.Source, sample[:t.Dialect.LastRowEnd(sample)]
	head := sample[:header.end]
	if o.NoHeader {
		head = nil
	}
	if s.Encoding != "" {
		if bytes.Contains(head, []byte(source.LostText)) {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s:1: the header cannot be read as %s: %s", s.Name, s.Encoding, fault.Quote(strings.Join(header.cells, ","))),
				Hints: []string{"choose another: --encoding " + strings.Join(source.Encodings(), "|")}}
		}
		return nil
	}
	if value.IsASCII(text) { // then nobody knows what the blocks to come are
		t.Blocks.Foreign = func(text []byte) { s.Likely = source.GuessEncoding(nil, text, nil) }
	}
	if utf8.Valid(text) {
		return nil
	}
	s.Likely = source.GuessEncoding(head, text, o.KnownNames)
	if !utf8.Valid(head) {
		return source.NotUTF8(s, s.Name+":1: the header", bytes.TrimSpace(text))
	}
	if t.Dialect.Delimiter == '|' { // which may be the second byte of a character, unlike the others
		for line := range bytes.SplitSeq(text, []byte{t.Dialect.Newline}) {
			if !utf8.Valid(line) {
				return source.NotUTF8(s, s.Name+": the text", line)
			}
		}
	}
	return nil
}
