package population

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// Sink takes the records of one worker.
type Sink = func(arrow.Record) error

// Aggregate reads transactions into customers. listen, where there is one, puts
// something before the sink of each worker.
func Aggregate(ctx context.Context, in *rfmio.Input, s aggregate.Settings, listen func(Sink) Sink) (*aggregate.Population, rfm.Account, error) {
	aggregators := aggregate.NewAggregators(in.Workers(), s)
	sinks := make([]Sink, len(aggregators))
	for i, a := range aggregators {
		sinks[i] = a.Add
		if listen != nil {
			sinks[i] = listen(a.Add)
		}
	}
	if err := app.Interruptible(ctx, func() error { return in.Read(ctx, sinks) }); err != nil {
		return nil, rfm.Account{}, withShares(err, in.Account(), func() (rfm.Account, error) {
			all, a, err := aggregate.Close(aggregators...)
			if err == nil {
				all.Remove()
			}
			return a, err
		})
	}
	var all *aggregate.Population
	var account rfm.Account
	err := app.Interruptible(ctx, func() (err error) { // customers in files take their time
		all, account, err = aggregate.Close(aggregators...)
		return err
	})
	if err != nil {
		return nil, account, err
	}
	return all, account, nil
}

// Whole takes all customers into memory.
func Whole(ctx context.Context, all *aggregate.Population) (*rfm.Customers, error) {
	defer all.Remove()
	if all.InMemory() {
		return all.Whole()
	}
	var c *rfm.Customers
	err := app.Interruptible(ctx, func() (err error) {
		c, err = all.Whole()
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// collectKnown reads an input that is one row per customer, or grouped rows.
func collectKnown(ctx context.Context, in *rfmio.Input, rules rfm.KnownRules) (*rfm.Known, rfm.Account, error) {
	collected := make([]*rfm.KnownCustomers, in.Workers())
	sinks := make([]Sink, len(collected))
	for i := range collected {
		collected[i] = &rfm.KnownCustomers{}
		sinks[i] = collected[i].Add
	}
	if err := app.Interruptible(ctx, func() error { return in.Read(ctx, sinks) }); err != nil {
		return nil, rfm.Account{}, withShares(err, in.Account(), func() (rfm.Account, error) {
			_, a, err := rfm.JoinKnown(rules, collected...)
			return a, err
		})
	}
	return rfm.JoinKnown(rules, collected...)
}

// nothingToScore is the error for an input without customers: it says where the
// rows went. The filter and the values it has seen may hold ids, which a redactor
// hides.
func nothingToScore(where string, read rfmio.Account, a rfm.Account, hidden *Redactor) error {
	filter, values := "--where '"+where+"'", filterValues(read)
	if hidden != nil {
		filter, values = "--where", ""
	}
	reasons := []string{app.Counted(read.Rows, "row") + " read"}
	if read.Rows == 0 {
		reasons = []string{"the input has no rows"}
	}
	for _, r := range []struct {
		rows int64
		what string
	}{
		{read.Filtered.Rows, "left out by " + filter}, {read.Outside.Rows, "before --since or after --until"},
		{read.Future.Rows, "later than two days after today (--as-of brings them back)"},
		{read.Continued.Rows, "without an amount"}, {read.Unpaid.Rows, "without a date of payment"},
		{read.NoRevenue.Rows, "that are not revenue"},
		{read.Totals.Rows, "of totals"},
		{read.Bad.Rows, "that cannot be read"}, {read.Duplicates.Rows, "that equal another row"}, {a.Guests.Rows, "without a customer id"},
		{int64(a.ReturnsOnly), app.Plural(a.ReturnsOnly, "customer") + " without an order"},
		{a.AfterAsOf.Rows, "after " + app.Day(a.AsOf)}, {a.Returns.Rows, app.Plural(a.Returns.Rows, "return")},
	} {
		if r.rows > 0 {
			reasons = append(reasons, app.Count(r.rows)+" "+r.what)
		}
	}
	return fmt.Errorf("nothing to score: %s%s%w", strings.Join(reasons, ", "), values, errSilently{rfm.ErrNoCustomers})
}

// filterValues lists the values among which --where found none to keep.
func filterValues(read rfmio.Account) string {
	const shown = 10
	text := ""
	for _, c := range read.FilterValues {
		text += fmt.Sprintf("\n  values of %s: %s", fault.Visible(c.Column), valueList(c.Values, shown))
	}
	return text
}

// errSilently keeps an error's identity and none of its text.
type errSilently struct{ error }

func (errSilently) Error() string { return "" }

func (e errSilently) Unwrap() error { return e.error }
