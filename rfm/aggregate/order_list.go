package aggregate

import (
	"iter"
	"unsafe"
)

// orderList notes which customer has which order, so that distinct orders can be
// counted. Rows of an order usually follow each other: only a change is noted.
// Other duplicates are dropped whenever a list has grown to a multiple.
type orderList struct {
	lists  [orderLists]sublist // all orders of a customer are in one
	last   orderEntry
	any    bool
	chunks int // in the lists
}

// orderLists is the number of lists: few enough for the ends of all to fit the
// first-level cache.
const (
	orderListBits = 6
	orderLists    = 1 << orderListBits
)

// orderEntry is an order of a customer, in three words without padding.
type orderEntry struct{ low, high, group uint32 }

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
	return hashBytes([]byte(id))
}

// add notes an order in a list.
func (l *orderList) add(list int, group uint32, order uint64) {
	n := newOrderEntry(group, order)
	if n == l.last && l.any {
		return
	}
	l.last, l.any = n, true
	s := &l.lists[list]
	if s.room == 0 {
		before := len(s.chunks)
		if before >= max(s.dedupeAt, firstDedupe) {
			s.dedupe()
		}
		if s.room == 0 {
			s.grow()
		}
		l.chunks += len(s.chunks) - before
	}
	s.push(n)
}

// hashedList is the list of a customer in a partition, by bits of the hash that
// neither the partition nor the slot uses.
func hashedList(hash uint64) int { return int(hash % orderLists) }

// all are the orders and their customers.
func (l *orderList) all() iter.Seq[orderEntry] {
	return func(yield func(orderEntry) bool) {
		for b := range buckets {
			for n := range l.ofBucket(b) {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// ofBucket are the orders of the customers in a bucket of a partition: its number
// is the first bits of the number of the list.
func (l *orderList) ofBucket(bucket int) iter.Seq[orderEntry] {
	const each = orderLists / buckets
	return func(yield func(orderEntry) bool) {
		for i := range each {
			for chunk := range l.lists[bucket*each+i].each {
				for _, n := range chunk {
					if !yield(n) {
						return
					}
				}
			}
		}
	}
}

// bytes is the memory that the lists take.
func (l *orderList) bytes() int64 { return int64(l.chunks) * orderChunkBytes }

// sublist is one of the lists, in chunks: growing copies nothing.
type sublist struct {
	chunks   [][]orderEntry // each of orderChunkSize
	last     []orderEntry   // of the chunks
	room     int            // left in the last
	dedupeAt int            // number of chunks at which duplicates are dropped
}

const (
	orderChunkSize  = 512
	orderChunkBytes = orderChunkSize * int64(unsafe.Sizeof(orderEntry{}))
	firstDedupe     = 64 // chunks
)

func (s *sublist) grow() {
	s.last, s.room = make([]orderEntry, orderChunkSize), orderChunkSize
	s.chunks = append(s.chunks, s.last)
}

// push appends an entry, for which there is room.
func (s *sublist) push(n orderEntry) {
	s.last[orderChunkSize-s.room] = n
	s.room--
}

func (s *sublist) bytes() int64 { return int64(len(s.chunks)) * orderChunkBytes }

func (s *sublist) len() int { return len(s.chunks)*orderChunkSize - s.room }

// each yields the entries, a chunk at a time.
func (s *sublist) each(yield func([]orderEntry) bool) {
	for i, c := range s.chunks {
		n := orderChunkSize
		if i == len(s.chunks)-1 {
			n -= s.room
		}
		if !yield(c[:n]) {
			return
		}
	}
}

// dedupe drops duplicates. The next time is when the list has grown to twice its
// size, or to more where there were few.
func (s *sublist) dedupe() {
	before := s.len()
	kept := sublist{}
	free := s.chunks
	(&orderCounter{}).count([]*sublist{s}, func(n orderEntry) { // by then count has copied all entries
		if kept.room == 0 {
			kept.last, kept.room = free[len(kept.chunks)], orderChunkSize
			kept.chunks = append(kept.chunks, kept.last)
		}
		kept.push(n)
	})
	growth := 2
	if 4*kept.len() > 3*before {
		growth = 8
	}
	kept.dedupeAt = growth * len(kept.chunks)
	*s = kept
}
