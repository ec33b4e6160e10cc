package basket

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// grouper puts the runs of a part together into baskets. Each worker has one.
type grouper struct {
	names  int      // of groups
	counts []tally  // by group
	runs   []runAt  // of the part
	slots  []uint32 // hash table: places in runs, plus one
	items  []uint32 // of a basket
	coded  [][]byte // the baskets of the part, by group
}

// tally counts baskets: all of them, and those of every item.
type tally struct {
	baskets int64
	items   []uint32 // by number
}

// runAt is a run in a block.
type runAt struct {
	hash  uint64
	check uint32
	group uint32
	next  uint32 // run of the same basket, plus one; 0 for none
	first bool   // of its basket
	lines []byte // beginning with their number
}

func newGrouper(groups, items int) *grouper {
	g := &grouper{names: groups, counts: make([]tally, groups), coded: make([][]byte, groups)}
	for i := range g.counts {
		g.counts[i].items = make([]uint32, items)
	}
	return g
}

// group reads the blocks of a part. What it leaves in coded is valid until the
// next call.
func (g *grouper) group(blocks [][]byte) {
	g.runs = g.runs[:0]
	for _, block := range blocks {
		for len(block) > 0 {
			run := runAt{hash: binary.LittleEndian.Uint64(block), check: binary.LittleEndian.Uint32(block[8:])}
			group, n := binary.Uvarint(block[keySize:])
			run.group, run.lines = uint32(group), block[keySize+n:]
			g.runs = append(g.runs, run)
			block = skipLines(run.lines)
		}
	}
	g.join()
	for i := range g.coded {
		g.coded[i] = g.coded[i][:0]
	}
	for i := range g.runs {
		if g.runs[i].first {
			g.basket(i)
		}
	}
}

// skipLines is what comes after the lines of a run.
func skipLines(block []byte) []byte {
	n, size := binary.Uvarint(block)
	block = block[size:]
	at := 0
	for ; n > 0; n-- {
		for block[at] >= 0x80 {
			at++
		}
		at++
	}
	return block[at:]
}

// join chains the runs of each basket.
func (g *grouper) join() {
	size := 1 << bits.Len(uint(max(len(g.runs), 8)*3/2))
	g.slots = slices.Grow(g.slots[:0], size)[:size]
	clear(g.slots)
	mask, shift := uint64(size-1), 64-bits.TrailingZeros(uint(size))
search:
	for i := range g.runs {
		run := &g.runs[i]
		slot := run.hash << bits.TrailingZeros(parts) >> shift // the first bits are those of the part
		for at := g.slots[slot]; at != 0; at = g.slots[slot] {
			if first := &g.runs[at-1]; first.hash == run.hash && first.check == run.check && first.group == run.group {
				run.next, first.next = first.next, uint32(i+1)
				continue search
			}
			slot = (slot + 1) & mask
		}
		g.slots[slot], run.first = uint32(i+1), true
	}
}

// basket counts the items of a basket and writes those that are at least two.
func (g *grouper) basket(first int) {
	g.items = g.items[:0]
	for at := uint32(first + 1); at != 0; at = g.runs[at-1].next {
		lines := g.runs[at-1].lines
		n, size := binary.Uvarint(lines)
		lines = lines[size:]
		for ; n > 0; n-- {
			item, size := binary.Uvarint(lines)
			lines = lines[size:]
			g.items = append(g.items, uint32(item))
		}
	}
	sortFew(g.items)
	items := slices.Compact(g.items)
	group := g.runs[first].group
	t := &g.counts[group]
	t.baskets++
	for _, item := range items {
		t.items[item]++
	}
	if len(items) > 1 {
		g.coded[group] = appendBasket(g.coded[group], items)
	}
}

// sortFew sorts numbers of which there are mostly few.
func sortFew(numbers []uint32) {
	if len(numbers) > 24 {
		slices.Sort(numbers)
		return
	}
	for i := 1; i < len(numbers); i++ {
		n, j := numbers[i], i
		for ; j > 0 && numbers[j-1] > n; j-- {
			numbers[j] = numbers[j-1]
		}
		numbers[j] = n
	}
}

// appendBasket writes ascending numbers: how many, then each as the distance
// from the one before.
func appendBasket(to []byte, items []uint32) []byte {
	to = binary.AppendUvarint(to, uint64(len(items)))
	before := uint32(0)
	for _, item := range items {
		to = binary.AppendUvarint(to, uint64(item-before))
		before = item
	}
	return to
}

// readBasket reads what appendBasket wrote into items, which it returns with the
// rest.
func readBasket(from []byte, items []uint32) ([]uint32, []byte) {
	n, at := binary.Uvarint(from)
	items = items[:0]
	item := uint32(0)
	for ; n > 0; n-- {
		step := uint32(from[at])
		at++
		if step >= 0x80 {
			more, size := binary.Uvarint(from[at-1:])
			step, at = uint32(more), at-1+size
		}
		item += step
		items = append(items, item)
	}
	return items, from[at:]
}
