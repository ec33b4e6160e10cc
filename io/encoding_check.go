package rfmio

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// foreignText is what one file has of text that is not UTF-8 where that
// matters: in the customer ids and in the texts that the row filter compares.
type foreignText struct {
	mu      sync.Mutex
	columns []int // vectors to look at
	cells   int64
	first   badCell
}

// watch says which columns must be UTF-8.
func (f *inputFile) watch(o Options) {
	f.foreign.columns = nil
	for i, field := range o.Schema.Fields() {
		if r, known := findRole(field.Name); known && r.name == "customer" {
			f.foreign.columns = append(f.foreign.columns, f.plan.field[i].vector)
		}
	}
	for _, k := range f.plan.filter {
		if f.plan.wants[k].kind == kindText && !slices.Contains(f.foreign.columns, k) {
			f.foreign.columns = append(f.foreign.columns, k)
		}
	}
}

// lookAt notes the cells of a batch that are not UTF-8.
func (f *inputFile) lookAt(a *assembler) {
	for _, k := range f.foreign.columns {
		v := &a.batch.vectors[k]
		if isASCII(v.bytes) {
			continue
		}
		cells, first := int64(0), none
		for row := range a.batch.rows {
			if !utf8.Valid(v.text(row)) {
				if cells++; first == none {
					first = row
				}
			}
		}
		if first == none {
			continue
		}
		w := a.plan.wants[k]
		morsel, line := a.decoder.position(first)
		cell := badCell{morsel: morsel, line: line, column: w.index, name: w.name, value: string(v.text(first))}
		f.foreign.mu.Lock()
		if f.foreign.cells == 0 || cell.compare(f.foreign.first) < 0 {
			f.foreign.first = cell
		}
		f.foreign.cells += cells
		f.foreign.mu.Unlock()
	}
}

// foreignTexts is the error for the first file with such text; nil for none.
func (in *Input) foreignTexts() error {
	for _, f := range in.files {
		if f.foreign.cells == 0 {
			continue
		}
		cell := f.foreign.first
		where := fmt.Sprintf("%s:%d:%d: %s %s", f.count.Name, f.lineOf(cell), cell.column+1, cell.name, quoteValue(cell.value))
		if f.foreign.cells > 1 {
			where += fmt.Sprintf(" (one of %d cells)", f.foreign.cells)
		}
		e := notUTF8(f.source, where, []byte(cell.value))
		e.Place = cell.place(in.files)
		return e
	}
	return nil
}

// notUTF8 is the error for text of an unknown encoding: it shows a piece of it
// in the likeliest one and in another.
func notUTF8(s *source, where string, piece []byte) *Error {
	e := &Error{Kind: Undecided, Message: where + " is not UTF-8"}
	if !s.isText {
		e.Hints = []string{"write the column as text in UTF-8 when the file is made"}
		return e
	}
	likely := s.likely
	if likely == "" {
		likely = guessEncoding(nil, piece)
	}
	other := "windows-1252"
	if likely == other {
		other = "macroman"
	}
	e.Message += "; it looks like " + likely
	for _, name := range []string{likely, other} {
		e.Hints = append(e.Hints, fmt.Sprintf("  %-12s  %s", name, shortened(Visible(decoded(piece, name)))))
	}
	e.Hints = append(e.Hints, "try: --encoding "+likely+", or another one in which it reads right")
	return e
}

// checkEncoding refuses a header whose characters are unknown, and notes that
// those of the rows are.
func (t *csvTable) checkEncoding(sample []byte, header sampleRow, noHeader bool) error {
	s, text := t.source, sample[:t.dialect.lastRowEnd(sample)]
	head := sample[:header.end]
	if noHeader {
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
		t.blocks.foreign = func(text []byte) { s.likely = guessEncoding(nil, text) }
	}
	if utf8.Valid(text) {
		return nil
	}
	s.likely = guessEncoding(head, text)
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

// notes say what a reader of the result should know of the bytes.
func (s *source) notes() (notes []string) {
	if s.likely != "" {
		notes = append(notes, "not UTF-8 (it looks like "+s.likely+"), but the header and the customer ids are, so that the result is the same")
	}
	switch lost := s.lost.Load(); {
	case lost == 1:
		notes = append(notes, "1 character is not "+s.encoding+"; it is in no column that is used")
	case lost > 1:
		notes = append(notes, fmt.Sprintf("%d characters are not %s; they are in no column that is used", lost, s.encoding))
	}
	switch empty := s.empty.Load(); {
	case empty == 1:
		notes = append(notes, "1 line holds nothing but separators; it is no row")
	case empty > 1:
		notes = append(notes, fmt.Sprintf("%d lines hold nothing but separators; they are no rows", empty))
	}
	if s.unfinished {
		notes = append(notes, "the stream ends without the mark of its end; its writer may not have been done")
	}
	return notes
}

// utf16Pattern is the kind of UTF-16 that a text without a byte order mark is,
// told by its line ends; "" for other text.
func utf16Pattern(head []byte) string {
	little, big := 0, 0
	for i := 0; i+1 < len(head); i += 2 {
		switch string(head[i : i+2]) {
		case "\n\x00", "\r\x00":
			little++
		case "\x00\n", "\x00\r":
			big++
		}
	}
	switch {
	case little > big:
		return "utf-16le"
	case big > little:
		return "utf-16be"
	}
	return ""
}
