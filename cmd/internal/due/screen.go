package due

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/rfm/period"
)

// byChance is the regularity up to which orders come by chance.
const byChance = 1.1

// writeHead writes how regular the customers are, how many there are of each
// status, how they go on from order to order, and whose amounts fall.
func (j *job) writeHead(w io.Writer, rows int) error {
	c := j.book.Customers
	ladder := period.NewLadder(c.Days, c.AsOf, 3)
	counts := j.due.Counts()
	all := int64(c.Len())
	repeat := all - counts[period.OneTime]
	lines := []string{fmt.Sprintf("%s of %s customers have a rhythm", app.Count(repeat), app.Count(all))}
	if !math.IsNaN(ladder.Regularity) {
		lines[0] += fmt.Sprintf("; regularity %.1f (1 = chance, 2 and more = habit)", ladder.Regularity)
		if ladder.Regularity <= byChance {
			lines = append(lines, "notice: no rhythm in these data: orders come by chance, and due dates tell little; use rfm clv")
		}
	}
	status := ""
	for _, s := range period.Statuses() {
		status += fmt.Sprintf("%s %s   ", s, app.Count(counts[s]))
	}
	lines = append(lines, strings.TrimSpace(status))
	if len(ladder.Steps) > 0 && ladder.Steps[0].WentOn > 0 {
		lines = append(lines, "order  customers  went on  days to the next: half  4 of 5  9 of 10")
		for i, s := range ladder.Steps {
			if s.WentOn == 0 {
				break
			}
			lines = append(lines, fmt.Sprintf("%-5d  %9d  %5s %%  %22s  %6s  %7s", i+1, s.Customers, daybook.Share(s.WentOn, s.Customers, ""),
				days(s.Half), days(s.FourOfFive), days(s.NineOfTen)))
		}
	}
	if f := j.due.Fall(); j.book.Amounts && f.Before > 0 {
		lines = append(lines, j.fallLine(f))
	}
	if rows == 0 {
		lines = append(lines, "nobody is due")
	}
	for _, line := range append(lines, "") {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// fallLine says whose amounts fall, order days or not.
func (j *job) fallLine(f period.Fall) string {
	w := j.options.Window
	before := fmt.Sprintf("the %d days before", w)
	if j.options.Year {
		before = fmt.Sprintf("the same %d days of the year before", w)
	}
	return fmt.Sprintf("the last %d days against %s: of %s customers who spent then %s spend 30 %% less or worse (%s nothing), %s 30 %% more",
		w, before, app.Count(f.Before), app.Count(f.Down), app.Count(f.Gone), app.Count(f.Up))
}

// days of a quantile, without decimals where it has none.
func days(v float64) string { return fmt.Sprintf("%g", math.Round(v*10)/10) }

// backtest writes what the statuses told of the days held out.
func (j *job) backtest(context.Context) error {
	c := j.book.Customers
	b := period.NewBacktest(c.Days, c.AsOf, j.holdout, j.options.Bands)
	if b.Customers == 0 {
		return app.Usagef("--holdout %dd: up to %s nobody has ordered on two days", j.holdout, app.Day(b.Cut))
	}
	rec := b.Record(memory.DefaultAllocator)
	defer rec.Release()
	w := j.head()
	lines := []string{
		fmt.Sprintf("status on %s; in the %d days after, of the %s repeat customers who were to order then by their rhythm", app.Day(b.Cut), b.Window, app.Count(b.Expected)),
		fmt.Sprintf("slowed: ordered less than half as often as before. Told by late with AUC %s, by recency alone with %s", area(b.SlowedByLate), area(b.SlowedByRecency)),
		fmt.Sprintf("did not order at all, of all %s repeat customers: %s; told by late with AUC %s, by recency alone with %s", app.Count(b.Customers), app.Count(b.Customers-b.Returned),
			area(b.AwayByLate), area(b.AwayByRecency)), "",
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return j.out.Write(rec, "", nil)
}

// area under a curve; 0.5 is chance.
func area(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}
