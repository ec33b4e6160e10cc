package csv

import (
	"bufio"
	"bytes"
	"io"
)

// blankReader turns a text whose columns stand in runs of blanks, as statistics
// programs write them, into one with a tab between them.
type blankReader struct {
	r       io.Reader
	inRow   bool // something of the row has been written
	between bool // blanks have been read behind it
}

// newBlankReader returns a reader of the text with tabs.
func newBlankReader(r io.Reader) io.Reader {
	return bufio.NewReader(&blankReader{r: r}) // which never asks for a few bytes
}

// isColumnsOfBlanks tells whether runs of blanks divide the first lines into
// three cells or more, as many in each.
func isColumnsOfBlanks(sample []byte) bool {
	lines := bytes.Split(bytes.TrimRight(sample, "\r\n"), []byte("\n"))
	if len(lines) > 100 {
		lines = lines[:100]
	} else if len(lines) > 2 {
		lines = lines[:len(lines)-1] // it may be cut off
	}
	cells := len(bytes.Fields(lines[0]))
	for _, line := range lines {
		if len(bytes.Fields(line)) != cells || bytes.IndexByte(line, '"') >= 0 {
			return false
		}
	}
	return cells >= 3 && len(lines) >= 2
}

// Read implements io.Reader.
func (b *blankReader) Read(p []byte) (int, error) {
	for {
		// One byte is left free for a tab whose blanks came with the bytes before.
		n, err := b.r.Read(p[1:])
		out := p[:0]
		for _, c := range p[1 : 1+n] {
			switch c {
			case ' ', '\t':
				b.between = b.inRow
				continue
			case '\n', '\r':
				b.inRow, b.between = false, false
			default:
				if b.between {
					out = append(out, '\t')
				}
				b.inRow, b.between = true, false
			}
			out = append(out, c)
		}
		if len(out) > 0 || err != nil {
			return len(out), err
		}
	}
}
