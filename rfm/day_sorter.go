package rfm

import (
	"math"
	"math/bits"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// DaySorter sorts day lists, one after the other in the same memory: by group
// with a counting sort, and each group, which most often is short, by day.
type DaySorter struct {
	entries, spare []dayEntry
	wide           []decimal128.Num // the amounts, where one needs more than 64 bits
	next           []uint32
}

// dayEntry is an entry of a list. amount is the place in wide where that is used.
type dayEntry struct {
	when, orders int32
	amount       int64
}

// shortGroup is how many entries of a group are sorted by insertion.
const shortGroup = 40

// Sort ends a list, which must not be used afterwards: it sorts the entries by
// group and day and adds up equal ones; false when a sum does not fit.
func (s *DaySorter) Sort(p *DayList) (SortedDays, bool) {
	n, groups, wide := p.size()
	starts := make([]uint32, groups+1)
	if n == 0 || n > math.MaxUint32 {
		return SortedDays{starts: starts}, n == 0
	}
	s.take(p, n, starts, wide)
	to := dayWriter{chunks: p.chunks}
	p.chunks = nil
	fits := true
	for g := range groups {
		from, end := starts[g], starts[g+1]
		starts[g] = uint32(to.n)
		if group := s.entries[from:end]; len(group) > 0 {
			s.sortDays(group)
			fits = s.sum(group, &to) && fits
		}
	}
	starts[groups] = uint32(to.n)
	return SortedDays{starts, to.end()}, fits
}

// size is the number of entries and of groups, and whether an amount needs more
// than 64 bits.
func (p *DayList) size() (n, groups int, wide bool) {
	last := uint32(0)
	for _, c := range p.chunks {
		n += c.n
		wide = wide || c.upper.high != nil
		for i := range c.entries[:c.n] {
			last = max(last, c.entries[i].group)
		}
	}
	if n == 0 {
		return 0, 0, false
	}
	return n, int(last) + 1, wide
}

// take copies the entries of a list, by group, and sets where each group starts.
func (s *DaySorter) take(p *DayList, n int, starts []uint32, wide bool) {
	if cap(s.entries) < n {
		s.entries = make([]dayEntry, n+n/8)
	}
	s.entries, s.wide = s.entries[:n], s.wide[:0]
	if wide {
		s.wide = slices.Grow(s.wide, n)
	}
	for _, c := range p.chunks {
		for i := range c.entries[:c.n] {
			starts[c.entries[i].group+1]++
		}
	}
	for g := range starts[1:] {
		starts[g+1] += starts[g]
	}
	s.next = append(s.next[:0], starts...)
	for _, c := range p.chunks {
		for i := range c.entries[:c.n] {
			l := &c.entries[i]
			e := dayEntry{when: l.when, orders: ordersOf(l.orders)}
			if wide {
				e.amount = int64(len(s.wide))
				s.wide = append(s.wide, c.amount(i))
			} else {
				e.amount = c.narrow(i)
			}
			to := &s.next[l.group]
			s.entries[*to] = e
			*to++
		}
	}
}

// sortDays sorts the entries of a group: by insertion, or by one byte after the
// other.
func (s *DaySorter) sortDays(group []dayEntry) {
	if len(group) > shortGroup {
		s.radixSort(group)
		return
	}
	for i := 1; i < len(group); i++ {
		e, k := group[i], i
		for ; k > 0 && group[k-1].when > e.when; k-- {
			group[k] = group[k-1]
		}
		group[k] = e
	}
}

func (s *DaySorter) radixSort(group []dayEntry) {
	first, last := group[0].when, group[0].when
	for i := range group {
		first, last = min(first, group[i].when), max(last, group[i].when)
	}
	if cap(s.spare) < len(group) {
		s.spare = make([]dayEntry, len(group)+len(group)/8)
	}
	from, to := group, s.spare[:len(group)]
	for shift := 0; shift < bits.Len32(uint32(last-first)); shift += 8 {
		var next [256]uint32
		digit := func(e *dayEntry) uint8 { return uint8(uint32(e.when-first) >> shift) }
		for i := range from {
			next[digit(&from[i])]++
		}
		at := uint32(0)
		for d, n := range next {
			next[d] = at
			at += n
		}
		for i := range from {
			d := digit(&from[i])
			to[next[d]] = from[i]
			next[d]++
		}
		from, to = to, from
	}
	if &from[0] != &group[0] {
		copy(group, from)
	}
}

// sum adds up equal days of a sorted group and writes them; false when a sum does
// not fit.
func (s *DaySorter) sum(group []dayEntry, to *dayWriter) (fits bool) {
	fits = true
	for i := 0; i < len(group); {
		e := group[i]
		orders := int64(e.orders)
		first := i
		for i++; i < len(group) && group[i].when == e.when; i++ {
			orders += int64(group[i].orders)
		}
		fits = fits && orders < noteBase
		if len(s.wide) == 0 && i == first+1 {
			to.write(e.when, int32(orders), decimal128.FromI64(e.amount))
			continue
		}
		sum := s.amount(&group[first])
		for k := range group[first+1 : i] {
			var ok bool
			sum, ok = decimal.AddWide(sum, s.amount(&group[first+1+k]))
			fits = fits && ok
		}
		to.write(e.when, int32(orders), sum)
	}
	return fits
}

// amount is the amount of an entry.
func (s *DaySorter) amount(e *dayEntry) decimal128.Num {
	if len(s.wide) == 0 {
		return decimal128.FromI64(e.amount)
	}
	return s.wide[e.amount]
}

// dayWriter writes entries over those of chunks.
type dayWriter struct {
	chunks []*dayChunk
	n      int
}

func (w *dayWriter) write(when, orders int32, amount decimal128.Num) {
	c, at := w.chunks[w.n/dayChunkSize], w.n%dayChunkSize
	if at == 0 {
		c.upper = upperBits{}
	}
	c.put(at, 0, when, orders, amount)
	w.n++
}

// end are the chunks that hold entries.
func (w *dayWriter) end() []*dayChunk {
	used := (w.n + dayChunkSize - 1) / dayChunkSize
	clear(w.chunks[used:])
	for i, c := range w.chunks[:used] {
		c.n = min(dayChunkSize, w.n-i*dayChunkSize)
	}
	return w.chunks[:used:used]
}
