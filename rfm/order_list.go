package rfm

import "math/bits"

// partitions is the number of parts into which customers are divided by the
// top bits of the hash of their id. What must be looked at together stands in
// one part, which fits the cache.
const (
	partitionBits = 8
	partitions    = 1 << partitionBits
)

// orderList notes which customer has which order, so that distinct orders can
// be counted. Rows of an order usually stand together: only a change is noted.
// Those that do not are thinned out whenever a part has doubled.
type orderList struct {
	parts     [partitions]orderPart
	lastGroup uint32
	lastOrder uint64
	any       bool
}

// orderPart is the list of one part, in chunks: growing copies nothing.
type orderPart struct {
	chunks []*orderChunk
	thinAt int // number of chunks at which doubles are looked for
}

const (
	orderChunkSize = 512
	firstThinning  = 64 // chunks
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
	_, h := makeKey([]byte(id))
	return h
}

// add notes an order of a customer, given by hash and group.
func (l *orderList) add(hash uint64, group uint32, order uint64) {
	if order == l.lastOrder && group == l.lastGroup && l.any {
		return
	}
	l.lastOrder, l.lastGroup, l.any = order, group, true
	p := &l.parts[hash>>(64-partitionBits)]
	last := len(p.chunks) - 1
	if last < 0 || p.chunks[last].n == orderChunkSize {
		p.thin()
		p.chunks = append(p.chunks, &orderChunk{})
		last = len(p.chunks) - 1
	}
	c := p.chunks[last]
	c.orders[c.n], c.groups[c.n] = order, group
	c.n++
}

// thin drops doubles when the part has grown to twice what it was after the
// last time.
func (p *orderPart) thin() {
	if p.thinAt == 0 {
		p.thinAt = firstThinning
	}
	if len(p.chunks) < p.thinAt {
		return
	}
	old := p.chunks
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
	p.chunks = kept
	p.thinAt = max(firstThinning, 2*len(kept))
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
	for slot := (key{order, uint64(group)}).hash() >> s.shift; ; slot = (slot + 1) & mask {
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
