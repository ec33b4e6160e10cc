package clv

import (
	"fmt"
	"io"
	"math"
	"strings"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// print reports how the model did against its rivals.
func (c *validation) print(j *job) {
	w, h := j.messages, c.before
	fmt.Fprintf(w, "holdout: fitted to %s, held against the %d days after it to %s\n", app.Day(c.split), c.end-c.split, app.Day(c.end))
	if h.later > 0 {
		fmt.Fprintf(w, "  %s who joined after the split left out\n", app.Counted(h.later, "customer"))
	}
	fmt.Fprintf(w, "  %-12s %10s %10s %8s %8s %8s %12s %9s\n", "", "predicted", "actual", "MAE", "RMSE", "bias", "correlation", "top 10 %")
	for _, r := range c.rivals {
		a := r.accuracy
		fmt.Fprintf(w, "  %-12s %10.1f %10.0f %8.4f %8.4f %+8.4f %12.4f %7.1f %%\n", r.name, a.Predicted, a.Actual, a.MAE, a.RMSE, a.Bias, a.Correlation, 100*a.Capture)
	}
	back := c.end - c.split
	length := fmt.Sprintf("%d days", back)
	if data := c.split - j.account.FirstDay + 1; data < back {
		length = fmt.Sprintf("%d days of data", data)
	}
	fmt.Fprintf(w, "  top 10 %%: share of the actual orders that came from the tenth of the customers with the highest\n  predictions; at best %.1f %%. %s: as many repeat orders as in the %s before the split\n",
		100*clv.Judge(c.actual, c.actual).Capture, lastPeriod, length)
	for _, line := range c.verdict() {
		fmt.Fprintf(w, "%s\n", line)
	}
	c.printCounts(w)
	c.printTracking(w, j.messages.Verbose)
}

// verdict says whether the model is better than the baselines.
func (c *validation) verdict() []string {
	model := c.rivals[0]
	var lines, better []string
	for _, r := range c.rivals[1:] {
		m, a := model.accuracy, r.accuracy
		mae, rmse := m.MAE < a.MAE, m.RMSE < a.RMSE
		figures := fmt.Sprintf("MAE %.4f against %.4f, RMSE %.4f against %.4f", m.MAE, a.MAE, m.RMSE, a.RMSE)
		switch {
		case mae && rmse:
			better = append(better, fmt.Sprintf("%s (%s)", r.name, figures))
		case mae || rmse:
			by, not := "MAE", "RMSE"
			if rmse {
				by, not = not, by
			}
			lines = append(lines, fmt.Sprintf("%s is better than %s by %s, but not by %s (%s)", model.name, r.name, by, not, figures))
		default:
			lines = append(lines, fmt.Sprintf("%s is no better than %s here: %s", model.name, r.name, figures))
		}
	}
	if better != nil {
		lines = append([]string{model.name + " is better than " + strings.Join(better, " and than ")}, lines...)
	}
	return lines
}

// printCounts shows predicted and actual orders by number of repeat orders.
func (c *validation) printCounts(w io.Writer) {
	const last = 7
	rows := make([]clv.Row, len(c.actual))
	for i, row := range c.before.row {
		rows[i] = c.before.rows[row]
	}
	fmt.Fprintf(w, "orders per customer by repeat orders before the split\n  %-7s %9s %10s %8s\n", "repeats", "customers", "predicted", "actual")
	for x, g := range clv.ByCount(rows, c.rivals[0].predicted, c.actual, last) {
		name := fmt.Sprint(x)
		if x == last {
			name += "+"
		}
		if g.Customers > 0 {
			fmt.Fprintf(w, "  %-7s %9s %10.4f %8.4f\n", name, app.Count(g.Customers), g.Predicted, g.Actual)
		}
	}
}

// printTracking shows the repeat orders of all customers as they add up week by
// week: every week, or a dozen of them.
func (c *validation) printTracking(w io.Writer, all bool) {
	step, unit := 7, "week"
	if c.before.period.index != nil {
		step, unit = 1, c.before.period.name
	}
	times, expected, actual, split := c.track(step)
	const lines = 12
	every := 1
	if !all {
		every = (len(times) + lines - 1) / lines
	}
	fmt.Fprintf(w, "repeat orders since the first order of all, by %s\n  %-5s %11s %9s %7s\n", unit, unit, "expected", "actual", "error")
	for k, t := range times {
		if k != len(times)-1 && (k+1)%every != 0 {
			continue
		}
		note := ""
		if t > split {
			note = "  held out"
		}
		off := math.NaN()
		if actual[k] > 0 {
			off = 100 * (expected[k]/actual[k] - 1)
		}
		fmt.Fprintf(w, "  %-5.4g %11.1f %9.0f %+6.1f %%%s\n", float64(t)/float64(step), expected[k], actual[k], off, note)
	}
}
