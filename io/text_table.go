package rfmio

import "sync"

// textTable is a text file whose rows are cut into cells: what the formats of
// text have in common.
type textTable struct {
	source  *source
	dialect dialect
	names   []string
	header  int64 // lines above the first row
	blocks  blockReader

	headCells [][]string // of the first rows, once they are asked for

	mu         sync.Mutex
	lineCounts []int64 // of each block read
}

// headColumn is a column of the first rows. Rows of another length are left out.
func (t *textTable) headColumn(column int) []string {
	var cells []string
	for _, row := range t.headCells {
		if len(row) == len(t.names) {
			cells = append(cells, row[column])
		}
	}
	return cells
}

func (t *textTable) columns() []string { return t.names }

func (t *textTable) firstLine() int64 { return t.header + 1 }

func (t *textTable) lines() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lineCounts
}

func (t *textTable) close() error { return t.source.close() }

// counted notes how many lines a block has.
func (t *textTable) counted(block int, lines int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.lineCounts) <= block {
		t.lineCounts = append(t.lineCounts, 0)
	}
	t.lineCounts[block] = lines
}

// decoder is a decoder of the rows for one worker.
func (t *textTable) decoder(wants []want) decoder {
	return &textDecoder{table: t, wants: wants, index: rowIndex{columns: len(t.names)}}
}
