package aggregate

import (
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/radix"
)

// partitions is the number of parts into which customers are divided by the
// top bits of the hash of their id: enough for the aggregators to be seldom in
// each other's way.
const (
	partitionBits = 4
	partitions    = 1 << partitionBits
)

// partition is the population that aggregators fill together.
type partition struct {
	parts     [partitions]part
	numbering numbering
	held      atomic.Int64 // bytes that parts and tallies have told they take
}

// bound moves a part to a temporary file where the population takes more than
// the limit and the part is worth a write.
func (s *partition) bound(p *part, limit int64) error {
	if limit == 0 || s.tell(p) <= limit || p.bytes() < limit/partitions/8 {
		return nil
	}
	err := p.spill()
	s.tell(p)
	return err
}

// spilled tells whether some part has a temporary file.
func (s *partition) spilled() bool {
	for i := range s.parts {
		if s.parts[i].spilled != nil {
			return true
		}
	}
	return false
}

// tell brings held up to date with a part.
func (s *partition) tell(p *part) int64 {
	return s.holds(&p.held, p.bytes())
}

// holds brings held up to date with one that took some bytes and now takes
// others.
func (s *partition) holds(before *int64, now int64) int64 {
	held := s.held.Add(now - *before)
	*before = now
	return held
}

// Partition is one part of a population. Aggregators add to it in turns, and close
// ends that.
type part struct {
	mu     sync.Mutex
	table  groupTable
	orders orderList
	values orderValues
	days   rfm.DayList
	scale  int32 // of all sums
	held   int64 // bytes told to the population
	// spilled is what was moved to a temporary file; nil while all is in memory.
	spilled *spill

	// What close finds.
	keys              []radix.Key      // of the customers with orders
	medians           []decimal128.Num // twice the median order of each group
	sorted            rfm.SortedDays   // of each group, where asked for
	amount            decimal128.Num
	returnsOnly       int
	returnsOnlyAmount decimal128.Num
}

// lookup is the memory that an aggregator needs while it finds the groups of a
// lot.
type lookup struct {
	hashes [lotSize]uint64
	groups [lotSize]uint32
	found  [lotSize]key
}

// Add adds the rows of a lot to their groups; false when a sum overflows.
func (p *part) add(l *lot, u *lookup, s Settings) bool {
	if l.scale > p.scale && !p.rescale(l.scale) || l.scale < p.scale && !l.rescale(p.scale-l.scale) {
		return false
	}
	p.find(l, u)
	fits := true
	for i := range l.sales {
		row, number := &l.sales[i], u.groups[i]
		g := p.table.at(number)
		sum, ok := decimal.AddWide(decimal128.New(g.sumHi, g.sumLo), row.amount)
		fits = fits && ok
		g.sumHi, g.sumLo = sum.HighBits(), sum.LowBits()
		switch {
		case row.isReturn:
		case l.orders == nil || row.single:
			g.orders += int64(row.orders)
		default:
			p.orders.add(hashedList(u.hashes[i]), number, l.orders[i])
		}
		if !row.isReturn {
			g.first = min(g.first, row.first)
			g.last = max(g.last, row.last)
		}
		if s.Monetary == rfm.MedianOrder {
			p.addValue(l, i, number)
		}
		if s.Days {
			amount := row.amount
			if l.earned != nil {
				amount = l.earned[i]
			}
			fits = p.days.Add(number, row.last, row.isReturn, amount) && fits
		}
	}
	return fits
}

// addValue notes what a row adds to its order. A return without an order id
// belongs to no order.
func (p *part) addValue(l *lot, i int, group uint32) {
	row := &l.sales[i]
	switch {
	case !row.single:
		p.values.add(group, l.orders[i], row.amount, !row.isReturn)
	case !row.isReturn:
		p.values.addSingle(group, row.amount)
	}
}

