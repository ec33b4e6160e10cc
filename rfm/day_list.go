package rfm

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// DayList collects what each customer spent on which day, for a DayBook: 16 bytes
// per customer and day while amounts fit 32 bits. Rows of an order usually follow
// each other: they are added up at once. Others are merged whenever the list has
// doubled. It is in chunks: growing copies nothing.
type DayList struct {
	chunks    []*dayChunk
	mergeAt   int // number of chunks at which equal days are looked for
	lastGroup uint32
	lastWhen  int32
	noted     bool // there are notes: nothing is merged
}

const (
	dayChunkSize  = 512
	firstDayMerge = 64 // chunks
)

// dayChunk is a block of entries.
type dayChunk struct {
	n       int
	entries [dayChunkSize]listedDay
	upper   upperBits
}

// listedDay is an entry but for the upper bits of its amount.
type listedDay struct {
	group  uint32
	when   int32
	orders int32 // begun on that day, or noteBase and a note
	low    uint32
}

// noteBase is added to a note in place of a number of orders: it stands for one.
const noteBase = 1 << 30

// MaxNote is the largest note of an order.
const MaxNote = noteBase - 1

// ordersOf is the number of orders that an entry stands for.
func ordersOf(orders int32) int32 {
	if orders >= noteBase {
		return 1
	}
	return orders
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
	if last := len(p.chunks) - 1; last >= 0 && w == p.lastWhen && group == p.lastGroup {
		c := p.chunks[last]
		if sum := &c.entries[c.n-1].orders; orders == 0 || *sum < noteBase-orders {
			*sum += orders
			return c.addTo(c.n-1, amount)
		}
	}
	return p.push(group, w, orders, amount)
}

// AddOrder adds the first row of an order with a note of it, from 0 to MaxNote:
// EachNote gives the notes back, in the order in which they came, until the list
// is sorted. A list with notes is not merged before.
func (p *DayList) AddOrder(group uint32, day arrow.Date32, note uint32, amount decimal128.Num) bool {
	p.noted = true
	return p.push(group, when(day, false), noteBase+int32(note), amount)
}

// EachNote yields the notes of orders and forgets them: the orders remain counted.
func (p *DayList) EachNote(yield func(group uint32, day arrow.Date32, note uint32)) {
	for _, c := range p.chunks {
		for i := range c.n {
			if e := &c.entries[i]; e.orders >= noteBase {
				yield(e.group, arrow.Date32(e.when>>1), uint32(e.orders-noteBase))
				e.orders = 1
			}
		}
	}
	p.noted = false
}

// push appends an entry.
func (p *DayList) push(group uint32, w, orders int32, amount decimal128.Num) bool {
	p.lastGroup, p.lastWhen = group, w
	last, fits := len(p.chunks)-1, true
	if last < 0 || p.chunks[last].n == dayChunkSize {
		fits = p.merge()
		p.chunks = append(p.chunks, &dayChunk{})
		last = len(p.chunks) - 1
	}
	c := p.chunks[last]
	c.n++
	c.put(c.n-1, group, w, orders, amount)
	return fits
}

// TakeBack counts an order once less on a day.
func (p *DayList) TakeBack(group uint32, day arrow.Date32) {
	p.Add(group, day, false, -1, decimal128.Num{})
}

// Rescale adds by decimals to every amount; false when one does not fit.
func (p *DayList) Rescale(by int32) bool {
	for _, c := range p.chunks {
		if !c.rescale(by) {
			return false
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
	if p.noted || len(p.chunks) < p.mergeAt {
		return true
	}
	before := len(p.chunks)
	var sorter DaySorter
	sorted, ok := sorter.Sort(p)
	p.chunks = sorted.chunks
	for g := range sorted.groups() {
		for i := sorted.starts[g]; i < sorted.starts[g+1]; i++ {
			sorted.chunks[i/dayChunkSize].entries[i%dayChunkSize].group = uint32(g)
		}
	}
	growth := 2
	if 4*len(p.chunks) > 3*before { // there was little to add up
		growth = 8
	}
	p.mergeAt = max(firstDayMerge, growth*len(p.chunks))
	return ok
}

// Renumber gives the customers other groups: numbers holds the new one of each.
func (p *DayList) Renumber(numbers []uint32) {
	for _, c := range p.chunks {
		for i := range c.entries[:c.n] {
			e := &c.entries[i]
			e.group = numbers[e.group]
		}
	}
}

// Take moves what another list holds to this one; no row may be added to either
// afterwards.
func (p *DayList) Take(other *DayList) {
	p.chunks = append(p.chunks, other.chunks...)
	other.chunks = nil
}
