package aggregate

import (
	"iter"
	"unsafe"
)

// orderList notes which customer has which order, so that distinct orders can be
// counted. Rows of an order usually stand together: only a change is noted.
// Those that do not are thinned out whenever a list has grown to a multiple.
type orderList struct {
	lists  [orderLists]sublist // all orders of a customer are in one
	last   noted
	any    bool
	chunks int // in the lists
}

// orderLists is the number of lists: few enough for the ends of all to be in the
// nearest cache.
const (
	orderListBits = 6
	orderLists    = 1 << orderListBits
)

// noted is an order of a customer: in three words, so that nothing is left empty.
type noted struct{ low, high, group uint32 }

func newNoted(group uint32, order uint64) noted {
	return noted{uint32(order), uint32(order >> 32), group}
}

func (n noted) order() uint64 { return uint64(n.high)<<32 | uint64(n.low) }

func (n noted) hash() uint64 { return spread(n.order(), uint64(n.group)) }

// orderKey stands for an order id: the bytes of a short one, the hash of a
// longer one. Two long ids of one customer are taken for one with a probability
// of 2^-64.
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

// Add notes an order in a list.
func (l *orderList) add(list int, group uint32, order uint64) {
	n := newNoted(group, order)
	if n == l.last && l.any {
		return
	}
	l.last, l.any = n, true
	s := &l.lists[list]
	if s.room == 0 {
		before := len(s.chunks)
		if before >= max(s.thinAt, firstThinning) {
			s.thin()
		}
		if s.room == 0 {
			s.grow()
		}
		l.chunks += len(s.chunks) - before
	}
	s.push(n)
}

// hashedList is the list of a customer in a part. It goes by bits of the hash by
// which neither parts nor the places in a table go.
func hashedList(hash uint64) int { return int(hash % orderLists) }

// all are the orders and their customers.
func (l *orderList) all() iter.Seq[noted] {
	return func(yield func(noted) bool) {
		for b := range buckets {
			for n := range l.ofBucket(b) {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// ofBucket are the orders of the customers in a bucket of a part: the bits that
// tell it are the first of those that tell the list.
func (l *orderList) ofBucket(bucket int) iter.Seq[noted] {
	const each = orderLists / buckets
	return func(yield func(noted) bool) {
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
	chunks [][]noted // each of orderChunkSize
	last   []noted   // of the chunks
	room   int       // left in the last
	thinAt int       // number of chunks at which doubles are looked for
}

const (
	orderChunkSize  = 512
	orderChunkBytes = orderChunkSize * int64(unsafe.Sizeof(noted{}))
	firstThinning   = 64 // chunks
)

func (s *sublist) grow() {
	s.last, s.room = make([]noted, orderChunkSize), orderChunkSize
	s.chunks = append(s.chunks, s.last)
}

// push appends an entry, for which there is room.
func (s *sublist) push(n noted) {
	s.last[orderChunkSize-s.room] = n
	s.room--
}

func (s *sublist) bytes() int64 { return int64(len(s.chunks)) * orderChunkBytes }

func (s *sublist) len() int { return len(s.chunks)*orderChunkSize - s.room }

// each yields the entries, a chunk at a time.
func (s *sublist) each(yield func([]noted) bool) {
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

// thin drops doubles when the list has grown to a multiple of what it was after
// the last time: to twice of it, or more where there were few to drop.
func (s *sublist) thin() {
	before := s.len()
	kept := sublist{}
	free := s.chunks
	(&orderCounter{}).count([]*sublist{s}, func(n noted) { // which has copied all by then
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
	kept.thinAt = growth * len(kept.chunks)
	*s = kept
}
