package aggregate

import (
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/radix"
	"rfm/rfm/tempfile"
)

// partitionCount is the number of partitions, by the top bits of the hash of the
// customer id: enough for aggregators to seldom wait for each other.
const (
	partitionBits  = 4
	partitionCount = 1 << partitionBits
)

// partitionSet is the population that aggregators fill together: one partition is
// locked at a time.
type partitionSet struct {
	partitions [partitionCount]partition
	numbering  numbering
	held       atomic.Int64 // bytes that partitions and direct tables have reported
}

// bound spills a partition when the population takes more than the limit and the
// partition is large enough to be worth a write.
func (s *partitionSet) bound(p *partition, limit int64) error {
	if limit == 0 || s.tell(p) <= limit || p.bytes() < limit/partitionCount/8 {
		return nil
	}
	err := p.spill()
	s.tell(p)
	return err
}

// spilled tells whether any partition has spilled.
func (s *partitionSet) spilled() bool {
	for i := range s.partitions {
		if s.partitions[i].spilled != nil {
			return true
		}
	}
	return false
}

// tell updates held with the memory of a partition.
func (s *partitionSet) tell(p *partition) int64 {
	return s.holds(&p.held, p.bytes())
}

// holds updates held for one that reported before bytes and now takes others.
func (s *partitionSet) holds(before *int64, now int64) int64 {
	held := s.held.Add(now - *before)
	*before = now
	return held
}

// partition is the customers whose hashes share their top bits. Aggregators add to
// it one at a time, until close.
type partition struct {
	mu     sync.Mutex
	table  hashTable
	orders orderList
	values orderValues
	days   rfm.DayList
	// started counts the orders, in place of orders, where days are kept.
	started startedOrders
	scale   int32 // of all sums
	held    int64 // bytes reported to the population
	// spilled is the temporary file; nil while everything is in memory.
	spilled *spill

	// Results of close.
	keys              []radix.Key      // of the customers with orders
	medians           []decimal128.Num // twice the median order of each group
	sorted            rfm.SortedDays   // of each group, where asked for
	amount            decimal128.Num
	returnsOnly       int
	returnsOnlyAmount decimal128.Num
}

// probeBuffers is the scratch memory in which an aggregator probes the hash table
// for the rows of a buffer.
type probeBuffers struct {
	hashes [bufferSize]uint64
	groups [bufferSize]uint32
	found  [bufferSize]key
}

// add adds the rows of a buffer to their groups; false when a sum overflows.
func (p *partition) add(b *buffer, probe *probeBuffers, s Settings) bool {
	if b.scale > p.scale && !p.rescale(b.scale) || b.scale < p.scale && !b.rescale(p.scale-b.scale) {
		return false
	}
	p.probe(b, probe)
	fits := true
	for i := range b.rows {
		row, number := &b.rows[i], probe.groups[i]
		g := p.table.at(number)
		sum, ok := decimal.AddWide(decimal128.New(g.sumHi, g.sumLo), row.amount)
		fits = fits && ok
		g.sumHi, g.sumLo = sum.HighBits(), sum.LowBits()
		switch {
		case row.isReturn:
		case b.orders == nil || row.single:
			g.orders += int64(row.orders)
		case !s.Days: // else the days count them
			p.orders.add(hashedList(probe.hashes[i]), number, b.orders[i])
		}
		if !row.isReturn {
			g.first = min(g.first, row.first)
			g.last = max(g.last, row.last)
		}
		if s.Monetary == rfm.MedianOrder {
			p.addValue(b, i, number)
		}
		if s.Days && !row.booked {
			amount := row.amount
			if b.earned != nil {
				amount = b.earned[i]
			}
			fits = p.days.Add(number, row.last, row.isReturn, p.begun(b, probe, i), amount) && fits
		}
	}
	return fits
}

