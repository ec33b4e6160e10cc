package aggregate

import (
	"math/bits"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
	"rfm/rfm/internal/radix"
)

// joinedTallies are the tallies of a whole population, with the orders of their
// customers counted.
type joinedTallies struct {
	numbering *numbering
	all       []tally
}

// joinTallies joins the tallies of all aggregators, whose amounts are of one
// scale; what has no room in one goes to the lots. Where tallies have been given
// up they all go there.
func joinTallies(all []*Aggregator) (*joinedTallies, error) {
	n := &all[0].population.numbering
	if n.off.Load() {
		for _, a := range all {
			if err := a.giveUpTallies(); err != nil {
				return nil, err
			}
		}
		return &joinedTallies{numbering: n}, nil
	}
	var runs []*orderRun
	for _, a := range all {
		runs = append(runs, &a.tallies.run)
	}
	twice, ascend := joinRuns(runs)
	one := &all[0].tallies
	var orders []*orderList
	for i, a := range all {
		if !ascend {
			a.tallies.breakRun()
		}
		orders = append(orders, &a.tallies.orders)
		if i == 0 {
			continue
		}
		if err := a.moveTallies(one); err != nil {
			return nil, err
		}
	}
	for _, number := range twice {
		one.all[number].orders--
	}
	one.count(orders)
	j := &joinedTallies{n, one.all[:one.high]}
	*one = tallies{}
	return j, nil
}

// moveToGroups moves what is in the tallies of customers who have a group in a part to
// the group: every customer is in one place then. Only rows that had no room in
// a tally make such groups. It is false when a sum overflows.
func (j *joinedTallies) moveToGroups(p *part) (fits bool) {
	fits = true
	if len(j.all) == 0 {
		return fits
	}
	for i := range uint32(p.table.count) {
		g := p.table.at(i)
		number, ok := j.numbering.number(g.key)
		if !ok || number >= uint32(len(j.all)) {
			continue
		}
		t := j.group(number)
		j.all[number] = tally{}
		sum, ok := decimal.AddWide(decimal128.New(g.sumHi, g.sumLo), decimal128.New(t.sumHi, t.sumLo))
		fits = fits && ok
		g.sumHi, g.sumLo = sum.HighBits(), sum.LowBits()
		g.orders += t.orders
		g.first, g.last = min(g.first, t.first), max(g.last, t.last)
	}
	return fits
}

// Group is what a tally tells, as a group without a key.
func (j *joinedTallies) group(number uint32) group {
	t, zero := j.all[number], j.numbering.zero
	g := group{sumLo: uint64(t.sum), orders: int64(t.orders), first: noDay, last: -noDay}
	if t.last != 0 {
		g.first, g.last = zero+arrow.Date32(-t.first), zero+arrow.Date32(t.last)
	}
	return g
}

// keys lists the customers in order, and tells what they paid together.
func (j *joinedTallies) keys() (keys []radix.Key, total decimal128.Num) {
	if len(j.all) == 0 {
		return nil, total
	}
	const block = 1 << 14
	blocks := (len(j.all) + block - 1) / block
	ends, sums := make([]int, blocks+1), make([]decimal128.Num, blocks)
	all := func(i int) []tally { return j.all[i*block : min((i+1)*block, len(j.all))] }
	parallel.Each(blocks, func(i int) {
		for _, t := range all(i) {
			if t != (tally{}) {
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
			if t != (tally{}) {
				number := uint32(i*block + k)
				id := j.numbering.form.key(j.numbering.low + number)
				to[0] = radix.Key{A: bits.ReverseBytes64(id.a), B: bits.ReverseBytes64(id.b), Partition: talliesPart, Group: number}
				to = to[1:]
			}
		}
	})
	if j.numbering.form.digits == 0 { // else numbers are in the order of their ids
		radix.Sort(keys, func(x, y radix.Key) int { return compareKeys(x, y, nil) })
	}
	return keys, total
}

// moveTallies adds what the tallies hold to others, and what has no room there
// to the lots.
func (a *Aggregator) moveTallies(to *tallies) error {
	s := &a.tallies
	switch {
	case s.all == nil:
		return nil
	case to.all == nil:
		to.all, s.high, to.high = s.all, 0, s.high
	}
	to.high = max(to.high, s.high)
	to.grown()
	for number := range s.high {
		if !to.all[number].add(s.all[number]) {
			if err := a.fold(s.all, number, number+1); err != nil {
				return err
			}
		}
	}
	s.all, s.high = nil, 0
	return nil
}

// count counts the distinct orders of the customers.
func (s *tallies) count(orders []*orderList) {
	counters := sync.Pool{New: func() any { return &orderCounter{} }}
	parallel.Each(orderLists, func(i int) {
		var lists []*sublist
		for _, l := range orders {
			lists = append(lists, &l.lists[i])
		}
		counter := counters.Get().(*orderCounter)
		counter.count(lists, func(n noted) { s.all[n.group].orders++ })
		counters.Put(counter)
		for _, l := range lists {
			*l = sublist{}
		}
	})
}

// giveUpTallies hands on what the tallies hold, and their orders.
func (a *Aggregator) giveUpTallies() error {
	if err := a.foldTallies(); err != nil {
		return err
	}
	if a.tallies.orders.any && a.lots.orders == nil {
		if err := a.flush(); err != nil { // what is there was gathered without orders
			return err
		}
		a.lots.grow(true, false)
	}
	n := &a.population.numbering
	for o := range a.tallies.orders.all() {
		if err := a.put(sale{key: n.form.key(n.low + o.group), first: noDay, last: -noDay}, o.order()); err != nil {
			return err
		}
	}
	a.tallies.all, a.tallies.high, a.tallies.orders = nil, 0, orderList{}
	a.population.holds(&a.tallies.held, 0)
	return nil
}

// foldTallies hands on what the tallies hold, but for their orders.
func (a *Aggregator) foldTallies() error {
	if a.tallies.high == 0 {
		return nil
	}
	a.tallies.breakRun() // what it has counted would count again
	err := a.fold(a.tallies.all, 0, a.tallies.high)
	clear(a.tallies.all[:a.tallies.high]) // but for the numbers of those with orders
	return err
}

// fold hands on what some tallies hold.
func (a *Aggregator) fold(all []tally, from, to uint32) error {
	a.lots.grow(false, false)
	n := &a.population.numbering
	for number := from; number < to; number++ {
		t := all[number]
		if t == (tally{}) {
			continue
		}
		s := sale{key: n.form.key(n.low + number), amount: decimal128.FromI64(t.sum), orders: int64(t.orders), single: true, first: noDay, last: -noDay}
		if t.last != 0 {
			s.first, s.last = n.zero+arrow.Date32(-t.first), n.zero+arrow.Date32(t.last)
		}
		if err := a.put(s, 0); err != nil {
			return err
		}
	}
	return nil
}
