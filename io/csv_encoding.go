package rfmio

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkEncoding refuses a header whose characters are unknown, and notes that
// those of the rows are.
func (t *csvTable) checkEncoding(sample []byte, header sampleRow, o csvOptions) error {
	s, text := t.source, sample[:t.dialect.lastRowEnd(sample)]
	head := sample[:header.end]
	if o.NoHeader {
		head = nil
	}
	if s.encoding != "" {
		if bytes.Contains(head, []byte(lostText)) {
			return &Error{Kind: Undecided, Message: fmt.Sprintf("%s:1: the header cannot be read as %s: %s", s.name, s.encoding, quoteValue(strings.Join(header.cells, ","))),
				Hints: []string{"choose another: --encoding " + strings.Join(Encodings(), "|")}}
		}
		return nil
	}
	if isASCII(text) { // then nobody knows what the blocks to come are
		t.blocks.foreign = func(text []byte) { s.likely = guessEncoding(nil, text, nil) }
	}
	if utf8.Valid(text) {
		return nil
	}
	s.likely = guessEncoding(head, text, o.KnownNames)
	if !utf8.Valid(head) {
		return notUTF8(s, s.name+":1: the header", bytes.TrimSpace(head))
	}
	if t.dialect.delimiter == '|' { // which may be the second byte of a character, unlike the others
		for line := range bytes.SplitSeq(text, []byte{t.dialect.newline}) {
			if !utf8.Valid(line) {
				return notUTF8(s, s.name+": the text", line)
			}
		}
	}
	return nil
}
