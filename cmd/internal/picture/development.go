package picture

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/io/report"
	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/period"
)

// Limits of pictures over time.
const (
	fewestMonths = 3  // full ones, below which there is no development
	mostMonths   = 60 // shown
	mostCohorts  = 24 // above, cohorts are quarters
)

// months are the calendar months of the data; nil, with the reason, where there
// are too few, or no days.
func (f *Facts) months() (*period.Grid, string, error) {
	if f.Customers().Days == nil { // of an input of one row per customer
		return nil, f.Language.Say("one row per customer has no dates of single orders", "每位客户一行的数据没有单笔订单的日期"), nil
	}
	first, known := period.FirstDay(f.Customers().Days)
	if !known {
		first = f.Customers().AsOf
	}
	grid, err := period.NewGrid(period.Month, first, f.Customers().AsOf)
	if err != nil {
		return nil, "", err
	}
	full := 0
	for p := range grid.Len() {
		if grid.Complete(p) && (p > 0 || first == grid.Start(p)) {
			full++
		}
	}
	if full < fewestMonths {
		return nil, f.Language.Say("there are fewer than three full months", "完整月份不足三个"), nil
	}
	return grid, "", nil
}

// revenue is the money of every month, with the numbers of rfm trend. What came
// back from customers without an order in the month counts with those who had
// ordered before.
func (f *Facts) revenue() (report.Chart, string, error) {
	grid, why, err := f.months()
	if grid == nil {
		return nil, why, err
	}
	const hurdle = 90 // of no matter for the revenue
	trend, err := period.NewTrend(f.Customers().Days, grid, hurdle)
	if err != nil {
		return nil, "", err
	}
	var c report.Revenue
	for p := max(0, grid.Len()-mostMonths); p < grid.Len(); p++ {
		row := trend.Rows[p]
		returning := row.RevenueRetained
		for _, part := range []decimal128.Num{row.RevenueReactivated, row.Other} {
			var fits bool
			if returning, fits = decimal.Add(returning, part); !fits {
				return nil, "", rfm.ErrOverflow
			}
		}
		c = append(c, report.Month{Name: grid.Label(p), New: report.Decimal(row.RevenueNew.ToString(trend.Scale)),
			Returning: report.Decimal(returning.ToString(trend.Scale)), Complete: grid.Complete(p) && (p > 0 || grid.FirstDay == grid.Start(p)), OrBefore: p == 0})
	}
	return c, "", nil
}

// cohorts follows customers by the month, or quarter, of their first order, with
// the numbers of rfm cohort.
func (f *Facts) cohorts() (report.Chart, string, error) {
	grid, why, err := f.months()
	if grid == nil {
		return nil, why, err
	}
	c := report.Cohorts{Unit: "month"}
	if grid.Len() > mostCohorts {
		c.Unit = "quarter"
		if grid, err = period.NewGrid(period.Quarter, grid.FirstDay, grid.AsOf); err != nil {
			return nil, "", err
		}
	}
	all, err := period.NewCohorts(f.Customers().Days, grid)
	if err != nil {
		return nil, "", err
	}
	c.Open = !grid.Complete(grid.Len() - 1)
	rows := slices.DeleteFunc(all.Cohorts, func(c period.Cohort) bool { return c.Size == 0 })
	for _, cohort := range rows[max(0, len(rows)-mostCohorts):] {
		row := report.Cohort{Name: cohort.Name, Size: int(cohort.Size), OrBefore: cohort.Period == 0}
		for _, cell := range cohort.Cells[1:] {
			row.Active = append(row.Active, int(cell.Active[period.Retention]))
		}
		c.Rows = append(c.Rows, row)
	}
	return c, "", nil
}
