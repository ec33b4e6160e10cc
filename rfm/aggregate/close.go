package aggregate

import (
	"cmp"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/parallel"
	"rfm/rfm/internal/radix"
)

// Combine closes the population of aggregators that were made together: its
// customers, ordered by id, and the account of their rows. The aggregators must
// not be used afterwards. It returns ErrOverflow when the amounts need more than
// 38 digits, or a SpillError. Customers without an order are left out and
// counted in the account.
func Combine(aggregators ...*Aggregator) (*rfm.Customers, rfm.Account, error) {
	p, account, err := Close(aggregators...)
	if err != nil {
		return nil, account, err
	}
	defer p.Remove()
	c, err := p.Whole()
	return c, account, err
}

// Close closes a population as Combine does, but leaves the customers where they
// are: it needs no more memory than the settings allow.
func Close(aggregators ...*Aggregator) (*Population, rfm.Account, error) {
	c := &closing{population: aggregators[0].population, settings: aggregators[0].settings}
	if err := c.join(aggregators); err != nil {
		return nil, c.total, err
	}
	p, err := c.finish()
	return p, c.total, err
}

// closing is a population whose rows are all in.
type closing struct {
	population *partition
	settings   Settings
	tallies    *joinedTallies
	total      rfm.Account
}

// join brings everything to one scale and to its part, and joins the accounts.
func (c *closing) join(aggregators []*Aggregator) (err error) {
	for _, a := range aggregators {
		c.total.Scale = max(c.total.Scale, a.scale)
	}
	for _, a := range aggregators {
		if err := cmp.Or(a.rescale(c.total.Scale), a.flush()); err != nil {
			return err
		}
	}
	if c.population.spilled() {
		c.population.numbering.off.Store(true)
	} else { // and stay so: what is still to come is little
		for _, a := range aggregators {
			a.settings.Memory = 0
		}
	}
	if c.tallies, err = joinTallies(aggregators); err != nil {
		return err
	}
	for _, a := range aggregators {
		if err := a.flush(); err != nil {
			return err
		}
		if !c.total.Add(a.account) {
			return rfm.ErrOverflow
		}
		a.lots = lots{}
	}
	c.total.AsOf = lastDay(aggregators)
	if c.settings.AsOf != nil {
		c.total.AsOf = *c.settings.AsOf
	}
	c.total.ReturnsDropped = c.settings.Returns == DropReturns
	c.total.Used.Rows = c.total.Rows - c.total.Guests.Rows - c.total.AfterAsOf.Rows
	if c.total.ReturnsDropped {
		c.total.Used.Rows -= c.total.Returns.Rows
	}
	c.total.FirstDay, c.total.LastDay = noDay, -noDay
	return nil
}

// lastDay is the last day seen by any aggregator.
func lastDay(aggregators []*Aggregator) arrow.Date32 {
	var day arrow.Date32
	any := false
	for _, a := range aggregators {
		if a.any && (!any || a.lastDay > day) {
			day, any = a.lastDay, true
		}
	}
	return day
}

// finish finds the customers.
func (c *closing) finish() (*Population, error) {
	if c.population.spilled() {
		return c.finishSpilled()
	}
	whole, amount, err := c.customers(c.population.parts[:], c.tallies)
	if err != nil {
		return nil, err
	}
	if err := c.note(whole, c.population.parts[:], amount); err != nil {
		return nil, err
	}
	return &Population{n: whole.Len(), whole: whole}, nil
}

// customers are those of some parts and tallies, in order, and what the tallies
// come to.
func (c *closing) customers(parts []part, tallies *joinedTallies) (*rfm.Customers, decimal128.Num, error) {
	failed := make([]error, len(parts))
	parallel.Each(len(parts), func(number int) {
		p := &parts[number]
		if !p.rescale(c.total.Scale) || !tallies.moveToGroups(p) {
			failed[number] = rfm.ErrOverflow
			return
		}
		failed[number] = p.close(number)
	})
	if err := cmp.Or(failed...); err != nil {
		return nil, decimal128.Num{}, err
	}
	customers := 0
	for i := range parts {
		customers += len(parts[i].keys)
	}
	keys := make([]radix.Key, 0, customers)
	for i := range parts {
		keys = append(keys, parts[i].keys...)
		parts[i].keys = nil
	}
	byID := func(x, y radix.Key) int { return compareKeys(x, y, parts) }
	radix.Sort(keys, byID)
	numbered, amount := tallies.keys()
	if len(keys) > 0 && len(numbered) > 0 {
		all := make([]radix.Key, len(keys)+len(numbered))
		radix.Merge(all, keys, numbered, byID)
		keys = all
	} else if len(keys) == 0 {
		keys = numbered
	}
	found, err := fill(parts, tallies, keys, c.settings, c.total.Scale, c.total.AsOf)
	return found, amount, err
}

// note takes down in the account what customers and the rest of their parts come
// to.
func (c *closing) note(found *rfm.Customers, parts []part, tallied decimal128.Num) error {
	fits := decimal.AddTo(&c.total.Used.Amount, tallied)
	for i := range parts {
		p := &parts[i]
		c.total.ReturnsOnly += p.returnsOnly
		fits = decimal.AddTo(&c.total.Used.Amount, p.amount) && decimal.AddTo(&c.total.ReturnsOnlyAmount, p.returnsOnlyAmount) && fits
	}
	for i := range found.Len() {
		c.total.FirstDay, c.total.LastDay = min(c.total.FirstDay, found.FirstOrder[i]), max(c.total.LastDay, found.LastOrder[i])
	}
	if !fits {
		return rfm.ErrOverflow
	}
	return nil
}
