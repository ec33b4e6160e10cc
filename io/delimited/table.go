package delimited

import (
	"rfm/io/source"
	"rfm/io/vector"
	"sync"
)

// Table is a text file whose rows are cut into cells: what the formats of
// text have in common.
type Table struct {
	Source  *source.Source
	Dialect Dialect
	Names   []string
	Header  int64 // lines above the first row
	// IsReport tells that titles or metadata stand above the header. Then lines of
	// one cell are remarks, and no rows.
	IsReport bool
	Blocks   BlockReader

	HeadCells [][]string // of the first rows, once they are asked for

	mu         sync.Mutex
	lineCounts []int64 // of each block read
}

// HeadColumn is a column of the first rows. Rows of another length are left out.
func (t *Table) HeadColumn(column int) []string {
	var cells []string
	for _, row := range t.HeadCells {
		if len(row) == len(t.Names) {
			cells = append(cells, row[column])
		}
	}
	return cells
}

// Columns implements vector.Table.
func (t *Table) Columns() []string { return t.Names }

// FirstLine implements vector.Table.
func (t *Table) FirstLine() int64 { return t.Header + 1 }

// Lines implements vector.Table.
func (t *Table) Lines() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lineCounts
}

// Close implements vector.Table.
// Close lets go of the file and of all that was read ahead of its rows: an input
// may have thousands of files, which are opened again when it is their turn.
func (t *Table) Close() error {
	t.Blocks.Carry, t.Blocks.Reader, t.Blocks.Foreign, t.HeadCells = nil, nil, nil, nil
	return t.Source.Close()
}

// Counted notes how many lines a block has.
func (t *Table) Counted(block int, lines int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.lineCounts) <= block {
		t.lineCounts = append(t.lineCounts, 0)
	}
	t.lineCounts[block] = lines
}

// Decoder is a decoder of the rows for one worker.
func (t *Table) Decoder(wants []vector.Want) vector.Decoder {
	return &Decoder{Table: t, Wants: wants, Index: rowIndex{Columns: len(t.Names)}}
}
