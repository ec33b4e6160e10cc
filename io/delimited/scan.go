package delimited

import "math/bits"

// markChunk is how much text is scanned at a time, so that its sets stay in the
// first-level cache.
const markChunk = 4096

// markScan finds the marks of a block, chunk by chunk: the delimiters and line
// ends that are not inside quotes.
type markScan struct {
	dialect Dialect
	quoted  bool // there may be quotes

	rows, lines int  // line ends that end a row, and all
	lastRow     int  // the position after the last row, or 0; only with quotes
	doubled     bool // there are quotes inside quotes
	// irregular tells that a quote stands elsewhere than around a cell. Then the
	// marks mean nothing, and the text has to be read from cell to cell.
	irregular bool

	inside   uint64 // all ones if the text before ended inside quotes
	opens    uint64 // 1 if its last byte may stand before an opening quote
	closed   uint64 // 1 if that byte was a closing quote
	marks    [markChunk / 64]uint64
	quotes   [markChunk / 64]uint64
	newlines [markChunk / 64]uint64
}

// Next is the sets of the marks in the chunk of the block that begins at a
// position, valid until the next call.
func (s *markScan) next(block []byte, at int) []uint64 {
	text := block[at:min(at+markChunk, len(block))]
	words := (len(text) + 63) / 64
	marks := s.marks[:words]
	lines := findIn(marks, text, s.dialect.Delimiter, s.dialect.Newline)
	s.lines += lines
	if !s.quoted {
		s.rows += lines
		return marks
	}
	findIn(s.quotes[:words], text, '"', '"')
	findIn(s.newlines[:words], text, s.dialect.Newline, s.dialect.Newline)
	if at == 0 {
		s.opens = 1
	}
	for i := range words {
		s.leaveOutQuoted(block, i, at+64*i)
	}
	return marks
}

// leaveOutQuoted takes the marks inside quotes out of word i of the chunk, whose
// first byte is at base in the block.
func (s *markScan) leaveOutQuoted(block []byte, i, base int) {
	quotes := s.quotes[i]
	// A byte is inside where the number of quotes up to it is odd. The quotes of
	// a doubled one close and open at once.
	inside := oddUpTo(quotes) ^ s.inside
	opening, closing := quotes&inside, quotes&^inside
	marks := s.marks[i] &^ inside
	s.marks[i] = marks
	if ends := s.newlines[i] &^ inside; ends != 0 {
		s.rows += bits.OnesCount64(ends)
		s.lastRow = base + bits.Len64(ends)
	}

	before, after := (marks|closing)<<1|s.opens, closing<<1|s.closed
	s.irregular = s.irregular || opening&^before != 0
	s.doubled = s.doubled || opening&after != 0
	for rest := after &^ (marks | opening); rest != 0; rest &= rest - 1 {
		at := base + bits.TrailingZeros64(rest)
		s.irregular = s.irregular || at < len(block) && !s.dialect.IsRowEnd(block, at)
	}
	s.inside = uint64(int64(inside) >> 63)
	s.opens, s.closed = (marks|closing)>>63, closing>>63
}

// oddUpTo sets every bit up to which, with itself, an odd number of bits is set.
func oddUpTo(set uint64) uint64 {
	set ^= set << 1
	set ^= set << 2
	set ^= set << 4
	set ^= set << 8
	set ^= set << 16
	return set ^ set<<32
}

// findIn is findEither for a text of any length.
func findIn(sets []uint64, text []byte, a, b byte) (ofB int) {
	whole := len(text) / 64
	ofB = findEither(sets[:whole], text, a, b)
	if rest := text[64*whole:]; len(rest) > 0 {
		other := byte(0)
		for other == a || other == b {
			other++
		}
		var word [64]byte
		for i := copy(word[:], rest); i < len(word); i++ {
			word[i] = other
		}
		ofB += findEither(sets[whole:whole+1], word[:], a, b)
	}
	return ofB
}
