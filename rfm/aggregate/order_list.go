package aggregate

import "unsafe"

// orderList notes which customer of a partition has which order, so that distinct
// orders can be counted. Rows of an order usually follow each other: only a change
// is noted. Other duplicates are dropped whenever the list has grown to a multiple.
// It is in chunks: growing copies nothing.
type orderList struct {
	chunks   [][]orderEntry // each of orderChunkSize
	last     []orderEntry   // of the chunks
	room     int            // left in the last
	dedupeAt int            // number of chunks at which duplicates are dropped
}

// orderEntry is an order of a customer, in three words without padding.
type orderEntry struct{ low, high, group uint32 }

const (
	orderChunkSize  = 512
	orderChunkBytes = orderChunkSize * int64(unsafe.Sizeof(orderEntry{}))
	firstDedupe     = 64 // chunks
)

func newOrderEntry(group uint32, order uint64) orderEntry {
	return orderEntry{uint32(order), uint32(order >> 32), group}
}

func (n orderEntry) order() uint64 { return uint64(n.high)<<32 | uint64(n.low) }

func (n orderEntry) hash() uint64 { return mix(n.order(), uint64(n.group)) }

// orderKey stands for an order id: the bytes of a short one, the hash of a longer
// one. Two long ids of one customer collide with a probability of 2^-64.
func orderKey(id string) uint64 {
	if len(id) < 8 {
		k := uint64(len(id)) << 56
		for i := range len(id) {
			k |= uint64(id[i]) << (8 * i)
		}
		return k
	}
	return hashBytes(unsafe.Slice(unsafe.StringData(id), len(id)))
}

// add notes an order. distinct tells that it is another one than all before, so far
// as is known, so that there is nothing to drop.
func (l *orderList) add(n orderEntry, distinct bool) {
	if l.room == 0 {
		if !distinct && l.isDue() {
			l.dedupe()
		}
		if l.room == 0 {
			l.grow()
		}
	}
	if at := orderChunkSize - l.room; distinct || at == 0 || l.last[at-1] != n {
		l.last[at] = n
		l.room--
	}
}

// isDue tells whether duplicates should be looked for.
func (l *orderList) isDue() bool { return len(l.chunks) >= max(l.dedupeAt, firstDedupe) }

func (l *orderList) grow() {
	l.last, l.room = make([]orderEntry, orderChunkSize), orderChunkSize
	l.chunks = append(l.chunks, l.last)
}

// take moves the orders of another list to this one. numbers are the groups here of
// the groups there, nil where they are the same.
func (l *orderList) take(other *orderList, numbers []uint32) {
	if numbers != nil {
		for chunk := range other.each {
			for i := range chunk {
				chunk[i].group = numbers[chunk[i].group]
			}
		}
	}
	if len(l.chunks) == 0 {
		*l, *other = *other, orderList{}
		return
	}
	if full := len(other.chunks) - 1; full >= 0 {
		rest := other.last[:orderChunkSize-other.room]
		mine := l.chunks[len(l.chunks)-1]
		l.chunks = append(append(l.chunks[:len(l.chunks)-1], other.chunks[:full]...), mine)
		for _, n := range rest {
			if l.room == 0 {
				l.grow()
			}
			l.last[orderChunkSize-l.room] = n
			l.room--
		}
	}
	*other = orderList{}
}

// bytes is the memory that the list takes.
func (l *orderList) bytes() int64 { return int64(len(l.chunks)) * orderChunkBytes }

func (l *orderList) len() int { return len(l.chunks)*orderChunkSize - l.room }

// each yields the entries, a chunk at a time.
func (l *orderList) each(yield func([]orderEntry) bool) {
	for i, c := range l.chunks {
		n := orderChunkSize
		if i == len(l.chunks)-1 {
			n -= l.room
		}
		if !yield(c[:n]) {
			return
		}
	}
}

// dedupe drops duplicates. The next time is when the list has grown to twice its
// size, or to more where there were few.
func (l *orderList) dedupe() {
	before := l.len()
	kept := orderList{}
	free := l.chunks
	(&orderCounter{}).count(l, func(n orderEntry) { // by then count has copied all entries
		if kept.room == 0 {
			kept.last, kept.room = free[len(kept.chunks)], orderChunkSize
			kept.chunks = append(kept.chunks, kept.last)
		}
		kept.last[orderChunkSize-kept.room] = n
		kept.room--
	})
	growth := 2
	if 4*kept.len() > 3*before {
		growth = 8
	}
	kept.dedupeAt = growth * len(kept.chunks)
	*l = kept
}
