package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// DayList collects what each customer spent on which day, for a DayBook: 20 bytes
// per customer and day. Rows of an order usually follow each other: they are added
// up at once. Others are merged whenever the list has doubled. It is in chunks:
// growing copies nothing.
type DayList struct {
	chunks    []*dayChunk
	mergeAt   int // number of chunks at which equal days are looked for
	lastGroup uint32
	lastWhen  int32
}

const (
	dayChunkSize  = 512
	firstDayMerge = 64 // chunks
)

type dayChunk struct {
	n      int
	groups [dayChunkSize]uint32
	whens  [dayChunkSize]int32
	orders [dayChunkSize]int32 // begun on that day
	low    [dayChunkSize]int64
	high   []int64 // upper halves; nil while every amount fits 64 bits
}

// when is a day and whether it is one of returns: returns are kept apart, since
// a day with nothing else is not a date of an order.
func when(day arrow.Date32, isReturn bool) int32 {
	w := int32(day) << 1
	if isReturn {
		w |= 1
	}
	return w
}

// Add adds a row of the customer in a group, and so many orders that began on its
// day; false when a sum does not fit.
func (p *DayList) Add(group uint32, day arrow.Date32, isReturn bool, orders int32, amount decimal128.Num) bool {
	w := when(day, isReturn)
	last := len(p.chunks) - 1
	if last >= 0 && w == p.lastWhen && group == p.lastGroup {
		c := p.chunks[last]
		c.orders[c.n-1] += orders
		return c.addTo(c.n-1, amount)
	}
	p.lastGroup, p.lastWhen = group, w
	fits := true
	if last < 0 || p.chunks[last].n == dayChunkSize {
		fits = p.merge()
		p.chunks = append(p.chunks, &dayChunk{})
		last = len(p.chunks) - 1
	}
	p.chunks[last].push(group, w, orders, amount)
	return fits
}

// TakeBack counts an order once less on a day.
func (p *DayList) TakeBack(group uint32, day arrow.Date32) {
	p.Add(group, day, false, -1, decimal128.Num{})
}

// push appends an entry; there must be room.
func (c *dayChunk) push(group uint32, when int32, orders int32, amount decimal128.Num) {
	c.groups[c.n], c.whens[c.n], c.orders[c.n] = group, when, orders
	c.n++
	c.set(c.n-1, amount)
}

// at is the amount of an entry.
func (c *dayChunk) at(i int) decimal128.Num {
	if c.high == nil {
		return decimal128.FromI64(c.low[i])
	}
	return decimal128.New(c.high[i], uint64(c.low[i]))
}

func (c *dayChunk) set(i int, n decimal128.Num) {
	low := int64(n.LowBits())
	if c.high == nil && n.HighBits() != low>>63 {
		c.high = make([]int64, dayChunkSize)
		for k := range c.n {
			c.high[k] = c.low[k] >> 63
		}
	}
	c.low[i] = low
	if c.high != nil {
		c.high[i] = n.HighBits()
	}
}

// addTo adds to an entry; false when the sum does not fit.
func (c *dayChunk) addTo(i int, n decimal128.Num) bool {
	sum, ok := decimal.AddWide(c.at(i), n)
	c.set(i, sum)
	return ok
}

// Rescale adds by decimals to every amount; false when one does not fit.
func (p *DayList) Rescale(by int32) bool {
	for _, c := range p.chunks {
		for k := range c.n {
			n, ok := decimal.Rescale(c.at(k), by)
			if !ok {
				return false
			}
			c.set(k, n)
		}
	}
	return true
}

// merge adds up equal days when the list has grown to a multiple of what it was
// after the last time, to twice of it or more where there was little to add up;
// false when a sum does not fit.
func (p *DayList) merge() bool {
	if p.mergeAt == 0 {
		p.mergeAt = firstDayMerge
	}
	if len(p.chunks) < p.mergeAt {
		return true
	}
	before := len(p.chunks)
	var sorter DaySorter
	sorted, ok := sorter.Sort(p)
	for g := range sorted.groups() {
		for i := sorted.starts[g]; i < sorted.starts[g+1]; i++ {
			last := len(p.chunks) - 1
			if last < 0 || p.chunks[last].n == dayChunkSize {
				p.chunks = append(p.chunks, &dayChunk{})
				last++
			}
			p.chunks[last].push(uint32(g), sorted.whens[i], sorted.orders[i], sorted.at(i))
		}
	}
	growth := 2
	if 4*len(p.chunks) > 3*before { // there was little to add up
		growth = 8
	}
	p.mergeAt = max(firstDayMerge, growth*len(p.chunks))
	return ok
}

// Take moves what another list holds to this one; no row may be added to either
// afterwards.
func (p *DayList) Take(other *DayList) {
	p.chunks = append(p.chunks, other.chunks...)
	other.chunks = nil
}

// SortedDays are the entries of a DayList by group and day, equal ones added up.
// Those of group g are starts[g] … starts[g+1].
type SortedDays struct {
	starts []uint32
	whens  []int32
	orders []int32 // begun on that day
	low    []int64
	high   []int64 // nil while every amount fits 64 bits
}

func (s *SortedDays) groups() int { return max(0, len(s.starts)-1) }

func (s *SortedDays) at(i uint32) decimal128.Num {
	if s.high == nil {
		return decimal128.FromI64(s.low[i])
	}
	return decimal128.New(s.high[i], uint64(s.low[i]))
}

// set sets an amount; what lies behind it has none yet.
func (s *SortedDays) set(i int, n decimal128.Num) {
	low := int64(n.LowBits())
	if s.high == nil && n.HighBits() != low>>63 {
		s.high = make([]int64, len(s.low))
		for k, l := range s.low[:i] {
			s.high[k] = l >> 63
		}
	}
	s.low[i] = low
	if s.high != nil {
		s.high[i] = n.HighBits()
	}
}

// TakeBack counts an order of the customer in a group once less on a day with an
// order.
func (s *SortedDays) TakeBack(group uint32, day arrow.Date32) {
	at := s.starts[group]
	for w := when(day, false); s.whens[at] != w; {
		at++
	}
	s.orders[at]--
}
