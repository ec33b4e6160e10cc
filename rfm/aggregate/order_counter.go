package aggregate

import "math/bits"

// orderCounter finds the distinct ones among noted orders. It divides them by
// hash into pieces whose sets fit the nearest cache.
type orderCounter struct {
	entries []noted  // all of a list, piece by piece
	slots   []uint32 // the set of a piece: places in it, plus one
}

// piece is how many orders go into a piece, about.
const piece = 8 << 10

// count calls yield for each distinct order in lists that go together. The lists
// are not looked at any more when it is called.
func (c *orderCounter) count(lists []*sublist, yield func(noted)) {
	n := 0
	for _, s := range lists {
		n += s.len()
	}
	width := bits.Len(uint(n / piece))
	c.entries = resize(c.entries, n)
	ends := make([]int32, 1<<width)
	for _, s := range lists {
		for chunk := range s.each {
			for _, e := range chunk {
				ends[e.hash()>>(64-width)]++
			}
		}
	}
	next := make([]int32, len(ends))
	for i, size := range ends[:len(ends)-1] {
		next[i+1] = next[i] + size
	}
	for _, s := range lists {
		for chunk := range s.each {
			for _, e := range chunk {
				p := &next[e.hash()>>(64-width)]
				c.entries[*p] = e
				*p++
			}
		}
	}
	from := int32(0)
	for _, to := range next {
		c.distinct(c.entries[from:to], width, yield)
		from = to
	}
}

// distinct calls yield for each distinct order of a piece, whose hashes share
// their first bits.
func (c *orderCounter) distinct(entries []noted, shared int, yield func(noted)) {
	size := 1 << bits.Len(uint(max(len(entries), 8)*3/2))
	c.slots = resize(c.slots, size)
	clear(c.slots)
	mask, shift := uint64(size-1), 64-bits.TrailingZeros(uint(size))
search:
	for i, e := range entries {
		slot := e.hash() << shared >> shift
		for at := c.slots[slot]; at != 0; at = c.slots[slot] {
			if entries[at-1] == e {
				continue search
			}
			slot = (slot + 1) & mask
		}
		c.slots[slot] = uint32(i + 1)
		yield(e)
	}
}

// resize gives a slice n elements, keeping its memory where it can.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
