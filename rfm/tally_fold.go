package rfm

import (
	"cmp"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// joinTallies hands on what the tallies of all aggregators hold, with the orders
// of their customers counted, unless they have been given up: then it hands on
// orders and all. All amounts are of one scale.
func joinTallies(all []*Aggregator) error {
	n := &all[0].population.numbering
	if n.off.Load() {
		for _, a := range all {
			if err := a.giveUpTallies(); err != nil {
				return err
			}
		}
		return nil
	}
	one := &all[0].tallies
	for _, a := range all[1:] {
		if err := a.moveTallies(one); err != nil {
			return err
		}
	}
	var failed [partitions]error
	parallel(partitions, func(i int) {
		failed[i] = one.lists[i].count(func(number uint32) { one.all[number].orders++ })
	})
	if err := cmp.Or(failed[:]...); err != nil {
		return err
	}
	errs, high := make([]error, len(all)), int(one.high)
	parallel(len(all), func(i int) {
		errs[i] = all[i].fold(one.all, uint32(high*i/len(all)), uint32(high*(i+1)/len(all)))
	})
	*one = tallies{}
	return cmp.Or(errs...)
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
	for number := range s.high {
		if !to.all[number].add(s.all[number]) {
			if err := a.fold(s.all, number, number+1); err != nil {
				return err
			}
		}
	}
	for i := range s.lists {
		to.lists[i].join(&s.lists[i])
	}
	*s = tallies{}
	return nil
}

// giveUpTallies hands on what the tallies hold, and their orders.
func (a *Aggregator) giveUpTallies() error {
	if err := a.foldTallies(); err != nil {
		return err
	}
	noted := false
	for i := range a.tallies.lists {
		noted = noted || a.tallies.lists[i].any
	}
	if noted && a.lots.orders == nil {
		if err := a.flush(); err != nil { // what is there was gathered without orders
			return err
		}
		a.lots.grow(true, false)
	}
	n := &a.population.numbering
	for i := range a.tallies.lists {
		for number, order := range a.tallies.lists[i].all() {
			if err := a.put(sale{key: n.form.key(n.low + number), first: noDay, last: -noDay}, order); err != nil {
				return err
			}
		}
		a.tallies.lists[i] = orderList{}
	}
	a.tallies.all = nil
	a.population.holds(&a.tallies.held, 0)
	return nil
}

// foldTallies hands on what the tallies hold, but for their orders.
func (a *Aggregator) foldTallies() error {
	err := a.fold(a.tallies.all, 0, a.tallies.high)
	clear(a.tallies.all[:a.tallies.high])
	a.tallies.high = 0
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
		s := sale{key: n.form.key(n.low + number), amount: decimal128.FromI64(t.sum), orders: t.orders, single: true, first: noDay, last: -noDay}
		if t.last != 0 {
			s.first, s.last = n.zero+arrow.Date32(-t.first), n.zero+arrow.Date32(t.last)
		}
		if err := a.put(s, 0); err != nil {
			return err
		}
	}
	return nil
}
