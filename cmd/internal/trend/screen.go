package trend

import (
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/rfm/period"
)

// screen writes the table for a person, with what must be known to read it.
func (j *job) screen() error {
	if j.growth != nil {
		return j.growthSheet().Write(j.out, j.notes()...)
	}
	return j.trendSheet(j.comparison).Write(j.out, append(j.notes(), j.gapNote()...)...)
}

func (j *job) trendSheet(c period.Comparison) *daybook.Sheet {
	signs := daybook.NewSigns()
	s := &daybook.Sheet{Left: 1, Columns: []string{"period", "active", "new", "retained", "reactivated", "lapsed", "retention_pct", "quick_ratio"},
		Expendable: []string{"", "quick_ratio", "reactivated", "retained", "lapsed"}}
	if j.book.Amounts {
		s.Columns = append(s.Columns, "revenue")
	}
	s.Columns = append(s.Columns, "recent_pct")
	if c != period.NoComparison {
		s.Columns = append(s.Columns, "compared_with", "active_change_pct", "revenue_change_pct")
	}
	s.Columns = append(s.Columns, "")
	for p := j.from; p < j.grid.Len(); p++ {
		t := &j.trend.Rows[p]
		row := []string{j.grid.Label(p), number(t.Active), number(t.New), number(t.Retained), number(t.Reactivated), number(t.Lapsed),
			daybook.Share(t.Retained, t.Retained+t.Lapsed, signs.Unknown),
			daybook.Fixed(big.NewRat(t.New+t.Reactivated, 1), big.NewRat(t.Lapsed, 1), 1, 2, signs.Unknown)}
		if p == 0 {
			row[2] += "*"
			for i := 3; i < len(row); i++ {
				row[i] = signs.Unknown
			}
		} else if !j.grid.Complete(p) {
			row[6], row[7] = signs.ToCome, signs.ToCome
		}
		if j.book.Amounts {
			row = append(row, amount(t.Revenue, j.trend.Scale))
		}
		row = append(row, daybook.Share(t.Recent, t.Customers, signs.Unknown))
		if c != period.NoComparison {
			row = append(row, j.compared(p, c, signs)...)
		}
		s.Rows = append(s.Rows, append(row, j.remark(p)))
	}
	return s
}

// compared are the cells of a comparison.
func (j *job) compared(p int, c period.Comparison, signs daybook.Signs) []string {
	q, ok := j.grid.Before(p, c)
	if !ok {
		sign := signs.Unknown
		if !j.grid.Complete(p) {
			sign = signs.ToCome
		}
		return []string{sign, sign, sign}
	}
	now, was := &j.trend.Rows[p], &j.trend.Rows[q]
	return []string{j.grid.Label(q), daybook.Share(now.Active-was.Active, was.Active, signs.Unknown),
		daybook.Fixed(app.Exact(now.Revenue.Sub(was.Revenue), 0), app.Exact(was.Revenue, 0), 100, 1, signs.Unknown)}
}

func (j *job) growthSheet() *daybook.Sheet {
	signs := daybook.NewSigns()
	s := &daybook.Sheet{Left: 1, Columns: []string{"period", "revenue", "loyalty", "expansion", "acquisition", "diversification", "other", ""}, Expendable: []string{"", "other"}}
	for p := j.from; p < j.grid.Len(); p++ {
		t := &j.growth.Rows[p]
		revenue := t.Other
		row := []string{j.grid.Label(p), ""}
		for _, n := range t.Revenue {
			revenue = revenue.Add(n)
			row = append(row, amount(n, j.growth.Scale))
		}
		row = append(row, amount(t.Other, j.growth.Scale))
		row[1] = amount(revenue, j.growth.Scale)
		if p == 0 {
			for i := 2; i < len(row); i++ {
				row[i] = signs.Unknown
			}
		}
		s.Rows = append(s.Rows, append(row, j.remark(p)))
	}
	return s
}

func number(n int64) string { return fmt.Sprint(n) }

// amount with two decimals, or fewer where the amounts have fewer.
func amount(n decimal128.Num, scale int32) string {
	return app.Exact(n, scale).FloatString(int(min(scale, 2)))
}

// remark says how much of a period has been observed, where that is not all.
func (j *job) remark(p int) string {
	if j.grid.Complete(p) {
		return ""
	}
	observed, all := j.grid.Days(p)
	return j.out.Say(fmt.Sprintf("%d of %d days", observed, all))
}

// notes say what cannot be known.
func (j *job) notes() (lines []string) {
	if j.from > 0 {
		return nil
	}
	unknown := fmt.Sprintf("nothing is known of the time before %s", app.Day(j.grid.FirstDay))
	if j.growth == nil {
		unknown = "* or before: " + unknown
	}
	lines = append(lines, unknown)
	if j.trend != nil && int(j.grid.End(0)-j.grid.FirstDay) < j.trend.Hurdle {
		lines = append(lines, fmt.Sprintf("recent_pct is 100 until %s have passed since then", hurdleText(j.trend.Hurdle)))
	}
	return lines
}

// gapNote tells where periods are too short for the customers: where a fifth of
// them take longer than a period from one order to the next.
func (j *job) gapNote() []string {
	longer := map[period.Every]period.Every{period.Day: period.Week, period.Week: period.Month, period.Month: period.Quarter, period.Quarter: period.Year}
	next, ok := longer[j.grid.Every]
	ladder := period.NewLadder(j.book.Customers.Days, j.book.Customers.AsOf, 0)
	_, length := j.grid.Days(0)
	if !ok || !(ladder.FourOfFiveGap > float64(length)) {
		return nil
	}
	return []string{fmt.Sprintf("half of the gaps between orders are longer than %.0f days, a fifth longer than %.0f: --every %s loses fewer who are only slow",
		ladder.HalfGap, ladder.FourOfFiveGap, next)}
}
