package period

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Within tells per cohort who ordered again on a later day within so many days
// of their own first order. A customer is eligible for a number of days who has been
// observed for as long: not less, so that young customers do not look unfaithful.
type Within struct {
	Grid    *Grid
	Days    []int
	Cohorts []WithinCohort
}

// WithinCohort is a cohort with, for each number of days, the eligible customers
// and those of them who ordered again.
type WithinCohort struct {
	Name             string
	Period           int // -1 where cohorts are values of a column
	Size             int64
	Eligible, Repeat []int64
}

// NewWithin reads a book, by period of first order.
func NewWithin(book *rfm.DayBook, grid *Grid, horizons []int) *Within {
	visitors := walk(book, func() *withinVisitor {
		v := &withinVisitor{grid: grid, horizons: horizons}
		for p := range grid.Len() {
			v.cohorts = append(v.cohorts, newWithinCohort(grid.Label(p), p, len(horizons)))
		}
		return v
	})
	w := &Within{Grid: grid, Days: horizons, Cohorts: visitors[0].cohorts}
	for _, v := range visitors[1:] {
		for p := range w.Cohorts {
			w.Cohorts[p].merge(&v.cohorts[p])
		}
	}
	return w
}

// NewWithinBy reads a book, by value of a column as NewCohortsBy does.
func NewWithinBy(book *rfm.DayBook, grid *Grid, horizons []int, values []string, valueOf []int32) *Within {
	w := &Within{Grid: grid, Days: horizons}
	for _, name := range values {
		w.Cohorts = append(w.Cohorts, newWithinCohort(name, -1, len(horizons)))
	}
	var days []rfm.Day
	for customer, value := range valueOf {
		days = book.AppendDays(days[:0], customer)
		w.Cohorts[value].add(days, firstOrder(days), grid, horizons)
	}
	return w
}

func newWithinCohort(name string, period, horizons int) WithinCohort {
	return WithinCohort{Name: name, Period: period, Eligible: make([]int64, horizons), Repeat: make([]int64, horizons)}
}

func (c *WithinCohort) merge(o *WithinCohort) {
	c.Size += o.Size
	for i := range c.Eligible {
		c.Eligible[i] += o.Eligible[i]
		c.Repeat[i] += o.Repeat[i]
	}
}

func (c *WithinCohort) add(days []rfm.Day, first int, grid *Grid, horizons []int) {
	c.Size++
	day, again := days[first].Day, -1
	for _, d := range days[first+1:] {
		if d.Ordered {
			again = int(d.Day - day)
			break
		}
	}
	for i, h := range horizons {
		if int(grid.AsOf-day) < h {
			continue
		}
		c.Eligible[i]++
		if again >= 0 && again <= h {
			c.Repeat[i]++
		}
	}
}

type withinVisitor struct {
	grid     *Grid
	horizons []int
	cohorts  []WithinCohort
}

func (v *withinVisitor) visit(days []rfm.Day) {
	if first := firstOrder(days); first >= 0 {
		v.cohorts[v.grid.Of(days[first].Day)].add(days, first, v.grid, v.horizons)
	}
}

// Since drops the cohorts of periods before one.
func (w *Within) Since(period int) {
	w.Cohorts = slices.DeleteFunc(w.Cohorts, func(c WithinCohort) bool { return c.Period >= 0 && c.Period < period })
}

// Total is all cohorts in one.
func (w *Within) Total() WithinCohort {
	all := newWithinCohort("", -1, len(w.Days))
	for i := range w.Cohorts {
		all.merge(&w.Cohorts[i])
	}
	return all
}

// WithinSchema is one row per cohort.
func WithinSchema(horizons []int) *arrow.Schema {
	fields := []arrow.Field{textField(FieldCohort), countField(FieldCustomers)}
	for _, h := range horizons {
		fields = append(fields, countField(fmt.Sprint("eligible_", h)), countField(fmt.Sprint("repeat_", h)),
			optional(percentField(fmt.Sprintf("repeat_%d_pct", h))))
	}
	return arrow.NewSchema(fields, nil)
}

// Record returns the cohorts as one record of WithinSchema. A rate of no eligible customers is null. The caller releases it.
func (w *Within) Record(mem memory.Allocator) arrow.Record {
	b := newRows(mem, WithinSchema(w.Days))
	for i := range w.Cohorts {
		c := &w.Cohorts[i]
		if c.Size == 0 {
			continue
		}
		b.text(c.Name)
		b.count(c.Size)
		for h := range w.Days {
			b.count(c.Eligible[h])
			b.count(c.Repeat[h])
			b.sharePercentIf(true, c.Repeat[h], c.Eligible[h])
		}
	}
	return b.record()
}
