package aggregate

import (
	"math/bits"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
	"rfm/rfm/internal/radix"
)

// mergedTable is the direct table of a whole population, with distinct orders
// counted.
type mergedTable struct {
	numbering *numbering
	slots     []directSlot
	days      []rfm.SortedDays // nil where none are kept: see dayPlace
}

// mergeDirectTables merges the direct tables of all aggregators, whose amounts have
// one scale. Slots whose sums do not fit go to the buffers; where direct tables
// have been dropped, all do.
func mergeDirectTables(all []*Aggregator) (*mergedTable, error) {
	n := &all[0].population.numbering
	if n.off.Load() {
		for _, a := range all {
			if err := a.dropDirectTable(); err != nil {
				return nil, err
			}
		}
		return &mergedTable{numbering: n}, nil
	}
	var runs []*orderRun
	for _, a := range all {
		runs = append(runs, &a.direct.run)
	}
	twice, ascend := joinRuns(runs)
	one := &all[0].direct
	var orders []*orderList
	var days []*directDays
	for i, a := range all {
		if !ascend {
			a.direct.breakRun()
		}
		orders = append(orders, &a.direct.orders)
		if a.direct.days != nil {
			days = append(days, a.direct.days)
		}
		if i == 0 {
			continue
		}
		if err := a.moveSlots(one); err != nil {
			return nil, err
		}
	}
	for _, o := range twice {
		one.slots[o.group].orders--
	}
	one.count(orders)
	j := &mergedTable{numbering: n, slots: one.slots[:one.high]}
	if len(days) > 0 {
		var fits bool
		if j.days, fits = one.mergeDays(days, ascend, twice); !fits {
			return nil, rfm.ErrOverflow
		}
	}
	*one = directTable{}
	return j, nil
}

// moveToGroups moves the slots of customers who also have a group in a partition to
// that group, so that every customer is in one place. Such groups come from rows
// that did not fit a slot. It is false when a sum overflows.
func (j *mergedTable) moveToGroups(p *partition) (fits bool) {
	fits = true
	if len(j.slots) == 0 {
		return fits
	}
	for i := range uint32(p.table.count) {
		g := p.table.at(i)
		number, ok := j.numbering.number(g.key)
		if !ok || number >= uint32(len(j.slots)) {
			continue
		}
		t := j.group(number)
		j.slots[number] = directSlot{}
		sum, ok := decimal.AddWide(decimal128.New(g.sumHi, g.sumLo), decimal128.New(t.sumHi, t.sumLo))
		fits = fits && ok
		g.sumHi, g.sumLo = sum.HighBits(), sum.LowBits()
		g.orders += t.orders
		g.first, g.last = min(g.first, t.first), max(g.last, t.last)
	}
	return fits
}

// group is a slot as a group without a key.
func (j *mergedTable) group(number uint32) group {
	t, zero := j.slots[number], j.numbering.zero
	g := group{sumLo: uint64(t.sum), orders: int64(t.orders), first: noDay, last: -noDay}
	if t.last != 0 {
		g.first, g.last = zero+arrow.Date32(-t.first), zero+arrow.Date32(t.last)
	}
	return g
}

