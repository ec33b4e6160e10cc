package period

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

// Grid lists the periods from that of the first day of the data to that of the
// as-of date. Periods are numbered from 0.
type Grid struct {
	Every Every
	// FirstDay is the first day with a row of a customer; AsOf the end of the
	// observed time.
	FirstDay, AsOf arrow.Date32

	first int     // Every.Index of period 0
	n     int     // number of periods
	of    []int32 // the period of every day from FirstDay on
	ends  []arrow.Date32
}

// mostDays bounds the time that a grid spans: 10,000 years.
const mostDays = 3_660_000

// NewGrid is the grid of some time. The error tells that it has no end before
// its beginning or is longer than any calendar.
func NewGrid(every Every, firstDay, asOf arrow.Date32) (*Grid, error) {
	if asOf < firstDay || int(asOf)-int(firstDay) > mostDays {
		return nil, fmt.Errorf("there are no periods from %s to %s", firstDay.FormattedString(), asOf.FormattedString())
	}
	g := &Grid{Every: every, FirstDay: firstDay, AsOf: asOf, first: every.Index(firstDay)}
	g.n = every.Index(asOf) - g.first + 1
	g.of = make([]int32, asOf-firstDay+1)
	for p := range g.n {
		g.ends = append(g.ends, min(every.End(g.first+p), asOf))
	}
	p, end := 0, every.End(g.first)
	for i := range g.of {
		if day := firstDay + arrow.Date32(i); day > end {
			p++
			end = every.End(g.first + p)
		}
		g.of[i] = int32(p)
	}
	return g, nil
}

// NewSplit is the grid of the whole time as one period, or as two: what was before
// a day, and what was from then on. All days of it were observed. Periods of All
// have no numbers beside those of the grid.
func NewSplit(firstDay, from, asOf arrow.Date32) (*Grid, error) {
	if asOf < firstDay || int(asOf)-int(firstDay) > mostDays {
		return nil, fmt.Errorf("there are no periods from %s to %s", firstDay.FormattedString(), asOf.FormattedString())
	}
	g := &Grid{Every: All, FirstDay: firstDay, AsOf: asOf, n: 1, ends: []arrow.Date32{asOf}, of: make([]int32, asOf-firstDay+1)}
	if from > firstDay && from <= asOf {
		g.n, g.ends = 2, []arrow.Date32{from - 1, asOf}
		for i := from - firstDay; int(i) < len(g.of); i++ {
			g.of[i] = 1
		}
	}
	return g, nil
}

// Len is the number of periods.
func (g *Grid) Len() int { return g.n }

// Of is the period of a day from FirstDay on. A return may come after AsOf, which
// is the day of the last order where nobody names another: it counts in the last
// period, so that the sums of all periods are those of the customers.
func (g *Grid) Of(day arrow.Date32) int { return int(g.of[min(int(day-g.FirstDay), len(g.of)-1)]) }

// Label names a period.
func (g *Grid) Label(p int) string {
	if g.Every == All { // an interval as ISO 8601 has it
		return g.Start(p).FormattedString() + "/" + g.ends[p].FormattedString()
	}
	return g.Every.Label(g.first + p)
}

// Start is the first day of a period, also of one before the data.
func (g *Grid) Start(p int) arrow.Date32 {
	switch {
	case g.Every != All:
		return g.Every.Start(g.first + p)
	case p <= 0:
		return g.FirstDay
	}
	return g.ends[p-1] + 1
}

// End is the last observed day of a period.
func (g *Grid) End(p int) arrow.Date32 { return g.ends[p] }

// LastDay is the last day of a period, observed or not.
func (g *Grid) LastDay(p int) arrow.Date32 {
	if g.Every == All {
		return g.ends[p]
	}
	return g.Every.End(g.first + p)
}

// Complete tells whether a period was observed to its last day.
func (g *Grid) Complete(p int) bool { return p < g.n && g.LastDay(p) <= g.AsOf }

// Days are the observed days of a period and all its days.
func (g *Grid) Days(p int) (observed, all int) {
	start := g.Start(p)
	return int(g.End(p)-start) + 1, int(g.LastDay(p)-start) + 1
}

// lastEndBy is the last period whose observed end is on or before a day; -1 for
// none.
func (g *Grid) lastEndBy(day arrow.Date32) int {
	if day >= g.AsOf {
		return g.n - 1
	}
	if day < g.FirstDay {
		return -1
	}
	p := g.Of(day)
	if g.End(p) > day {
		p--
	}
	return p
}
