package rfm

import (
	"iter"
	"math/bits"
	"unsafe"
)

// orderList notes which customer of a part has which order, so that distinct
// orders can be counted. Rows of an order usually stand together: only a change
// is noted. Those that do not are thinned out whenever a list has doubled.
type orderList struct {
	lists     [orderLists]sublist // by the next bits of the hash of the customer
	lastGroup uint32
	lastOrder uint64
	any       bool
	chunks    int // in the lists
}

// sublist is one part of the list, in chunks: growing copies nothing.
type sublist struct {
	chunks []*orderChunk
	last   *orderChunk // of the chunks
	thinAt int         // number of chunks at which doubles are looked for
}

const (
	orderListBits  = 6 // so that a set of orders fits the cache
	orderLists     = 1 << orderListBits
	orderChunkSize = 512
	firstThinning  = 16 // chunks, also of days
)

type orderChunk struct {
	n      int
	orders [orderChunkSize]uint64
	groups [orderChunkSize]uint32
}

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

// add notes an order of a customer, given by hash and number.
func (l *orderList) add(hash uint64, group uint32, order uint64) {
	if order == l.lastOrder && group == l.lastGroup && l.any {
		return
	}
	l.lastOrder, l.lastGroup, l.any = order, group, true
	s := &l.lists[hash<<partitionBits>>(64-orderListBits)]
	c := s.last
	if c == nil || c.n == orderChunkSize {
		l.chunks += 1 - s.thin()
		c = &orderChunk{}
		s.chunks, s.last = append(s.chunks, c), c
	}
	c.orders[c.n], c.groups[c.n] = order, group
	c.n++
}

// count calls yield for the customer of every distinct order, and forgets the
// orders.
func (l *orderList) count(yield func(group uint32)) {
	if !l.any {
		return
	}
	var set orderSet
	for i := range l.lists {
		s := &l.lists[i]
		set.reset(s.len())
		for _, c := range s.chunks {
			for k, order := range c.orders[:c.n] {
				if set.add(c.groups[k], order) {
					yield(c.groups[k])
				}
			}
		}
		*s = sublist{}
	}
	l.chunks = 0
}

// join adds the orders of another list.
func (l *orderList) join(m *orderList) {
	for i := range l.lists {
		to, from := &l.lists[i], &m.lists[i]
		if len(from.chunks) > 0 {
			to.chunks, to.last = append(to.chunks, from.chunks...), from.last
		}
	}
	l.any, l.chunks = l.any || m.any, l.chunks+m.chunks
}

// all are the orders and their customers.
func (l *orderList) all() iter.Seq2[uint32, uint64] {
	return func(yield func(group uint32, order uint64) bool) {
		for b := range buckets {
			for group, order := range l.ofBucket(b) {
				if !yield(group, order) {
					return
				}
			}
		}
	}
}

// ofBucket are the orders of the customers in a bucket. The lists go by the bits
// of the hash that tell the bucket, and more.
func (l *orderList) ofBucket(bucket int) iter.Seq2[uint32, uint64] {
	const each = orderLists / buckets
	return func(yield func(group uint32, order uint64) bool) {
		for i := range each {
			for _, c := range l.lists[bucket*each+i].chunks {
				for k, order := range c.orders[:c.n] {
					if !yield(c.groups[k], order) {
						return
					}
				}
			}
		}
	}
}

// bytes is the memory that the lists take.
func (l *orderList) bytes() int64 {
	return int64(l.chunks) * int64(unsafe.Sizeof(orderChunk{}))
}

func (s *sublist) len() int {
	n := 0
	for _, c := range s.chunks {
		n += c.n
	}
	return n
}

// thin drops doubles when the list has grown to a multiple of what it was after
// the last time: to twice of it, or more where there were few to drop. It
// returns by how many chunks the list is shorter.
func (s *sublist) thin() int {
	if s.thinAt == 0 {
		s.thinAt = firstThinning
	}
	if len(s.chunks) < s.thinAt {
		return 0
	}
	old := s.chunks
	set := newOrderSet(len(old) * orderChunkSize)
	n := 0
	for _, c := range old {
		for i, order := range c.orders[:c.n] {
			if !set.add(c.groups[i], order) {
				continue
			}
			// What is kept moves forward within the chunks read already.
			to := old[n/orderChunkSize]
			to.orders[n%orderChunkSize], to.groups[n%orderChunkSize] = order, c.groups[i]
			n++
		}
	}
	kept := old[:(n+orderChunkSize-1)/orderChunkSize]
	for i, c := range kept {
		c.n = min(orderChunkSize, n-i*orderChunkSize)
	}
	clear(old[len(kept):])
	s.chunks = kept
	growth := 2
	if 4*len(kept) > 3*len(old) {
		growth = 4
	}
	s.thinAt = max(firstThinning, growth*len(kept))
	return len(old) - len(kept)
}

// orderSet is a set of orders of customers.
type orderSet struct {
	entries []orderEntry
	shift   uint
}

type orderEntry struct {
	order uint64
	group uint32
	used  bool
}

// newOrderSet makes a set for up to n orders.
func newOrderSet(n int) *orderSet {
	s := &orderSet{}
	s.reset(n)
	return s
}

// reset empties the set and makes room for up to n orders.
func (s *orderSet) reset(n int) {
	size := 1 << bits.Len(uint(max(n, 8)*3/2))
	s.shift = 64 - uint(bits.TrailingZeros(uint(size)))
	s.entries = resize(s.entries, size)
	clear(s.entries)
}

// add tells whether the order was new.
func (s *orderSet) add(group uint32, order uint64) bool {
	mask := uint64(len(s.entries) - 1)
	for slot := spread(order, uint64(group)) >> s.shift; ; slot = (slot + 1) & mask {
		e := &s.entries[slot]
		if !e.used {
			*e = orderEntry{order, group, true}
			return true
		}
		if e.order == order && e.group == group {
			return false
		}
	}
}

// resize gives a slice n elements, keeping its memory where it can.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
