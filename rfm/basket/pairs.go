package basket

import "math/bits"

// pair is two items by rank, the more frequent one first, and the baskets that
// hold both.
type pair struct{ a, b, baskets uint32 }

// pairCounter counts the pairs of one group in passes over its baskets. A pass
// counts the rows of some items: the pairs of each with all items of lower rank.
// A row lies in a triangular matrix or, where its item meets few others, in a
// hash table. Each row belongs to one worker, so that nothing is shared.
type pairCounter struct {
	workers int
	room    int64    // bytes that the table may take
	pairs   []uint64 // by rank: an upper bound of the pairs in its row
	least   uint32   // baskets of a pair that is kept
	// each calls f for the sections of the group.
	each func(f func(section []byte)) error
}

const (
	cellBytes = 4 + 2      // with its part of what waits for the region
	slotBytes = 16 * 3 / 2 // in a table that is filled to two thirds
)

// denseRow tells whether the row of an item takes less room in the matrix.
func (c *pairCounter) denseRow(rank int) bool {
	return uint64(rank)*cellBytes <= c.pairs[rank]*slotBytes
}

// rowBytes is the room that a row takes.
func (c *pairCounter) rowBytes(rank int) int64 {
	if c.denseRow(rank) {
		return int64(rank) * cellBytes
	}
	return int64(c.pairs[rank]) * slotBytes
}

// count returns the pairs in no particular order.
func (c *pairCounter) count() ([]pair, error) {
	var all []pair
	for from := 0; from < len(c.pairs); {
		to, bytes := from, int64(0)
		for ; to < len(c.pairs) && (to == from || bytes+c.rowBytes(to) <= c.room); to++ {
			bytes += c.rowBytes(to)
		}
		found, err := c.pass(from, to)
		if err != nil {
			return nil, err
		}
		all, from = append(all, found...), to
	}
	return all, nil
}

// rows are what one worker counts in one pass.
type rows struct {
	from  int
	start []int64 // by rank less from: where the row begins in cells
	cells matrix
	slots pairTable
}

// What start holds for rows that are not in cells.
const (
	notMine = -1
	inTable = -2
)

// pass counts the rows of the ranks in from … to-1.
func (c *pairCounter) pass(from, to int) ([]pair, error) {
	found := make([][]pair, c.workers)
	err := parallel(c.workers, c.workers, func(_, w int) error {
		r := c.newRows(from, to, w)
		err := c.each(r.count)
		found[w] = r.pairs(c.least)
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []pair
	for _, f := range found {
		all = append(all, f...)
	}
	return all, nil
}

// newRows makes room for every row of a worker.
func (c *pairCounter) newRows(from, to, worker int) *rows {
	r := &rows{from: from, start: make([]int64, to-from)}
	cells, slots := int64(0), uint64(0)
	for rank := from; rank < to; rank++ {
		at := &r.start[rank-from]
		switch {
		case rank%c.workers != worker:
			*at = notMine
		case c.denseRow(rank):
			*at = cells
			cells += int64(rank)
		default:
			*at = inTable
			slots += c.pairs[rank]
		}
	}
	r.cells, r.slots = newMatrix(cells), newPairTable(slots)
	return r
}

// count counts the pairs in a section.
func (r *rows) count(section []byte) {
	var items []uint32
	for len(section) > 0 {
		items, section = readBasket(section, items)
		for j := len(items) - 1; j > 0; j-- {
			rank := int(items[j]) - r.from
			if rank < 0 {
				break
			}
			if rank >= len(r.start) {
				continue
			}
			switch start := r.start[rank]; start {
			case notMine:
			case inTable:
				for _, other := range items[:j] {
					r.slots.add(items[j], other)
				}
			default:
				for _, other := range items[:j] {
					r.cells.add(start + int64(other))
				}
			}
		}
	}
}

// pairs are those in enough baskets.
func (r *rows) pairs(least uint32) []pair {
	var out []pair
	cells := r.cells.counts()
	for i, start := range r.start {
		if start < 0 {
			continue
		}
		rank := r.from + i
		for other, baskets := range cells[start : start+int64(rank)] {
			if baskets >= least {
				out = append(out, pair{uint32(other), uint32(rank), baskets})
			}
		}
	}
	for _, s := range r.slots.slots {
		if s.baskets >= least {
			out = append(out, pair{uint32(s.key), uint32(s.key >> 32), s.baskets})
		}
	}
	return out
}

// pairTable is an open-addressing hash table with room for all that it may get.
type pairTable struct {
	slots []pairSlot
}

type pairSlot struct {
	key     uint64 // the higher rank in the upper half
	baskets uint32 // 0 for an empty slot
}

func newPairTable(pairs uint64) pairTable { return pairTable{make([]pairSlot, pairs*3/2+pairs%2)} }

func (t pairTable) add(higher, lower uint32) {
	key := uint64(higher)<<32 | uint64(lower)
	const golden = 0x9E3779B97F4A7C15 // Fibonacci hashing: Knuth, TAOCP 3, 6.4
	at, _ := bits.Mul64(key*golden, uint64(len(t.slots)))
	for t.slots[at].baskets != 0 && t.slots[at].key != key {
		if at++; at == uint64(len(t.slots)) {
			at = 0
		}
	}
	t.slots[at].key = key
	t.slots[at].baskets++
}