// keys lists the customers, ordered by id, and the sum of their amounts.
func (j *mergedTable) keys() (keys []radix.Key, total decimal128.Num) {
	if len(j.slots) == 0 {
		return nil, total
	}
	const block = 1 << 14
	blocks := (len(j.slots) + block - 1) / block
	ends, sums := make([]int, blocks+1), make([]decimal128.Num, blocks)
	all := func(i int) []directSlot { return j.slots[i*block : min((i+1)*block, len(j.slots))] }
	parallel.Each(blocks, func(i int) {
		for _, t := range all(i) {
			if t != (directSlot{}) {
				ends[i+1]++
				sums[i] = sums[i].Add(decimal128.FromI64(t.sum))
			}
		}
	})
	for i, sum := range sums {
		total = total.Add(sum)
		ends[i+1] += ends[i]
	}
	keys = make([]radix.Key, ends[blocks])
	parallel.Each(blocks, func(i int) {
		to := keys[ends[i]:ends[i+1]]
		for k, t := range all(i) {
			if t != (directSlot{}) {
				number := uint32(i*block + k)
				id := j.numbering.form.key(j.numbering.low + number)
				to[0] = radix.Key{A: bits.ReverseBytes64(id.a), B: bits.ReverseBytes64(id.b), Partition: directPartition, Group: number}
				to = to[1:]
			}
		}
	})
	if j.numbering.form.digits == 0 { // else numbers are in the order of their ids
		radix.Sort(keys, func(x, y radix.Key) int { return compareIDs(x, y, nil) })
	}
	return keys, total
}

// moveSlots adds the slots to another table; those whose sums do not fit there go
// to the buffers.
func (a *Aggregator) moveSlots(to *directTable) error {
	s := &a.direct
	switch {
	case s.slots == nil:
		return nil
	case to.slots == nil:
		to.slots, s.high, to.high = s.slots, 0, s.high
	}
	to.high = max(to.high, s.high)
	to.grown()
	for number := range s.high {
		if !to.slots[number].add(s.slots[number]) {
			if err := a.foldSlots(s.slots, number, number+1); err != nil {
				return err
			}
		}
	}
	s.slots, s.high = nil, 0
	return nil
}

// count counts the distinct orders of the customers.
func (s *directTable) count(orders []*orderList) {
	counters := sync.Pool{New: func() any { return &orderCounter{} }}
	parallel.Each(orderLists, func(i int) {
		var lists []*sublist
		for _, l := range orders {
			lists = append(lists, &l.lists[i])
		}
		counter := counters.Get().(*orderCounter)
		counter.count(lists, func(n orderEntry) { s.slots[n.group].orders++ })
		counters.Put(counter)
		for _, l := range lists {
			*l = sublist{}
		}
	})
}

// dropDirectTable moves the slots and their orders to the buffers.
func (a *Aggregator) dropDirectTable() error {
	if err := a.foldDirectTable(); err != nil {
		return err
	}
	if a.direct.orders.any && a.buffers.orders == nil {
		if err := a.flush(); err != nil { // the rows there were gathered without orders
			return err
		}
		a.buffers.grow(true, false)
	}
	n := &a.population.numbering
	for o := range a.direct.orders.all() {
		if err := a.put(transaction{key: n.form.key(n.low + o.group), first: noDay, last: -noDay}, o.order()); err != nil {
			return err
		}
	}
	a.direct.slots, a.direct.high, a.direct.orders = nil, 0, orderList{}
	a.population.holds(&a.direct.held, 0)
	return nil
}

// foldDirectTable moves the slots to the buffers, but not their orders.
func (a *Aggregator) foldDirectTable() error {
	if a.direct.high == 0 {
		return nil
	}
	a.direct.breakRun() // or its orders would count twice
	err := a.foldSlots(a.direct.slots, 0, a.direct.high)
	clear(a.direct.slots[:a.direct.high]) // high stays: the orders refer to slots
	return err
}

// foldSlots moves some slots to the buffers.
func (a *Aggregator) foldSlots(all []directSlot, from, to uint32) error {
	a.buffers.grow(false, false)
	n := &a.population.numbering
	for number := from; number < to; number++ {
		t := all[number]
		if t == (directSlot{}) {
			continue
		}
		s := transaction{key: n.form.key(n.low + number), amount: decimal128.FromI64(t.sum), orders: int64(t.orders), single: true, booked: true, first: noDay, last: -noDay}
		if t.last != 0 {
			s.first, s.last = n.zero+arrow.Date32(-t.first), n.zero+arrow.Date32(t.last)
		}
		if err := a.put(s, 0); err != nil {
			return err
		}
	}
	return nil
}
