package delimited

import (
	"bytes"
	"rfm/io/vector"
	"slices"
)

// rowIndex holds where the cells of a block are. Cell c of row r ends at
// ends[r*columns+c]; the first starts at starts[r], the others one after the
// end of the cell before.
type rowIndex struct {
	Columns int
	Starts  []uint32
	Ends    []uint32
	Lines   int  // line ends in the block
	quoted  bool // the block has quotes, so a cell may need unquoting
	doubled bool // and some may be doubled
	zeroed  bool // the block has NUL bytes
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

// reasonZeroed completes the sentence: the row …
const reasonZeroed = "has NUL bytes: part of the file is damaged, and the rows that stood there are lost"

func (x *rowIndex) rows() int { return len(x.Starts) }

// build indexes a block of whole rows. quoted tells whether it has quotes.
func (x *rowIndex) build(block []byte, d Dialect, quoted bool) {
	x.Starts, x.ragged = x.Starts[:0], x.ragged[:0]
	x.quoted, x.empty = quoted, 0
	x.zeroed = bytes.IndexByte(block, 0) >= 0
	// In a file of one column only buildRows can tell a blank line from a row.
	if x.Columns > 1 && !x.zeroed && x.buildRegular(block, d) {
		return
	}
	x.Starts, x.Ends = x.Starts[:0], x.Ends[:0]
	x.doubled, x.Lines = true, bytes.Count(block, []byte{d.Newline})
	x.buildRows(block, d)
}

// buildRegular indexes a block in which every row has the expected number of
// cells and quotes stand around whole cells only. It gives up on any other.
func (x *rowIndex) buildRegular(block []byte, d Dialect) bool {
	scan := markScan{dialect: d, quoted: x.quoted}
	ends := x.Ends[:0]
	for at := 0; at < len(block); at += markChunk {
		sets := scan.next(block, at)
		ends = slices.Grow(ends, roomOfSets(len(sets)))
		n := writePositions(ends[len(ends):cap(ends)], sets, uint32(at))
		ends = ends[:len(ends)+n]
	}
	x.Ends, x.Lines, x.doubled = ends, scan.lines, scan.doubled

	// The shape is right when every row ends where the number of cells says and
	// there is no line end elsewhere.
	if scan.irregular || scan.inside != 0 || len(ends)%x.Columns != 0 || len(ends)/x.Columns != scan.rows {
		return false
	}
	x.Starts = vector.Resize(x.Starts, scan.rows)
	start, last := uint32(0), x.Columns-1
	for row := range x.Starts {
		end := ends[last]
		// A row that is empty begins like one; few others do.
		if block[end] != d.Newline || (block[start] == d.Delimiter || block[start] <= ' ') && isEmptyRow(block[start:end], d) {
			return false
		}
		x.Starts[row] = start
		start, last = end+1, last+x.Columns
	}
	return true
}

// buildRows indexes any block, row by row: quotes, blank lines, rows with too
// few or too many cells.
func (x *rowIndex) buildRows(block []byte, d Dialect) {
	for at := 0; at < len(block); {
		start, first := at, len(x.Ends)
		reason := ""
		for {
			if block[at] == '"' {
				closing := ClosingQuote(block, at)
				if closing == len(block) {
					reason = "opens a quote that is never closed"
				} else if at = closing + 1; block[at] != d.Delimiter && !d.IsRowEnd(block, at) {
					reason = "has text after a closing quote"
				}
			}
			if reason != "" {
				// Where such a row ends cannot be told. It is given up with its
				// line, or one quote too many would take the rows after it along.
				at = start + bytes.IndexByte(block[start:], d.Newline) + 1
				break
			}
			for block[at] != d.Delimiter && block[at] != d.Newline {
				at++
			}
			x.Ends = append(x.Ends, uint32(at))
			at++
			if block[at-1] == d.Newline {
				break
			}
		}
		// Text has no NUL. A disk or a copy that failed leaves whole blocks of it,
		// in which the ends of many rows may be lost.
		if x.zeroed && bytes.IndexByte(block[start:at], 0) >= 0 {
			reason = reasonZeroed
		}
		cells := len(x.Ends) - first
		if cells > 1 && reason == "" && isEmptyRow(block[start:at-1], d) {
			x.Ends = x.Ends[:first]
			x.empty++
			continue
		}
		if cells == x.Columns && reason == "" && (cells > 1 || !d.IsRowEnd(block, start)) {
			x.Starts = append(x.Starts, uint32(start))
			continue
		}
		x.Ends = x.Ends[:first]
		if d.IsRowEnd(block, start) {
			continue // a blank line
		}
		x.ragged = append(x.ragged, raggedRow{uint32(start), uint32(at - 1), cells, reason})
	}
}

// isEmptyRow tells whether a row holds nothing but separators: a spreadsheet
// writes such rows for cells that were used once.
func isEmptyRow(row []byte, d Dialect) bool {
	for _, b := range row {
		if b != d.Delimiter && b != ' ' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}

// IsRowEnd tells whether a row ends at the position, by LF, CRLF or CR.
func (d Dialect) IsRowEnd(block []byte, at int) bool {
	return block[at] == d.Newline || (block[at] == '\r' && at+1 < len(block) && block[at+1] == d.Newline)
}
