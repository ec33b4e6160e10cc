package cohort

import (
	"fmt"
	"math/big"
	"strconv"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/rfm/period"
)

// fewCustomers is the number below which a rate is shown with what it is a rate
// of.
const fewCustomers = 30

// screen writes a triangle, or the rates within days.
func (j *job) screen() error {
	if j.repeats != nil {
		return j.withinSheet().Write(j.out, j.withinNotes()...)
	}
	sheet, hidden := j.triangle()
	var notes []string
	if hidden > 0 {
		notes = append(notes, fmt.Sprintf("… %s (all: -o FILE, or --format csv)", app.Counted(hidden, "more cohort")))
	}
	return sheet.Write(j.out, append(notes, j.notes()...)...)
}

// name of a cohort: the first one of the data holds earlier customers, too.
func (j *job) name(name string, p int, signs daybook.Signs) string {
	if p == 0 {
		return signs.OrBefore + name
	}
	return name
}

// triangle shows cohorts by age; of those of a column the largest ones.
func (j *job) triangle() (s *daybook.Sheet, hidden int) {
	signs := daybook.NewSigns()
	first := 1 // at age 0 all are active
	if j.view.name != "retention" && j.view.name != "rolling" {
		first = 0
	}
	ages := 0
	shown := 0
	s = &daybook.Sheet{Left: 1}
	for i := range j.cohorts.Cohorts {
		c := &j.cohorts.Cohorts[i]
		if c.Size == 0 {
			continue
		}
		ages = max(ages, len(c.Cells))
		if j.options.by != "" && shown == app.ShownRows {
			hidden++
			continue
		}
		shown++
		row := []string{j.name(c.Name, c.Period, signs), strconv.FormatInt(c.Size, 10)}
		for age := first; age < len(c.Cells); age++ {
			row = append(row, j.cell(&c.Cells[age], signs))
		}
		s.Rows = append(s.Rows, row)
	}
	s.Columns = []string{period.FieldCohort, period.FieldCustomers}
	for age := first; age < ages; age++ {
		s.Columns = append(s.Columns, strconv.Itoa(age))
	}
	for age := ages - 1; age > first; age-- {
		s.Expendable = append(s.Expendable, strconv.Itoa(age))
	}
	mean := []string{j.out.Say("all, weighted"), ""}
	for age := first; age < ages; age++ {
		mean = append(mean, j.mean(age, signs))
	}
	s.Rows = append(s.Rows, mean)
	for i, row := range s.Rows {
		for len(row) < len(s.Columns) {
			row = append(row, "")
		}
		s.Rows[i] = row
	}
	return s, hidden
}

// cell is what the view shows of a cell.
func (j *job) cell(c *period.Cell, signs daybook.Signs) string {
	if !c.Complete {
		return signs.ToCome
	}
	switch j.view.name {
	case "orders":
		return strconv.FormatInt(c.Orders, 10)
	case "revenue":
		return app.Exact(c.Revenue, j.cohorts.Scale).FloatString(0)
	case "value":
		return daybook.Fixed(app.Exact(c.RevenueCum, j.cohorts.Scale), big.NewRat(c.Customers, 1), 1, 2, signs.Unknown)
	}
	share := daybook.Share(c.Active[j.view.count], c.Customers, signs.Unknown)
	if j.options.by != "" && c.Customers < fewCustomers {
		share += fmt.Sprintf(" (%d)", c.Customers)
	}
	return share
}

// mean of an age over the complete cells, weighted by the size of the cohorts; of
// orders and revenue per customer.
func (j *job) mean(age int, signs daybook.Signs) string {
	revenue, orders, customers := j.cohorts.MeanMoney(age, j.view.name == "value")
	if customers == 0 {
		return signs.ToCome
	}
	switch j.view.name {
	case "orders":
		return daybook.Fixed(big.NewRat(orders, 1), big.NewRat(customers, 1), 1, 2, signs.Unknown)
	case "revenue", "value":
		return daybook.Fixed(app.Exact(revenue, j.cohorts.Scale), big.NewRat(customers, 1), 1, 2, signs.Unknown)
	}
	active, _ := j.cohorts.Mean(j.view.count, age)
	return daybook.Share(active, customers, signs.Unknown)
}

// notes say what the numbers are and what cannot be known.
func (j *job) notes() []string {
	unit := j.grid.Every.String()
	meaning := map[string]string{
		"retention":  "percent of the cohort who ordered in the " + unit + ", by " + unit + "s since the first order",
		"rolling":    "percent of the cohort who ordered in the " + unit + " or later, by " + unit + "s since the first order",
		"repurchase": "percent of the cohort who had ordered twice or more by the end of the " + unit,
		"orders":     "orders by " + unit + "s since the first order; the last line per customer",
		"revenue":    "revenue by " + unit + "s since the first order; the last line per customer",
		"value":      "revenue so far per customer of the cohort",
	}[j.view.name]
	lines := []string{meaning}
	if len(j.cohorts.Cohorts) > 0 && j.cohorts.Cohorts[0].Period == 0 {
		lines = append(lines, j.beforeNote())
	}
	return lines
}

// beforeNote says who is in the first cohort.
func (j *job) beforeNote() string {
	return fmt.Sprintf("%s or before: nothing is known of the time before %s", daybook.NewSigns().OrBefore, app.Day(j.grid.FirstDay))
}

// withinSheet shows who ordered again within days.
func (j *job) withinSheet() *daybook.Sheet {
	signs := daybook.NewSigns()
	s := &daybook.Sheet{Left: 1, Columns: []string{period.FieldCohort, period.FieldCustomers}}
	for _, days := range j.within {
		s.Columns = append(s.Columns, fmt.Sprintf("repeat_%d_pct", days))
	}
	add := func(name string, c *period.WithinCohort) {
		row := []string{name, strconv.FormatInt(c.Size, 10)}
		for i := range j.within {
			share := daybook.Share(c.Repeat[i], c.Eligible[i], signs.ToCome)
			if c.Eligible[i] > 0 && (c.Eligible[i] < c.Size || c.Eligible[i] < fewCustomers) {
				share += fmt.Sprintf(" (%d)", c.Eligible[i])
			}
			row = append(row, share)
		}
		s.Rows = append(s.Rows, row)
	}
	for i := range j.repeats.Cohorts {
		if c := &j.repeats.Cohorts[i]; c.Size > 0 {
			add(j.name(c.Name, c.Period, signs), c)
		}
	}
	all := j.repeats.Total()
	add(j.out.Say("all"), &all)
	return s
}

// withinNotes say of whom the rates are, and where only the first cohort has been
// observed long enough.
func (j *job) withinNotes() (lines []string) {
	all := j.repeats.Total()
	for i, days := range j.within {
		if all.Eligible[i] == all.Size {
			continue
		}
		first := j.repeats.Cohorts[0]
		only := all.Eligible[i] > 0 && first.Period == 0 && first.Eligible[i] == all.Eligible[i]
		line := fmt.Sprintf("%d days: %s of %s have been observed for so long", days, app.Count(all.Eligible[i]), app.Counted(all.Size, "customer"))
		if only {
			line += ", all of the first cohort, which holds customers from before the data"
		}
		lines = append(lines, line)
	}
	if len(j.repeats.Cohorts) > 0 && j.repeats.Cohorts[0].Period == 0 {
		lines = append(lines, j.beforeNote())
	}
	return lines
}
