package rfmio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"
)

const (
	// blockSize is how much text a worker takes at a time: small enough to stay
	// in the second-level cache from the read to the last column decoded.
	blockSize = 256 << 10
	// maxRow ends the search for the end of a row.
	maxRow = 32 << 20
)

// blockReader cuts a stream into blocks of whole rows. The workers take turns:
// whoever holds the lock reads its next block straight into its own buffer.
type blockReader struct {
	mu      sync.Mutex
	r       io.Reader
	size    int // of a block, but for longer rows
	dialect dialect
	carry   []byte // the beginning of a row, left over from the block before
	blocks  int    // handed out so far
	err     error  // io.EOF or what ended the stream
	// foreign is told the first block that is not UTF-8; nil when nobody asks.
	foreign func(text []byte)
}

// block is a number of whole rows.
type block struct {
	text   []byte // ends with a line end
	number int
	quoted bool // there are quotes in it
}

// next fills a block, reusing its memory; io.EOF after the last one.
func (b *blockReader) next(to *block) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil && len(b.carry) == 0 {
		return b.err
	}
	text, quoted := append(to.text[:0], b.carry...), false
	b.carry = b.carry[:0]
	for {
		text = b.fill(text)
		if b.err == io.EOF {
			if len(text) == 0 {
				return io.EOF
			}
			if text[len(text)-1] != b.dialect.newline {
				text = append(text, b.dialect.newline)
			}
			quoted = !b.dialect.unquoted && bytes.IndexByte(text, '"') >= 0
			break
		}
		if b.err != nil {
			return b.err
		}
		quoted = !b.dialect.unquoted && bytes.IndexByte(text, '"') >= 0
		end := bytes.LastIndexByte(text, b.dialect.newline) + 1
		if quoted {
			end = b.dialect.lastRowEnd(text)
		}
		if end > 0 {
			b.carry = append(b.carry, text[end:]...)
			text = text[:end]
			break
		}
		if len(text) >= maxRow {
			b.err = &longRowError{}
			return b.err
		}
	}
	if b.foreign != nil && !utf8.Valid(text) {
		b.foreign(text)
		b.foreign = nil
	}
	*to = block{text, b.blocks, quoted}
	b.blocks++
	return nil
}

// fill reads until buf holds a block, or twice what it held.
func (b *blockReader) fill(buf []byte) []byte {
	size := max(b.size, 2*len(buf))
	if cap(buf) < size+1 { // one more for a missing last line end
		buf = append(make([]byte, 0, size+1), buf...)
	}
	for len(buf) < size && b.err == nil {
		var n int
		n, b.err = b.r.Read(buf[len(buf):size])
		buf = buf[:len(buf)+n]
	}
	return buf
}

// longRowError is a row without an end.
type longRowError struct{ table *textTable }

// located names the line, once all blocks before have been read.
func (e *longRowError) located() error {
	line := e.table.firstLine()
	for _, n := range e.table.lines() {
		line += n
	}
	return &Error{Kind: Unreadable, Message: fmt.Sprintf("%s:%d: %v", e.table.source.name, line, e),
		Place: &Place{File: e.table.source.name, Line: line},
		Hints: []string{"is a quote opened there and never closed? is it a table at all?"}}
}

func (e *longRowError) Error() string {
	return fmt.Sprintf("a row is longer than %d MiB", maxRow>>20)
}

// dialect is how a text file marks its cells and rows.
type dialect struct {
	delimiter, newline byte
	// unquoted is set where a line end always ends a row.
	unquoted bool
}

// lastRowEnd is the position after the last line end that is not inside
// quotes, or 0. The text starts at the start of a row.
func (d dialect) lastRowEnd(text []byte) int {
	scan := markScan{dialect: d, quoted: true}
	for at := 0; at < len(text) && !scan.irregular; at += markChunk {
		scan.next(text, at)
	}
	if scan.irregular {
		return d.lastRowEndByQuotes(text)
	}
	return scan.lastRow
}

// lastRowEndByQuotes is lastRowEnd, from quote to quote.
func (d dialect) lastRowEndByQuotes(text []byte) int {
	end := 0
	for at := 0; at < len(text); {
		open := d.openingQuote(text, at)
		if last := bytes.LastIndexByte(text[at:open], d.newline); last >= 0 {
			end = at + last + 1
		}
		if open == len(text) {
			break
		}
		at = closingQuote(text, open) + 1
	}
	return end
}

// openingQuote is the position of the next quote at or after at that opens a
// cell, or len(text). A quote elsewhere is an ordinary character: 5" pipe.
func (d dialect) openingQuote(text []byte, at int) int {
	for at < len(text) {
		i := bytes.IndexByte(text[at:], '"')
		if i < 0 {
			break
		}
		at += i
		if at == 0 || text[at-1] == d.delimiter || text[at-1] == d.newline {
			return at
		}
		at++
	}
	return len(text)
}

// closingQuote is the position of the quote that closes the one at open, or
// len(text). Doubled quotes inside stand for one.
func closingQuote(text []byte, open int) int {
	for at := open + 1; ; at += 2 {
		i := bytes.IndexByte(text[at:], '"')
		if i < 0 {
			return len(text)
		}
		at += i
		if at+1 == len(text) || text[at+1] != '"' {
			return at
		}
	}
}

// locatedError names the line of a row without an end.
func locatedError(err error) error {
	var long *longRowError
	if errors.As(err, &long) {
		return long.located()
	}
	return err
}
