package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"rfm/io/fault"
	"sync"
	"unicode/utf8"
)

const (
	// BlockSize is how much text a worker takes at a time: small enough to stay
	// in the second-level cache from the read to the last column decoded.
	BlockSize = 256 << 10
	// MaxRow ends the search for the end of a row.
	MaxRow = 32 << 20
)

// BlockReader cuts a stream into blocks of whole rows. The workers take turns:
// whoever holds the lock reads its next block straight into its own buffer.
type BlockReader struct {
	mu      sync.Mutex
	Reader  io.Reader
	Size    int // of a block, but for longer rows
	Dialect Dialect
	Carry   []byte // the beginning of a row, left over from the block before
	blocks  int    // handed out so far
	Err     error  // io.EOF or what ended the stream
	// Foreign is told the first block that is not UTF-8; nil when nobody asks.
	Foreign func(text []byte)
}

// Block is a number of whole rows.
type Block struct {
	Text   []byte // ends with a line end
	Number int
	quoted bool // there are quotes in it
}

// Next fills a block, reusing its memory; io.EOF after the last one.
func (b *BlockReader) Next(to *Block) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Err != nil && len(b.Carry) == 0 {
		return b.Err
	}
	text, quoted := append(to.Text[:0], b.Carry...), false
	b.Carry = b.Carry[:0]
	for {
		text = b.Fill(text)
		if b.Err == io.EOF {
			if len(text) == 0 {
				return io.EOF
			}
			if text[len(text)-1] != b.Dialect.Newline {
				text = append(text, b.Dialect.Newline)
			}
			quoted = !b.Dialect.Unquoted && bytes.IndexByte(text, '"') >= 0
			break
		}
		if b.Err != nil {
			return b.Err
		}
		quoted = !b.Dialect.Unquoted && bytes.IndexByte(text, '"') >= 0
		end := bytes.LastIndexByte(text, b.Dialect.Newline) + 1
		if quoted {
			end = b.Dialect.LastRowEnd(text)
		}
		if end > 0 {
			b.Carry = append(b.Carry, text[end:]...)
			text = text[:end]
			break
		}
		if len(text) >= MaxRow {
			b.Err = &LongRowError{}
			return b.Err
		}
	}
	if b.Foreign != nil && !utf8.Valid(text) {
		b.Foreign(text)
		b.Foreign = nil
	}
	*to = Block{text, b.blocks, quoted}
	b.blocks++
	return nil
}

// Fill reads until buf holds a block, or twice what it held.
func (b *BlockReader) Fill(buf []byte) []byte {
	size := max(b.Size, 2*len(buf))
	if cap(buf) < size+1 { // one more for a missing last line end
		buf = append(make([]byte, 0, size+1), buf...)
	}
	for len(buf) < size && b.Err == nil {
		var n int
		n, b.Err = b.Reader.Read(buf[len(buf):size])
		buf = buf[:len(buf)+n]
	}
	return buf
}

// LongRowError is a row without an end.
type LongRowError struct{ Table *Table }

// Located names the line, once all blocks before have been read.
func (e *LongRowError) Located() error {
	line := e.Table.FirstLine()
	for _, n := range e.Table.Lines() {
		line += n
	}
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s:%d: %v", e.Table.Source.Name, line, e),
		Place: &fault.Place{File: e.Table.Source.Name, Line: line},
		Hints: []string{"is a quote opened there and never closed? is it a table at all?"}}
}

func (e *LongRowError) Error() string {
	return fmt.Sprintf("a row is longer than %d MiB", MaxRow>>20)
}

// Dialect is how a text file marks its cells and rows.
type Dialect struct {
	Delimiter, Newline byte
	// Unquoted is set where a line end always ends a row.
	Unquoted bool
}

// LastRowEnd is the position after the last line end that is not inside
// quotes, or 0. The text starts at the start of a row.
func (d Dialect) LastRowEnd(text []byte) int {
	scan := markScan{dialect: d, quoted: true}
	for at := 0; at < len(text) && !scan.irregular; at += markChunk {
		scan.next(text, at)
	}
	if scan.irregular {
		return d.lastRowEndByQuotes(text)
	}
	return scan.lastRow
}

// lastRowEndByQuotes is LastRowEnd, from quote to quote.
func (d Dialect) lastRowEndByQuotes(text []byte) int {
	end := 0
	for at := 0; at < len(text); {
		open := d.OpeningQuote(text, at)
		if last := bytes.LastIndexByte(text[at:open], d.Newline); last >= 0 {
			end = at + last + 1
		}
		if open == len(text) {
			break
		}
		at = ClosingQuote(text, open) + 1
	}
	return end
}

// OpeningQuote is the position of the next quote at or after at that opens a
// cell, or len(text). A quote elsewhere is an ordinary character: 5" pipe.
func (d Dialect) OpeningQuote(text []byte, at int) int {
	for at < len(text) {
		i := bytes.IndexByte(text[at:], '"')
		if i < 0 {
			break
		}
		at += i
		if at == 0 || text[at-1] == d.Delimiter || text[at-1] == d.Newline {
			return at
		}
		at++
	}
	return len(text)
}

// ClosingQuote is the position of the quote that closes the one at open, or
// len(text). Doubled quotes inside stand for one.
func ClosingQuote(text []byte, open int) int {
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

// LocatedError names the line of a row without an end.
func LocatedError(err error) error {
	var long *LongRowError
	if errors.As(err, &long) {
		return long.Located()
	}
	return err
}
