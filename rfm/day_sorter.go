package rfm

import (
	"math"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// DaySorter sorts day lists, one after the other in the same memory: a radix sort,
// by day and then by group.
type DaySorter struct {
	entries, spare []dayEntry
	counts         []uint32
	high           []int64 // upper halves of amounts that need more than 64 bits
}

// dayEntry is an entry of a list.
type dayEntry struct {
	group  uint32
	when   int32
	orders int32
	high   uint32 // place in DaySorter.high, plus one; 0 where low is all
	low    int64
}

// whenBits is the number of bits of a time that are sorted by at once: those of
// all days of five years.
const whenBits = 12

// Sort ends a list, which must not be used afterwards: it sorts the entries by
// group and day and adds up equal ones; false when a sum does not fit.
func (s *DaySorter) Sort(p *DayList) (SortedDays, bool) {
	groups, first, last := s.take(p)
	for shift := 0; shift < bits.Len32(uint32(last-first)); shift += whenBits {
		s.pass(1<<whenBits, func(e *dayEntry) uint32 { return uint32(e.when-first) >> shift & (1<<whenBits - 1) })
	}
	s.pass(groups, func(e *dayEntry) uint32 { return e.group })
	return s.sum(groups)
}

// take moves the entries out of a list. It tells the number of groups and the first
// and the last time.
func (s *DaySorter) take(p *DayList) (groups int, first, last int32) {
	n := 0
	for _, c := range p.chunks {
		n += c.n
	}
	if cap(s.entries) < n {
		s.entries, s.spare = make([]dayEntry, n+n/8), make([]dayEntry, n+n/8)
	}
	s.entries, s.spare, s.high = s.entries[:n], s.spare[:n], s.high[:0]
	to := s.entries
	first, last = math.MaxInt32, math.MinInt32
	for at, c := range p.chunks {
		for i, g := range c.groups[:c.n] {
			e := dayEntry{group: g, when: c.whens[i], orders: c.orders[i], low: c.low[i]}
			if c.high != nil && c.high[i] != c.low[i]>>63 {
				s.high = append(s.high, c.high[i])
				e.high = uint32(len(s.high))
			}
			to[i] = e
			groups, first, last = max(groups, int(g)+1), min(first, e.when), max(last, e.when)
		}
		to, p.chunks[at] = to[c.n:], nil
	}
	p.chunks = nil
	if n == 0 {
		return 0, 0, 0
	}
	return groups, first, last
}

// pass sorts the entries by a digit below size, keeping the order of equal ones.
func (s *DaySorter) pass(size int, digit func(*dayEntry) uint32) {
	if cap(s.counts) < size {
		s.counts = make([]uint32, size)
	}
	next := s.counts[:size]
	clear(next)
	for i := range s.entries {
		next[digit(&s.entries[i])]++
	}
	at := uint32(0)
	for d, n := range next {
		next[d] = at
		at += n
	}
	for i := range s.entries {
		e := &s.entries[i]
		to := &next[digit(e)]
		s.spare[*to] = *e
		*to++
	}
	s.entries, s.spare = s.spare, s.entries
}

// sum adds up equal days of sorted entries.
func (s *DaySorter) sum(groups int) (SortedDays, bool) {
	n := 0
	for i := range s.entries {
		if i == 0 || !s.entries[i].sameDay(&s.entries[i-1]) {
			n++
		}
	}
	d := SortedDays{starts: make([]uint32, groups+1), whens: make([]int32, n), orders: make([]int32, n), low: make([]int64, n)}
	fits := len(s.entries) < math.MaxUint32
	group, at := 0, -1
	for i := range s.entries {
		e := &s.entries[i]
		if i > 0 && e.sameDay(&s.entries[i-1]) {
			d.orders[at] += e.orders
			sum, ok := decimal.AddWide(d.at(uint32(at)), s.amount(e))
			d.set(at, sum)
			fits = fits && ok
			continue
		}
		at++
		for ; group < int(e.group); group++ {
			d.starts[group+1] = uint32(at)
		}
		d.whens[at], d.orders[at] = e.when, e.orders
		d.set(at, s.amount(e))
	}
	for ; group < groups; group++ {
		d.starts[group+1] = uint32(n)
	}
	return d, fits
}

// amount is the amount of an entry.
func (s *DaySorter) amount(e *dayEntry) decimal128.Num {
	if e.high == 0 {
		return decimal128.FromI64(e.low)
	}
	return decimal128.New(s.high[e.high-1], uint64(e.low))
}

func (e *dayEntry) sameDay(o *dayEntry) bool { return e.group == o.group && e.when == o.when }
