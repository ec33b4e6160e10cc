package rfmio

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// rowIndex holds where the cells of a block are. Cell c of row r ends at
// ends[r*columns+c]; the first starts at starts[r], the others one after the
// end of the cell before.
type rowIndex struct {
	columns int
	starts  []uint32
	ends    []uint32
	lines   int  // line ends in the block
	quoted  bool // the block has quotes, so a cell may need unquoting
	ragged  []raggedRow
}

// raggedRow is a row that was left out of the index.
type raggedRow struct {
	start  uint32
	cells  int
	reason string
}

func (x *rowIndex) rows() int { return len(x.starts) }

// cell is the raw text of a cell.
func (x *rowIndex) cell(block []byte, row, column int) []byte {
	k := row*x.columns + column
	if column == 0 {
		return block[x.starts[row]:x.ends[k]]
	}
	return block[x.ends[k-1]+1 : x.ends[k]]
}

// build indexes a block of whole rows.
func (x *rowIndex) build(block []byte, d dialect) {
	x.starts, x.ends, x.ragged = x.starts[:0], x.ends[:0], x.ragged[:0]
	x.quoted = bytes.IndexByte(block, '"') >= 0
	x.lines = bytes.Count(block, []byte{d.newline})
	// In a file of one column only buildRows can tell a blank line from a row.
	if !x.quoted && x.columns > 1 && x.buildPlain(block, d) {
		return
	}
	x.starts, x.ends = x.starts[:0], x.ends[:0]
	x.buildRows(block, d)
}

// buildPlain indexes a block without quotes, eight bytes at a time. It gives up
// when a row has not the expected number of cells.
func (x *rowIndex) buildPlain(block []byte, d dialect) bool {
	const ones = 0x0101010101010101
	delimiters, newlines := ones*uint64(d.delimiter), ones*uint64(d.newline)
	ends := x.ends
	i := 0
	for ; i+8 <= len(block); i += 8 {
		if cap(ends)-len(ends) < 8 {
			ends = append(ends, make([]uint32, max(8, len(ends)))...)[:len(ends)]
		}
		w := binary.LittleEndian.Uint64(block[i:])
		m := zeroBytes(w^delimiters) | zeroBytes(w^newlines)
		n := len(ends)
		out := ends[:n+8]
		for m != 0 {
			out[n] = uint32(i + bits.TrailingZeros64(m)>>3)
			n++
			m &= m - 1
		}
		ends = ends[:n]
	}
	for ; i < len(block); i++ {
		if block[i] == d.delimiter || block[i] == d.newline {
			ends = append(ends, uint32(i))
		}
	}
	x.ends = ends

	// The shape is right when every row ends where the number of cells says and
	// there is no line end elsewhere.
	if len(ends)%x.columns != 0 {
		return false
	}
	start := uint32(0)
	for k := x.columns - 1; k < len(ends); k += x.columns {
		end := ends[k]
		if block[end] != d.newline {
			return false
		}
		x.starts = append(x.starts, start)
		start = end + 1
	}
	return len(x.starts) == x.lines
}

// zeroBytes has the high bit set in every byte that is zero in w.
func zeroBytes(w uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return ^(w&low + low | w | low)
}

// buildRows indexes any block, row by row: quotes, blank lines, rows with too
// few or too many cells.
func (x *rowIndex) buildRows(block []byte, d dialect) {
	for at := 0; at < len(block); {
		start, first := at, len(x.ends)
		reason := ""
		for {
			if block[at] == '"' {
				closing := closingQuote(block, at)
				if closing == len(block) {
					reason, at = "a quote is opened and never closed", len(block)-1
				} else if at = closing + 1; block[at] != d.delimiter && !d.isRowEnd(block, at) {
					reason = "there is text after a closing quote"
				}
			}
			for block[at] != d.delimiter && block[at] != d.newline {
				at++
			}
			x.ends = append(x.ends, uint32(at))
			at++
			if block[at-1] == d.newline {
				break
			}
		}
		cells := len(x.ends) - first
		if cells == x.columns && reason == "" && (cells > 1 || !d.isRowEnd(block, start)) {
			x.starts = append(x.starts, uint32(start))
			continue
		}
		x.ends = x.ends[:first]
		if d.isRowEnd(block, start) {
			continue // a blank line
		}
		x.ragged = append(x.ragged, raggedRow{uint32(start), cells, reason})
	}
}

// isRowEnd tells whether a row ends at the position, by LF, CRLF or CR.
func (d dialect) isRowEnd(block []byte, at int) bool {
	return block[at] == d.newline || (block[at] == '\r' && at+1 < len(block) && block[at+1] == d.newline)
}
