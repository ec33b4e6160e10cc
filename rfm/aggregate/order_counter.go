package aggregate

import "math/bits"

// orderCounter finds the distinct orders among entries. It partitions them by hash,
// so that the hash set of a partition fits the first-level cache.
type orderCounter struct {
	entries []orderEntry // all of a list, by partition
	slots   []uint32     // the hash set of a partition: indexes in it, plus one
}

// ordersPerPartition is about how many orders a partition has.
const ordersPerPartition = 8 << 10

// count calls yield for each distinct order of a list, which is not read any more
// once it does.
func (c *orderCounter) count(list *orderList, yield func(orderEntry)) {
	n := list.len()
	width := bits.Len(uint(n / ordersPerPartition))
	c.entries = resize(c.entries, n)
	ends := make([]int32, 1<<width)
	for chunk := range list.each {
		for _, e := range chunk {
			ends[e.hash()>>(64-width)]++
		}
	}
	next := make([]int32, len(ends))
	for i, size := range ends[:len(ends)-1] {
		next[i+1] = next[i] + size
	}
	for chunk := range list.each {
		for _, e := range chunk {
			p := &next[e.hash()>>(64-width)]
			c.entries[*p] = e
			*p++
		}
	}
	from := int32(0)
	for _, to := range next {
		c.distinct(c.entries[from:to], width, yield)
		from = to
	}
}

// countIn calls yield for each distinct order of a list, which is empty afterwards.
// ascend tells that all are distinct.
func (c *orderCounter) countIn(list *orderList, ascend bool, yield func(orderEntry)) {
	if !ascend {
		c.count(list, yield)
	} else {
		for chunk := range list.each {
			for _, n := range chunk {
				yield(n)
			}
		}
	}
	*list = orderList{}
}

// distinct calls yield for each distinct order of a partition, whose hashes share
// their first bits.
func (c *orderCounter) distinct(entries []orderEntry, shared int, yield func(orderEntry)) {
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
