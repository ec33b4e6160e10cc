package xlsx

import "strconv"

// Limits of a sheet, which are those of Excel.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// Kind is the type of a cell's value.
type Kind uint8

const (
	// Text is text, also one that a formula has computed.
	Text Kind = iota
	// Number is a plain decimal, such as 1234.5.
	Number
	// Date is a day and time, 2006-01-02 or 2006-01-02 15:04:05, without a zone;
	// a time of day or a duration, 15:04:05; or, in some workbooks, the ISO 8601
	// text that is stored.
	Date
	// Bool is TRUE or FALSE.
	Bool
	// Error is an error of Excel, such as #N/A.
	Error
	// Uncomputed is a formula whose value the writer of the file has not stored.
	// The text is the formula.
	Uncomputed
)

// Cell is a cell that holds something.
type Cell struct {
	// Column is its position, from 0.
	Column int
	Kind   Kind
	Text   []byte
	// Formula says that a formula computes the value.
	Formula bool
	// Total says that the formula adds up cells of its own column, as a totals
	// row does: SUM, SUBTOTAL or AGGREGATE.
	Total bool
	// Long is a Number with more than 15 digits before its point: Excel has lost
	// those behind the 15th.
	Long bool
}

// Row is a row of a sheet. It is valid until the next one is read.
type Row struct {
	Number int // from 1
	// Hidden rows do not show: hidden by hand or by a filter.
	Hidden bool
	// Cells are those that hold something, in the order of the file.
	Cells []Cell
	// Others tells that there are more, in columns that Only leaves out.
	Others bool
}

// Range is a rectangle of cells. Rows count from 1, columns from 0; the last
// ones are inside.
type Range struct {
	FirstRow, LastRow       int
	FirstColumn, LastColumn int
}

// String is the range as Excel writes it: A2:B5.
func (r Range) String() string {
	return Address(r.FirstRow, r.FirstColumn) + ":" + Address(r.LastRow, r.LastColumn)
}

// Address is the name of a cell as Excel writes it: row 12, column 2 is C12.
func Address(row, column int) string { return ColumnName(column) + strconv.Itoa(row) }

// ColumnName is the letter of a column: 0 is A, 26 is AA.
func ColumnName(column int) string {
	var room [8]byte
	at := len(room)
	for column++; column > 0; column = (column - 1) / 26 {
		at--
		room[at] = byte('A' + (column-1)%26)
	}
	return string(room[at:])
}

// parseAddress reads the name of a cell: C12, c12, $C$12. A name without a row
// or without a column has 0 or -1 there.
func parseAddress(name []byte) (row, column int, ok bool) {
	i := 0
	skip := func() {
		if i < len(name) && name[i] == '$' {
			i++
		}
	}
	skip()
	for ; i < len(name) && (name[i]|0x20) >= 'a' && (name[i]|0x20) <= 'z'; i++ {
		if column = column*26 + int(name[i]|0x20-'a') + 1; column > MaxColumns {
			return 0, 0, false
		}
	}
	skip()
	for ; i < len(name) && name[i] >= '0' && name[i] <= '9'; i++ {
		if row = row*10 + int(name[i]-'0'); row > MaxRows {
			return 0, 0, false
		}
	}
	return row, column - 1, i == len(name) && (row > 0 || column > 0)
}

// parseRange reads A2:B5, or A2 alone.
func parseRange(name []byte) (Range, bool) {
	first, last, two := cutByte(name, ':')
	if !two {
		last = first
	}
	row, column, ok := parseAddress(first)
	lastRow, lastColumn, okLast := parseAddress(last)
	r := Range{FirstRow: min(row, lastRow), LastRow: max(row, lastRow), FirstColumn: min(column, lastColumn), LastColumn: max(column, lastColumn)}
	return r, ok && okLast && r.FirstRow > 0 && r.FirstColumn >= 0
}