// begun is the number of orders that begin with a row, as far as rows have come.
func (p *partition) begun(b *buffer, probe *probeBuffers, i int) int32 {
	row := &b.rows[i]
	switch {
	case row.isReturn:
		return 0
	case b.orders == nil || row.single:
		return int32(row.orders)
	}
	order := startedOrder{b.orders[i], probe.groups[i], row.last}
	if p.started.add(hashedList(probe.hashes[i]), order, func(o startedOrder) { p.days.TakeBack(o.group, o.day) }) {
		return 1
	}
	return 0
}

// addValue notes the amount that a row adds to its order. A return without an
// order id belongs to no order.
func (p *partition) addValue(b *buffer, i int, group uint32) {
	row := &b.rows[i]
	switch {
	case !row.single:
		p.values.add(group, b.orders[i], row.amount, !row.isReturn)
	case !row.isReturn:
		p.values.addSingle(group, row.amount)
	}
}

// probe finds the groups of the rows: all hashes and slots, then all candidates,
// then all keys, then the comparisons. Loops without branches fetch what must
// come from memory, so that the cache misses of many rows overlap.
func (p *partition) probe(b *buffer, probe *probeBuffers) {
	t := &p.table
	t.reserve(len(b.rows))
	for i := range b.rows {
		h := b.rows[i].key.hash()
		probe.hashes[i], probe.groups[i] = h, t.index[t.slot(h)]
	}
	mask := uint32(len(t.index) - 1)
	for i := range b.rows {
		h, entry := probe.hashes[i], probe.groups[i]
		slot := t.slot(h)
		for entry != 0 && entry != t.entry(h, entry&mask-1) {
			slot = (slot + 1) & mask
			entry = t.index[slot]
		}
		probe.groups[i] = entry&mask - 1 // 0 wraps to unknown
	}
	if t.count > 0 {
		for i := range b.rows {
			g := probe.groups[i]
			if g == unknown {
				g = 0
			}
			probe.found[i] = t.at(g).key
		}
	}
	for i := range b.rows {
		if k := b.rows[i].key; probe.groups[i] == unknown || probe.found[i] != k {
			probe.groups[i] = t.findOrInsert(k, probe.hashes[i], b.long)
		}
	}
}

// unknown stands for a customer without a group.
const unknown = ^uint32(0)

// rescale widens the scale of all sums; false when one does not fit.
func (p *partition) rescale(scale int32) bool {
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
func (p *partition) bytes() int64 { return p.table.bytes() + p.orders.bytes() }

// spill moves groups and orders to the temporary file.
func (p *partition) spill() (err error) {
	if p.table.count == 0 {
		return nil
	}
	if p.spilled == nil {
		file, err := tempfile.Create(spillSchema())
		if err != nil {
			return err
		}
		p.spilled = &spill{File: file}
	}
	err = p.spilled.write(p)
	p.table, p.orders = hashTable{}, orderList{}
	return err
}

// removeSpill removes the temporary file.
func (p *partition) removeSpill() {
	if p.spilled != nil {
		p.spilled.Close()
		p.spilled = nil
	}
}

// close counts distinct orders, adds up the partition and lists the customers with
// orders. It returns ErrOverflow when a sum does not fit.
func (p *partition) close(number int) error {
	var counter orderCounter
	for i := range p.orders.lists {
		counter.count([]*sublist{&p.orders.lists[i]}, func(n orderEntry) { p.table.at(n.group).orders++ })
		p.orders.lists[i] = sublist{}
	}
	fits := p.findMedians()
	var sorter rfm.DaySorter
	var ok bool
	p.sorted, ok = sorter.Sort(&p.days)
	p.started.finish(&p.sorted, func(group uint32) { p.table.at(group).orders++ })
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

// findMedians fills medians where they are asked for; false when one does not fit.
func (p *partition) findMedians() bool {
	if p.values == nil {
		return true
	}
	p.medians = make([]decimal128.Num, p.table.count)
	fits := p.values.medians(func(group uint32, twice decimal128.Num) { p.medians[group] = twice })
	p.values = nil
	return fits
}
