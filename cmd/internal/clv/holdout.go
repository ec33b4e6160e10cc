package clv

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// Check is a model held against what came after the data it was fitted to.
type validation struct {
	split, end arrow.Date32
	before     *histories
	fit        *fit
	actual     []float64  // orders after the split, of every customer
	rivals     []forecast // the model first
}

// forecast is a way to predict.
type forecast struct {
	name      string
	column    string // of the result
	predicted []float64
	accuracy  clv.Accuracy
}

// validate fits to the time before the split and predicts the time after it.
func (j *job) validate() error {
	c := &validation{end: j.customers.AsOf}
	c.split = c.end - arrow.Date32(j.plan.holdout.days)
	if j.plan.holdout.day != nil {
		c.split = *j.plan.holdout.day
	}
	if c.split >= c.end || c.split < j.account.FirstDay {
		return app.Usage(fmt.Sprintf("--holdout splits at %s, outside the data: %s to %s", app.Day(c.split), app.Day(j.account.FirstDay), app.Day(c.end)),
			"the day of the split is the last one that is fitted to")
	}
	c.before = newHistories(j.customers, c.split, j.plan.period())
	var err error
	plan := *j.plan
	plan.spend = false // orders are predicted, not values
	fitting := *j
	fitting.plan = &plan
	if c.fit, err = fitting.fit(c.before); err != nil {
		return err
	}
	if err := c.predict(); err != nil {
		return err
	}
	t := newTable(c.before)
	t.addNumbers("actual_orders", func(i int) float64 { return c.actual[i] })
	for _, r := range c.rivals {
		t.addNumbers(r.column, func(i int) float64 { return r.predicted[i] })
	}
	rec := t.record()
	defer rec.Release()
	j.printFit(c.before, c.fit)
	c.print(j)
	for _, line := range c.fit.instead {
		fmt.Fprintf(j.messages, "warning: %s\n", line)
	}
	return j.write(rec, "-expected_orders")
}

// lastPeriod is the name of the rival that knows no model.
const lastPeriod = "last period"

// predict fills in what the model and its rivals expect, and what came.
func (c *validation) predict() error {
	h := c.before
	length := float64(c.end - c.split)
	if h.period.index != nil {
		length = float64(h.period.index(c.end+1) - h.period.index(c.split+1))
	}
	n := h.len()
	c.actual = make([]float64, n)
	same := make([]float64, n) // repeat orders in a time of the same length before the split
	app.Parallel(n, func(i int) {
		x := float64(h.spends[i].X)
		c.actual[i] = h.repeatsTo(i, c.end) - x
		same[i] = x - h.repeatsTo(i, c.split-(c.end-c.split))
	})
	models, columns := []clv.Model{c.fit.purchase.Model}, []string{"expected_orders", "nbd_orders"}
	if nbd, err := clv.Fit(clv.NBD{}, h.rows, clv.Settings{}); err != nil {
		return err
	} else if _, same := models[0].(clv.NBD); nbd.Status == clv.Converged && !same {
		models = append(models, nbd.Model)
	}
	for k, m := range models {
		predictions, err := clv.Predict(m, h.rows, clv.Horizon{Length: length}, 0)
		if err != nil {
			return err
		}
		predicted := make([]float64, n)
		for i, row := range h.row {
			predicted[i] = predictions[row].Orders
		}
		c.rivals = append(c.rivals, forecast{m.Name(), columns[k], predicted, clv.Judge(predicted, c.actual)})
	}
	c.rivals = append(c.rivals, forecast{lastPeriod, "last_period_orders", same, clv.Judge(same, c.actual)})
	return nil
}

// repeatsTo counts the repeat orders of a customer to the end of a day.
func (h *histories) repeatsTo(i int, end arrow.Date32) float64 {
	book := h.customers.Days
	if h.period.index != nil {
		row, _ := periods(book, h.customer(i), end, h.period)
		return float64(row.X)
	}
	return math.Max(0, float64(book.History(h.customer(i), end).Days-1))
}

// track adds up the repeat orders of all customers to several times, as
// expected and as they came. Times count from the first order of the earliest
// customer, in days or in the periods of BG/BB.
func (c *validation) track(step int) (times []int, expected, actual []float64, split int) {
	h := c.before
	index, end := func(day arrow.Date32) int { return int(day) }, int(c.end)
	if h.period.index != nil {
		index, end = h.period.index, h.period.index(c.end+1)-1
	}
	start := math.MaxInt
	for i := range h.len() {
		start = min(start, index(h.customers.FirstOrder[h.customer(i)]))
	}
	births := map[int]int{}
	repeats := make([]float64, max(0, end-start)+1)
	for i := range h.len() {
		before, known := 0, false
		for d := range h.customers.Days.Of(h.customer(i)) {
			if !d.Ordered || d.Day > c.end {
				continue
			}
			at := index(d.Day) - start
			switch {
			case !known:
				births[at]++
			case at > before && at < len(repeats):
				repeats[at]++
			}
			before, known = at, true
		}
	}
	for t := step; t < len(repeats); t += step {
		times = append(times, t)
	}
	if n := len(times); n == 0 || times[n-1] != len(repeats)-1 {
		times = append(times, len(repeats)-1)
	}
	expected, actual = clv.Tracking(c.fit.purchase.Model, births, times), make([]float64, len(times))
	var total float64
	at := 0
	for k, t := range times {
		for ; at <= t; at++ {
			total += repeats[at]
		}
		actual[k] = total
	}
	return times, expected, actual, index(c.split) - start
}
