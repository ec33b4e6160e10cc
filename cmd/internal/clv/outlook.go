package clv

import (
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/clv"
	"rfm/cmd/internal/app"
	"rfm/rfm"
)

// OutlookFlags are those flags of the command that a report has too.
type OutlookFlags struct{ Horizon, Discount, Margin string }

func (f *OutlookFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Horizon, "horizon", "12m", "`time` to predict for, with --clv: 365d, 52w, 12m, 2y, inf")
	fs.StringVar(&f.Discount, "discount", "10%", "annual effective discount `rate`, with --clv: 10% or 0.10")
	fs.StringVar(&f.Margin, "margin", "1", "`share` of the spend that is earned, with --clv: 0.3 or 30%")
}

// Outlook is what the command says of customers, as plain numbers. Slices of
// customers are in the order of the population.
type Outlook struct {
	Model   string
	Horizon string    // as the flag has it
	Alive   []float64 // chance of being alive
	Repeats []int     // days with an order after the first
	Away    []int     // days since the last order
	Value   []float64 // expected value; NaN where the spend is not modelled; nil without amounts
	Equity  float64   // of all customers
	// Orders holds how many customers have 0, 1, 2, … repeat orders and how many
	// the model expects; the last is of all with more.
	Orders []OrderCount
}

// OrderCount is a number of customers, actual and expected.
type OrderCount struct {
	Actual   int
	Expected float64
}

// Plan refuses what the flags cannot mean.
func (f *OutlookFlags) Plan() error {
	_, err := f.plan()
	return err
}

func (f *OutlookFlags) plan() (*plan, error) {
	var o options
	o.AddFlags(pflag.NewFlagSet("", pflag.ContinueOnError)) // the defaults of the command
	o.horizon, o.discount, o.margin = f.Horizon, f.Discount, f.Margin
	return o.plan(time.Time{})
}

// job is a run of the command on customers that were read with their days, to be
// scored: they have amounts.
func (f *OutlookFlags) job(c *rfm.Customers, account rfm.Account) (*job, error) {
	p, err := f.plan()
	if err != nil {
		return nil, err
	}
	return &job{plan: p, customers: c, account: account, amounts: true, messages: app.Messages{Writer: io.Discard}}, nil
}

// Outlook fits a model and values the customers as the command does. err is an
// *app.Error where no model fits.
func (f *OutlookFlags) Outlook(c *rfm.Customers, account rfm.Account) (*Outlook, error) {
	j, err := f.job(c, account)
	if err != nil {
		return nil, err
	}
	h := newHistories(c, c.AsOf, j.plan.period())
	fit, err := j.fit(h)
	if err != nil {
		return nil, err
	}
	v, err := j.valuation(h, fit)
	if err != nil {
		return nil, err
	}
	o := &Outlook{Model: fit.purchase.Model.Name(), Horizon: f.Horizon, Value: v.Value, Equity: v.Equity}
	for _, row := range h.row {
		known := h.rows[row]
		o.Alive = append(o.Alive, v.Predictions[row].Alive)
		o.Repeats = append(o.Repeats, known.X)
		o.Away = append(o.Away, int(known.T-known.TX))
	}
	o.Orders = orderCounts(fit.purchase.Model, h.rows)
	return o, nil
}

// orderCounts uses the exact probabilities, never one simulated population.
func orderCounts(m clv.Model, rows []clv.Row) []OrderCount {
	const last = 7
	counts := make([]OrderCount, last+1)
	ages := map[float64]int{}
	all := 0
	for _, r := range rows {
		counts[min(r.X, last)].Actual += r.N
		ages[r.T] += r.N
		all += r.N
	}
	rest := float64(all)
	for n := range last {
		for _, age := range slices.Sorted(maps.Keys(ages)) { // in one order: sums of floats depend on it
			counts[n].Expected += float64(ages[age]) * clv.PMF(m, clv.Row{}, n, age)
		}
		rest -= counts[n].Expected
	}
	counts[last].Expected = rest
	return counts
}

// Tracking is how many repeat orders a model expects week by week, and how many
// came. It was fitted to the weeks before Split.
type Tracking struct {
	Day              arrow.Date32 // the last one that was fitted to
	Expected, Actual []float64
	Split            int
}

// ErrTooShort means that the time is too short to hold out a part of it.
var ErrTooShort = errors.New("the data are too short to hold out a part of them")

// Track fits to the first half of the time, in whole weeks, and predicts the
// other. err is an *app.Error where no model fits.
func (f *OutlookFlags) Track(c *rfm.Customers, account rfm.Account) (*Tracking, error) {
	const shortest = 4 // weeks to fit to
	days := int(c.AsOf-account.FirstDay) + 1
	held := (days + 7) / 14
	if held < shortest {
		return nil, ErrTooShort
	}
	j, err := f.job(c, account)
	if err != nil {
		return nil, err
	}
	j.plan.spend = false // orders are predicted, not values
	v := &validation{end: c.AsOf, split: c.AsOf - arrow.Date32(7*held)}
	v.before = newHistories(c, v.split, j.plan.period())
	if v.before.repeaters() == 0 {
		return nil, ErrTooShort
	}
	if v.fit, err = j.fit(v.before); err != nil {
		return nil, err
	}
	times, expected, actual, split := v.track(1)
	at := make(map[int]int, len(times))
	for i, t := range times {
		at[t] = i
	}
	sum := func(sums []float64, day int) float64 {
		if day <= 0 {
			return 0
		}
		return sums[at[day]]
	}
	t := &Tracking{Day: v.split}
	for from := split % 7; from+7 <= times[len(times)-1]; from += 7 {
		if from == split {
			t.Split = len(t.Actual)
		}
		t.Expected = append(t.Expected, sum(expected, from+7)-sum(expected, from))
		t.Actual = append(t.Actual, math.Round(sum(actual, from+7)-sum(actual, from)))
	}
	return t, nil
}

// NoModel reports whether an error says that no model fits.
func NoModel(err error) bool {
	var e *app.Error
	return errors.As(err, &e) && e.Code == app.ExitNotFitted
}
