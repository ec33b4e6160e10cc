package aggregate

import (
	"cmp"

	"github.com/apache/arrow/go/v17/arrow"

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
	total      rfm.Account
	// ascend tells that order ids ascend, so that the only orders that come twice are
	// those in twice.
	ascend bool
	twice  []orderStart
}

// join brings all customers to their partitions, and adds up the accounts.
func (c *closing) join(aggregators []*Aggregator) (err error) {
	var runs []*orderRun
	for _, a := range aggregators {
		c.total.Scale = max(c.total.Scale, a.scale)
		runs = append(runs, &a.run)
	}
	for _, a := range aggregators {
		if err := a.rescale(c.total.Scale); err != nil {
			return err
		}
		if !c.total.Add(a.account) {
			return rfm.ErrOverflow
		}
	}
	if !c.population.spilled() {
		c.twice, c.ascend = joinRuns(runs)
	}
	if !c.ascend {
		for _, a := range aggregators {
			a.breakRun()
		}
	}
	joinSlots(aggregators, c.ascend)
	var failed [partitionCount]error
	parallel.Each(partitionCount, func(i int) {
		p, found := &c.population.partitions[i], &probe{}
		for _, a := range aggregators {
			if !p.take(&a.tables[i], i, &c.population.partitions, found) {
				failed[i] = rfm.ErrOverflow
			}
			a.tables[i] = partition{}
		}
	})
	if err := cmp.Or(failed[:]...); err != nil {
		return err
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
	whole, err := c.customers(c.population.partitions[:])
	if err != nil {
		return nil, err
	}
	if err := c.note(whole, c.population.partitions[:]); err != nil {
		return nil, err
	}
	return &Population{n: whole.Len(), bytes: int64(whole.ID.Bytes()), whole: whole}, nil
}

// customers are those of partitions, ordered by id.
func (c *closing) customers(partitions []partition) (*rfm.Customers, error) {
	failed := make([]error, len(partitions))
	parallel.Each(len(partitions), func(number int) {
		p := &partitions[number]
		if !p.rescale(c.total.Scale) {
			failed[number] = rfm.ErrOverflow
			return
		}
		failed[number] = p.close(number, c.ascend, c.twice)
	})
	if err := cmp.Or(failed...); err != nil {
		return nil, err
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
	radix.Sort(keys, func(x, y radix.Key) int { return compareIDs(x, y, partitions) })
	return fill(partitions, keys, c.settings, c.total.Scale, c.total.AsOf)
}

// note adds customers and the sums of their partitions to the account.
func (c *closing) note(found *rfm.Customers, partitions []partition) error {
	fits := true
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
