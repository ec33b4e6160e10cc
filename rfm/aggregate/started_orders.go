package aggregate

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// startedOrders notes on which days the orders of a partition have rows, so that an
// order can be counted on its first day. Rows of an order usually follow each
// other: only a change is noted, and counted on its day at once; what was counted
// twice is taken back when the list is deduplicated, or in the end. It is in chunks:
// growing copies nothing.
type startedOrders struct {
	chunks   [][]startedOrder // each with room for orderChunkSize
	dedupeAt int              // number of chunks at which doubles are looked for
	last     startedOrder
	any      bool
}

type startedOrder struct {
	order uint64
	group uint32
	day   arrow.Date32
}

func (o startedOrder) hash() uint64 { return mix(o.order, uint64(o.group)) }

// add notes a row of an order. It is false for the order of the row before, which
// has been counted; else the caller counts the order on its day. takeBack is called
// for what has been counted before and must not be.
func (l *startedOrders) add(o startedOrder, takeBack func(startedOrder)) bool {
	if l.any && l.last.group == o.group && l.last.order == o.order && l.last.day <= o.day {
		return false
	}
	l.last, l.any = o, true
	if l.full() && len(l.chunks) >= max(l.dedupeAt, firstDedupe) {
		l.dedupe(takeBack)
	}
	l.push(o)
	return true
}

// full tells that the next order takes a chunk.
func (l *startedOrders) full() bool {
	last := len(l.chunks) - 1
	return last < 0 || len(l.chunks[last]) == orderChunkSize
}

// push appends an order that has been counted and is not in the list.
func (l *startedOrders) push(o startedOrder) {
	if l.full() {
		l.chunks = append(l.chunks, make([]startedOrder, 0, orderChunkSize))
	}
	last := len(l.chunks) - 1
	l.chunks[last] = append(l.chunks[last], o)
}

// take moves the orders of another list to this one, to which no row is added
// afterwards. numbers are the groups here of the groups there, nil where they are
// the same.
func (l *startedOrders) take(other *startedOrders, numbers []uint32) {
	if numbers != nil {
		for _, chunk := range other.chunks {
			for i := range chunk {
				chunk[i].group = numbers[chunk[i].group]
			}
		}
	}
	l.chunks = append(l.chunks, other.chunks...)
	*other = startedOrders{}
}

// dedupe drops doubles when the list has grown to a multiple of what it was after
// the last time: to twice of it, or more where there were few to drop.
func (l *startedOrders) dedupe(takeBack func(startedOrder)) {
	before := len(l.chunks) * orderChunkSize
	var kept startedOrders
	n := 0
	l.distinct(func(o startedOrder) {
		kept.push(o)
		n++
	}, takeBack)
	growth := 2
	if 4*n > 3*before {
		growth = 8
	}
	l.chunks, l.dedupeAt = kept.chunks, growth*len(kept.chunks)
}

// distinct yields each order with its first day, and takes the others back. The
// orders are divided by hash into pieces whose sets fit the nearest cache.
func (l *startedOrders) distinct(yield, takeBack func(startedOrder)) {
	n := 0
	for _, c := range l.chunks {
		n += len(c)
	}
	width := bits.Len(uint(n / ordersPerPartition))
	ends := make([]int32, 1<<width)
	for _, c := range l.chunks {
		for _, o := range c {
			ends[o.hash()>>(64-width)]++
		}
	}
	next := make([]int32, len(ends))
	for i, size := range ends[:len(ends)-1] {
		next[i+1] = next[i] + size
	}
	orders := make([]startedOrder, n)
	for _, c := range l.chunks {
		for _, o := range c {
			at := &next[o.hash()>>(64-width)]
			orders[*at] = o
			*at++
		}
	}
	l.chunks = nil
	from := int32(0)
	var slots []uint32 // places in a piece, plus one
	for _, to := range next {
		slots = distinctOrders(orders[from:to], width, slots, yield, takeBack)
		from = to
	}
}

// distinctOrders does that for a piece, whose hashes share their first bits.
func distinctOrders(orders []startedOrder, shared int, slots []uint32, yield, takeBack func(startedOrder)) []uint32 {
	size := 1 << bits.Len(uint(max(len(orders), 8)*3/2))
	slots = resize(slots, size)
	clear(slots)
	mask, shift := uint64(size-1), 64-bits.TrailingZeros(uint(size))
search:
	for i, o := range orders {
		slot := o.hash() << shared >> shift
		for at := slots[slot]; at != 0; at = slots[slot] {
			if known := &orders[at-1]; known.order == o.order && known.group == o.group {
				if o.day < known.day {
					o, *known = *known, o
				}
				takeBack(o)
				continue search
			}
			slot = (slot + 1) & mask
		}
		slots[slot] = uint32(i + 1)
	}
	for _, at := range slots {
		if at != 0 {
			yield(orders[at-1])
		}
	}
	return slots
}

// finish calls count for each order, and takes back from the days what they
// counted twice.
func (l *startedOrders) finish(days *rfm.SortedDays, count func(group uint32)) {
	l.distinct(func(o startedOrder) { count(o.group) }, func(o startedOrder) { days.TakeBack(o.group, o.day) })
}
