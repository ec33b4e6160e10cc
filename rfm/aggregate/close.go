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

// Combine ends the aggregators of a population, all that were made together: it
// returns the customers, ordered by id, and the account of all rows. The
// aggregators must not be used afterwards. The error is rfm.ErrOverflow when
// amounts need more than 38 digits, or a *tempfile.Error. Customers without an order
// are left out and counted in the account.
func Combine(aggregators ...*Aggregator) (*rfm.Customers, rfm.Account, error) {
	p, account, err := Close(aggregators...)
	if err != nil {
		return nil, account, err
	}
	defer p.Remove()
	c, err := p.Whole()
	return c, account, err
}

// Close ends aggregators as Combine does, but leaves spilled customers in temporary
// files: it stays below the memory limit. The caller removes the population.
func Close(aggregators ...*Aggregator) (*Population, rfm.Account, error) {
	c := &closing{population: aggregators[0].population, settings: aggregators[0].settings}
	if err := c.join(aggregators); err != nil {
		return nil, c.total, err
	}
	p, err := c.finish()
	return p, c.total, err
}

// closing turns a population whose rows are all added into customers.
type closing struct {
	population *partitionSet
	settings   Settings
	direct     *mergedTable
	total      rfm.Account
}

// join brings all amounts to one scale and all rows to their partitions, and adds
// up the accounts.
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
	} else { // nothing spills any more: few rows are still to come
		for _, a := range aggregators {
			a.settings.Memory = 0
		}
	}
	if c.direct, err = mergeDirectTables(aggregators); err != nil {
		return err
	}
	for _, a := range aggregators {
		if err := a.flush(); err != nil {
			return err
		}
		if !c.total.Add(a.account) {
			return rfm.ErrOverflow
		}
		a.buffers = buffers{}
	}
	c.total.AsOf = lastDay(aggregators)
	if c.settings.AsOf != nil {
		c.total.AsOf = *c.settings.AsOf
	}
	c.total.Monetary = c.settings.Monetary
	c.total.ReturnsDropped = c.settings.Returns == DropReturns
	c.total.Used.Rows = c.total.Rows - c.total.Guests.Rows - c.total.AfterAsOf.Rows
	if c.total.ReturnsDropped {
		c.total.Used.Rows -= c.total.Returns.Rows
	}
	c.total.FirstDay, c.total.LastDay = noDay, -noDay
	return nil
}

// lastDay is the day of the last order that any aggregator has seen.
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
	whole, amount, err := c.customers(c.population.partitions[:], c.direct)
	if err != nil {
		return nil, err
	}
	if err := c.note(whole, c.population.partitions[:], amount); err != nil {
		return nil, err
	}
	return &Population{n: whole.Len(), bytes: int64(whole.ID.Bytes()), whole: whole}, nil
}

// customers are those of partitions and a direct table, ordered by id, and the sum
// of the direct table.
func (c *closing) customers(partitions []partition, direct *mergedTable) (*rfm.Customers, decimal128.Num, error) {
	failed := make([]error, len(partitions))
	parallel.Each(len(partitions), func(number int) {
		p := &partitions[number]
		if !p.rescale(c.total.Scale) || !direct.moveToGroups(p) {
			failed[number] = rfm.ErrOverflow
			return
		}
		failed[number] = p.close(number)
	})
	if err := cmp.Or(failed...); err != nil {
		return nil, decimal128.Num{}, err
	}
	customers := 0
	for i := range partitions {
		customers += len(partitions[i].keys)
	}
	keys := make([]radix.Key, 0, customers)
	for i := range partitions {
		keys = append(keys, partitions[i].keys...)
		partitions[i].keys = nil
	}
	byID := func(x, y radix.Key) int { return compareIDs(x, y, partitions) }
	radix.Sort(keys, byID)
	keyed, amount := direct.keys()
	if len(keys) > 0 && len(keyed) > 0 {
		all := make([]radix.Key, len(keys)+len(keyed))
		radix.Merge(all, keys, keyed, byID)
		keys = all
	} else if len(keys) == 0 {
		keys = keyed
	}
	found, err := fill(partitions, direct, keys, c.settings, c.total.Scale, c.total.AsOf)
	return found, amount, err
}

// note adds customers and the sums of their partitions to the account.
func (c *closing) note(found *rfm.Customers, partitions []partition, direct decimal128.Num) error {
	fits := decimal.AddTo(&c.total.Used.Amount, direct)
	for i := range partitions {
		p := &partitions[i]
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
