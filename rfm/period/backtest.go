package period

import (
	"cmp"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// Backtest tells what being late was worth: the rhythms of the customers up to a
// cut are held against what they did in the days after it.
type Backtest struct {
	Cut    arrow.Date32
	Window int // days
	Rhythm Rhythm
	Bands  [4]BacktestBand // on time, due, overdue, lapsed
	// Customers have had two order days or more by the cut; Expected of them were to
	// order within the window, at their rhythm; Returned ordered.
	Customers, Expected, Returned int64
	// How often, of two customers of whom one slowed down, that one is later by the
	// own rhythm or has the longer recency (area under the ROC curve); of Expected.
	// NaN where all did or none.
	SlowedByLate, SlowedByRecency float64
	// Likewise of two of whom one did not return; of Customers.
	AwayByLate, AwayByRecency float64
}

// BacktestBand is the customers of a status at the cut of whom an order was
// expected, and those who then ordered less than half as often as before.
type BacktestBand struct{ Customers, Slowed int64 }

// NewBacktest reads a book whose last days, as many as the window has, are held
// out.
func NewBacktest(book *rfm.DayBook, asOf arrow.Date32, window int, bands Bands) *Backtest {
	b := &Backtest{Cut: asOf - arrow.Date32(window), Window: window}
	b.Rhythm = NewRhythm(book, b.Cut)
	if !b.Rhythm.Known() {
		b.SlowedByLate, b.SlowedByRecency, b.AwayByLate, b.AwayByRecency = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		return b
	}
	var all []outcome
	for _, v := range walk(book, func() *backtestVisitor { return &backtestVisitor{of: b} }) {
		all = append(all, v.outcomes...)
	}
	var expected []outcome
	for _, o := range all {
		b.Customers++
		if !o.away {
			b.Returned++
		}
		if !o.expected {
			continue
		}
		expected = append(expected, o)
		band := &b.Bands[bands.status(o.late)]
		band.Customers++
		if o.slowed {
			band.Slowed++
		}
	}
	b.Expected = int64(len(expected))
	late, recency := func(o outcome) float64 { return o.late }, func(o outcome) float64 { return o.recency }
	slowed, away := func(o outcome) bool { return o.slowed }, func(o outcome) bool { return o.away }
	b.SlowedByLate, b.SlowedByRecency = auc(expected, late, slowed), auc(expected, recency, slowed)
	b.AwayByLate, b.AwayByRecency = auc(all, late, away), auc(all, recency, away)
	return b
}

// outcome is a customer with two order days or more at the cut.
type outcome struct {
	late, recency          float64
	expected, slowed, away bool
}

type backtestVisitor struct {
	of       *Backtest
	outcomes []outcome
}

func (v *backtestVisitor) visit(days []rfm.Day) {
	h := habitOf(days, v.of.Cut)
	if h.days < 2 {
		return
	}
	came := int64(0)
	for _, d := range days {
		if d.Ordered && d.Day > v.of.Cut {
			came++
		}
	}
	span, gaps, recency := int64(h.last-h.first), int64(h.days-1), int64(v.of.Cut-h.last)
	num, den := v.of.Rhythm.of(span, gaps)
	window := int64(v.of.Window)
	v.outcomes = append(v.outcomes, outcome{
		late: late(v.of.Rhythm, span, gaps, recency), recency: float64(recency),
		expected: window*den >= num,       // window / rhythm >= 1
		slowed:   2*came*num < window*den, // fewer than half of that
		away:     came == 0,
	})
}

// auc is the chance that of two outcomes, one that holds and one that does not,
// the first has the higher score; ties count half.
func auc(all []outcome, score func(outcome) float64, holds func(outcome) bool) float64 {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b outcome) int { return cmp.Compare(score(a), score(b)) })
	var below, pairs float64 // outcomes that do not hold so far; pairs in order
	var positives float64
	for i := 0; i < len(all); {
		from, with := i, 0.0
		for ; i < len(all) && score(all[i]) == score(all[from]); i++ {
			if holds(all[i]) {
				with++
			}
		}
		without := float64(i-from) - with
		pairs += with * (below + without/2)
		positives, below = positives+with, below+without
	}
	if positives == 0 || below == 0 {
		return math.NaN()
	}
	return pairs / (positives * below)
}