// find finds the groups of the rows. What must come from memory is fetched in
// loops that decide nothing, so that the misses of many rows overlap; the
// decisions follow when it is there.
func (p *part) find(l *lot, u *lookup) {
	t := &p.table
	t.reserve(len(l.sales))
	for i := range l.sales {
		h := l.sales[i].key.hash()
		u.hashes[i], u.groups[i] = h, t.index[t.slot(h)]
	}
	mask := uint32(len(t.index) - 1)
	for i := range l.sales {
		h, entry := u.hashes[i], u.groups[i]
		slot := t.slot(h)
		for entry != 0 && entry != t.entry(h, entry&mask-1) {
			slot = (slot + 1) & mask
			entry = t.index[slot]
		}
		u.groups[i] = entry&mask - 1 // none wraps to unknown
	}
	if t.count > 0 {
		for i := range l.sales {
			g := u.groups[i]
			if g == unknown {
				g = 0
			}
			u.found[i] = t.at(g).key
		}
	}
	for i := range l.sales {
		if k := l.sales[i].key; u.groups[i] == unknown || u.found[i] != k {
			u.groups[i] = t.find(k, u.hashes[i], l.long)
		}
	}
}

// unknown stands for the group of a customer who has none yet.
const unknown = ^uint32(0)

// Rescale widens the scale of all sums; false when one does not fit.
func (p *part) rescale(scale int32) bool {
	by := scale - p.scale
	if by == 0 {
		return true
	}
	p.scale = scale
	for i := range uint32(p.table.count) {
		g := p.table.at(i)
		n, ok := decimal.Rescale(decimal128.New(g.sumHi, g.sumLo), by)
		if !ok {
			return false
		}
		g.sumHi, g.sumLo = n.HighBits(), n.LowBits()
	}
	return p.values.rescale(by) && p.days.Rescale(by)
}

// bytes is the memory that groups and orders take.
func (p *part) bytes() int64 { return p.table.bytes() + p.orders.bytes() }

// spill moves what the part holds to its temporary file.
func (p *part) spill() (err error) {
	if p.table.count == 0 {
		return nil
	}
	if p.spilled == nil {
		file, err := newTempFile(spillSchema())
		if err != nil {
			return err
		}
		p.spilled = &spill{tempFile: file}
	}
	err = p.spilled.write(p)
	p.table, p.orders = groupTable{}, orderList{}
	return err
}

// removeSpill removes the temporary file.
func (p *part) removeSpill() {
	if p.spilled != nil {
		p.spilled.close()
		p.spilled = nil
	}
}

// close counts the orders, adds up the part and lists the customers with
// orders. It returns ErrOverflow where a sum does not fit.
func (p *part) close(number int) error {
	var counter orderCounter
	for i := range p.orders.lists {
		counter.count([]*sublist{&p.orders.lists[i]}, func(n noted) { p.table.at(n.group).orders++ })
		p.orders.lists[i] = sublist{}
	}
	fits := p.findMedians()
	var ok bool
	p.sorted, ok = p.days.Sort()
	fits = fits && ok
	p.keys = make([]radix.Key, 0, p.table.count)
	p.table.index = nil
	for i := range uint32(p.table.count) {
		g := p.table.at(i)
		sum := decimal128.New(g.sumHi, g.sumLo)
		fits = sum.FitsInPrecision(decimal.Precision) && decimal.AddTo(&p.amount, sum) && fits
		if g.orders == 0 {
			p.returnsOnly++
			fits = decimal.AddTo(&p.returnsOnlyAmount, sum) && fits
			continue
		}
		k := p.table.sortKey(g.key)
		k.Partition, k.Group = uint32(number), i
		p.keys = append(p.keys, k)
	}
	if !fits {
		return rfm.ErrOverflow
	}
	return nil
}

// findMedians fills medians where they are asked for; false when one does not
// fit.
func (p *part) findMedians() bool {
	if p.values == nil {
		return true
	}
	p.medians = make([]decimal128.Num, p.table.count)
	fits := p.values.medians(func(group uint32, twice decimal128.Num) { p.medians[group] = twice })
	p.values = nil
	return fits
}
