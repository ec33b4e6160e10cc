package rfm

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
)

// Combine closes the population of aggregators that were made together: its
// customers, ordered by id, and the account of their rows. The aggregators must
// not be used afterwards. It returns ErrOverflow when the amounts need more than
// 38 digits, or a SpillError. Customers without an order are left out and counted in the account.
func Combine(aggregators ...*Aggregator) (*Customers, Account, error) {
	var total Account
	parts, settings := aggregators[0].population.parts[:], aggregators[0].settings
	scale := int32(0)
	for _, a := range aggregators {
		scale = max(scale, a.scale)
	}
	for _, a := range aggregators {
		if err := a.rescale(scale); err != nil {
			return nil, total, err
		}
	}
	tallies, err := joinTallies(aggregators)
	if err != nil {
		return nil, total, err
	}
	for _, a := range aggregators {
		if err := a.flush(); err != nil {
			return nil, total, err
		}
		if !total.add(a.account) {
			return nil, total, ErrOverflow
		}
		a.lots = lots{}
	}
	total.Scale = scale
	total.ReturnsDropped = settings.Returns == DropReturns
	total.AsOf = lastDay(aggregators)
	if settings.AsOf != nil {
		total.AsOf = *settings.AsOf
	}
	var failed [partitions]error
	parallel(partitions, func(number int) {
		p := &parts[number]
		if !p.rescale(scale) || !tallies.leave(p) {
			failed[number] = ErrOverflow
			return
		}
		failed[number] = p.close(number)
	})
	if err := cmp.Or(failed[:]...); err != nil {
		return nil, total, err
	}
	customers := 0
	for i := range parts {
		customers += len(parts[i].keys)
	}
	keys := make([]sortKey, 0, customers)
	for i := range parts {
		keys = append(keys, parts[i].keys...)
		parts[i].keys = nil
		if err := total.addPart(&parts[i]); err != nil {
			return nil, total, err
		}
	}
	total.Used.Rows = total.Rows - total.Guests.Rows - total.AfterAsOf.Rows
	if total.ReturnsDropped {
		total.Used.Rows -= total.Returns.Rows
	}
	byID := func(x, y sortKey) int { return x.compare(y, parts) }
	sortKeys(keys, byID)
	numbered, amount := tallies.keys()
	if !addTo(&total.Used.Amount, amount) {
		return nil, total, ErrOverflow
	}
	if sortKeys(numbered, byID); len(keys) > 0 {
		all := make([]sortKey, len(keys)+len(numbered))
		mergeKeys(all, keys, numbered, byID)
		numbered = all
	}
	c, err := fill(parts, tallies, numbered, settings, &total)
	return c, total, err
}

// addPart adds what the customers of a part come to.
func (a *Account) addPart(p *part) error {
	a.ReturnsOnly += p.returnsOnly
	if !addTo(&a.Used.Amount, p.amount) || !addTo(&a.ReturnsOnlyAmount, p.returnsOnlyAmount) {
		return ErrOverflow
	}
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

// parallel calls f for 0 … n-1 on all cores. A panic of f becomes one of the
// caller, who may recover from it.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Pointer[string]
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					text := fmt.Sprintf("%v\n\n%s", value, debug.Stack())
					fault.CompareAndSwap(nil, &text)
				}
			}()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
	if text := fault.Load(); text != nil {
		panic(*text)
	}
}
