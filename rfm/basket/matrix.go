package basket

// matrix is counts that do not fit a cache. What is to be counted waits until
// there is much for one region, which is then brought into the cache once: 20 M
// pairs of 5,000 items take a quarter of the time of adding each where it lies.
type matrix struct {
	cells   []uint32
	waiting [][]uint16 // by region: places in it
}

// A region is 256 KiB of counts; so many places wait for it at most.
const (
	regionBits = 16
	mostWait   = 1 << 16
)

func newMatrix(cells int64) matrix {
	return matrix{make([]uint32, cells), make([][]uint16, (cells+1<<regionBits-1)>>regionBits)}
}

// add counts one in a cell.
func (m *matrix) add(cell int64) {
	region := cell >> regionBits
	w := m.waiting[region]
	if len(w) == cap(w) {
		w = m.flush(region)
	}
	m.waiting[region] = append(w, uint16(cell))
}

// flush counts what waits for a region, and returns room for more.
func (m *matrix) flush(region int64) []uint16 {
	w := m.waiting[region]
	cells := m.cells[region<<regionBits:]
	for _, place := range w {
		cells[place]++
	}
	if cap(w) == 0 {
		return make([]uint16, 0, mostWait)
	}
	return w[:0]
}

// counts are all cells.
func (m *matrix) counts() []uint32 {
	for region := range m.waiting {
		m.flush(int64(region))
		m.waiting[region] = nil
	}
	return m.cells
}
