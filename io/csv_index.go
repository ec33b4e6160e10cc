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
	empty   int // rows of nothing but separators, which are left out, too
}

// raggedRow is a row that was left out of the index.
type raggedRow struct {
	start  uint32
	end    uint32 // of its text, before the line end
	cells  int
	reason string
}

func (x *rowIndex) rows() int { return len(x.starts) }

// build indexes a block of whole rows. quoted tells whether it has quotes.
func (x *rowIndex) build(block []byte, d dialect, quoted bool) {
	x.starts, x.ends, x.ragged = x.starts[:0], x.ends[:0], x.ragged[:0]
	x.quoted, x.empty = quoted, 0
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
	for ; i+64 <= len(block); i += 64 {
		if cap(ends)-len(ends) < 64 {
			ends = append(ends, make([]uint32, max(64, len(ends)))...)[:len(ends)]
		}
		ends = appendSet(ends, marks(block[i:i+64], delimiters, newlines), uint32(i))
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
		// A row that is empty begins like one; few others do.
		if block[end] != d.newline || (block[start] == d.delimiter || block[start] <= ' ') && isEmptyRow(block[start:end], d) {
			return false
		}
		x.starts = append(x.starts, start)
		start = end + 1
	}
	return len(x.starts) == x.lines
}

// marks has a bit set for every one of 64 bytes that is a delimiter or a line
// end.
func marks(text []byte, delimiters, newlines uint64) uint64 {
	_ = text[63]
	const (
		low  = 0x7f7f7f7f7f7f7f7f
		high = 0x8080808080808080
		pack = 0x0102040810204080 // moves the high bits of eight bytes side by side
	)
	var bits uint64
	for i := 0; i < 64; i += 8 {
		w := binary.LittleEndian.Uint64(text[i:])
		// Adding 0x7f to a byte of seven bits sets its high bit unless it is zero.
		other := (w&low ^ delimiters + low) & (w&low ^ newlines + low)
		bits |= (^(other | w) & high >> 7) * pack >> 56 << i
	}
	return bits
}

// appendSet appends base plus the positions of the bits that are set. It writes
// eight at a time whether there are so many or not: one decision for 64 bytes
// instead of one for each bit. ends must have room for 64 more.
func appendSet(ends []uint32, set uint64, base uint32) []uint32 {
	n := len(ends)
	count := bits.OnesCount64(set)
	for written := 0; written < count; written += 8 {
		out := ends[n+written : n+written+8]
		for k := range out {
			out[k] = base + uint32(bits.TrailingZeros64(set))
			set &= set - 1
		}
	}
	return ends[:n+count]
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
					reason = "opens a quote that is never closed"
				} else if at = closing + 1; block[at] != d.delimiter && !d.isRowEnd(block, at) {
					reason = "has text after a closing quote"
				}
			}
			if reason != "" {
				// Where such a row ends cannot be told. It is given up with its
				// line, or one quote too many would take the rows after it along.
				at = start + bytes.IndexByte(block[start:], d.newline) + 1
				break
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
		if cells > 1 && reason == "" && isEmptyRow(block[start:at-1], d) {
			x.ends = x.ends[:first]
			x.empty++
			continue
		}
		if cells == x.columns && reason == "" && (cells > 1 || !d.isRowEnd(block, start)) {
			x.starts = append(x.starts, uint32(start))
			continue
		}
		x.ends = x.ends[:first]
		if d.isRowEnd(block, start) {
			continue // a blank line
		}
		x.ragged = append(x.ragged, raggedRow{uint32(start), uint32(at - 1), cells, reason})
	}
}

// isEmptyRow tells whether a row holds nothing but separators: a spreadsheet
// writes such rows for cells that were used once.
func isEmptyRow(row []byte, d dialect) bool {
	for _, b := range row {
		if b != d.delimiter && b != ' ' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}

// isRowEnd tells whether a row ends at the position, by LF, CRLF or CR.
func (d dialect) isRowEnd(block []byte, at int) bool {
	return block[at] == d.newline || (block[at] == '\r' && at+1 < len(block) && block[at+1] == d.newline)
}
