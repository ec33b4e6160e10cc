package clv

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rfm/clv"
	"rfm/cmd/internal/app"
	"rfm/rfm/aggregate"
)

// printFit reports what was fitted: parameters with intervals, and what else was
// tried.
func (j *job) printFit(h *histories, f *fit) {
	w := j.messages
	fmt.Fprintf(w, "%s to %s: %s ordered again, on %s\n", app.Counted(h.len(), "customer"), h.endText(),
		app.Count(h.repeaters()), app.Counted(h.repeats(), "repeat "+h.repeatName()))
	shown, unit := f.purchase, h.period
	if h.period.index == nil {
		shown, unit = f.purchase.Rescale(j.plan.unit.days), j.plan.unit
	}
	how := fmt.Sprintf("fitted to %s distinct histories", app.Count(f.purchase.Rows))
	if f.purchase.Rows == 1 {
		how = "fitted to 1 distinct history"
	}
	if f.loaded {
		how = "from " + j.plan.modelPath + ", not fitted"
	}
	fmt.Fprintf(w, "%s, %s (unit of time: %s; intervals of %s)\n", shown.Model.Name(), how, unit.name, shareText(j.plan.level))
	j.printParameters(&shown.Estimate)
	if len(f.candidates) > 1 {
		fmt.Fprintln(w, "  chosen by log-likelihood; all have 4 parameters:")
		for _, c := range f.candidates {
			mark, note := " ", ""
			if c.Model.Name() == f.purchase.Model.Name() {
				mark = "*"
			}
			if c.Status != clv.Converged {
				note = fmt.Sprintf("  %v: %s", c.Status, c.Reason)
			}
			fmt.Fprintf(w, "  %s %-10s %14.3f%s\n", mark, c.Model.Name(), c.Rescale(unit.days).LogLik, note)
		}
	}
	if f.spend != nil && f.spend.Status == clv.Converged {
		fmt.Fprintf(w, "spend by gamma-gamma, %s\n", app.Counted(f.spend.Customers, "repeat customer"))
		j.printParameters(&f.spend.Estimate)
	}
}

func (j *job) printParameters(e *clv.Estimate) {
	for i, name := range e.Names {
		low, high := e.Interval(i, j.plan.level)
		fmt.Fprintf(j.messages, "  %-6s %-10.5g (%.5g … %.5g)\n", name, e.Values[i], low, high)
	}
}

// printStaying says up front that by the model nobody leaves, where that is so.
func (j *job) printStaying(h *histories, v *clv.Valuation) {
	const nearlyAll = 0.99
	if v.Alive > nearlyAll*float64(h.len()) {
		fmt.Fprintln(j.messages, "notice: by this model nobody leaves: p_alive tells nobody apart")
	}
}

// printValuation reports what is expected of all customers, what was assumed, and
// what a reader should know.
func (j *job) printValuation(h *histories, f *fit, v *clv.Valuation) {
	w, p := j.messages, j.plan
	alive := "alive on " + h.endText()
	if h.end == 0 && h.source != "" {
		alive = "alive at " + h.endText()
	}
	if h.period.index != nil {
		alive = "alive in the next " + h.period.name
	}
	fmt.Fprintf(w, "%.1f %% of customers %s\n", 100*v.Alive/float64(h.len()), alive)
	if !math.IsNaN(v.Orders) {
		fmt.Fprintf(w, "%s orders expected in %s\n", app.Grouped(strconv.FormatFloat(v.Orders, 'f', 0, 64)), p.horizonWords())
	}
	scale := j.moneyScale()
	if v.Value != nil {
		fmt.Fprintf(w, "customer equity %s", amountText(v.Equity, scale))
		if !math.IsNaN(v.EquityLow) {
			fmt.Fprintf(w, " (%s … %s)", amountText(v.EquityLow, scale), amountText(v.EquityHigh, scale))
		}
		fmt.Fprintln(w)
		j.printTop(h, v)
	}
	fmt.Fprintln(w, "assumed:")
	for _, line := range j.assumed(h, f) {
		fmt.Fprintf(w, "  %s\n", line)
	}
	for _, line := range j.warnings(h, f, v) {
		fmt.Fprintf(w, "warning: %s\n", line)
	}
}

// printTop lists the most valuable customers, where they are not on the screen
// anyway.
func (j *job) printTop(h *histories, v *clv.Valuation) {
	if j.out.OnScreen() {
		return
	}
	order := make([]int, h.len())
	for i := range order {
		order[i] = i
	}
	value := func(i int) float64 {
		if math.IsNaN(v.Value[i]) {
			return math.Inf(-1)
		}
		return v.Value[i]
	}
	const top = 3
	fmt.Fprintln(j.messages, "the highest:")
	for k := range min(top, len(order)) {
		best := k
		for i := k; i < len(order); i++ {
			if value(order[i]) > value(order[best]) {
				best = i
			}
		}
		order[k], order[best] = order[best], order[k]
		i := order[k]
		fmt.Fprintf(j.messages, "  %s %s\n", j.customers.ID.At(h.customer(i)), amountText(v.Value[i], j.moneyScale()))
	}
}

// assumed are the definitions and rates behind the numbers.
func (j *job) assumed(h *histories, f *fit) []string {
	p := j.plan
	lines := []string{"orders of one day are one; the first day is not counted and not in the mean spend; time in whole days to " + app.Day(h.end)}
	switch {
	case h.source != "" && h.end == 0:
		lines[0] = "x, t_x and T as the input has them; the mean spend is that of the repeat orders"
	case h.source != "":
		lines[0] = "orders as the scored customers have them, several of one day too; the first one is part of the mean spend"
	}
	if h.period.index != nil {
		lines[0] = fmt.Sprintf("an order is a calendar %s with an order; the first one is not counted, an unfinished one at the end left out", h.period.name)
	}
	if j.account.Returns.Rows > 0 && p.settings.Returns == aggregate.NetReturns {
		lines = append(lines, "returns lower the spend, those of the first day that of the first day, and do not count as orders")
	}
	if f.spend == nil {
		return lines
	}
	if p.cost {
		lines = append(lines, "spend is the amount less the cost")
	}
	discount := "not discounted"
	if p.rate > 0 {
		how := "continuously"
		if p.horizon.Month > 0 {
			how = "at the end of each month"
		}
		discount = fmt.Sprintf("discounted %s at %s a year (effective; %.6g a %s)", how, shareText(p.rate), p.horizon.Delta*p.unit.days, p.unit.name)
	}
	return append(lines, fmt.Sprintf("value of %s, %s; margin %s", p.horizonWords(), discount, shareText(p.margin)),
		fmt.Sprintf("intervals of %s from the uncertainty of the parameters; one customer varies far more", shareText(p.level)))
}

// warnings are what a reader should know of the fit and of this run.
func (j *job) warnings(h *histories, f *fit, v *clv.Valuation) []string {
	lines := append(slices.Clone(f.instead), f.purchase.Warnings...)
	if !math.IsInf(j.plan.horizon.Length, 1) {
		// That an endless sum without discount has no end matters to nobody here.
		lines = slices.DeleteFunc(lines, func(s string) bool { return strings.Contains(s, "infinite horizon") })
	}
	if f.spend != nil {
		lines = append(lines, f.spend.Warnings...)
		switch {
		case len(f.instead) > 0 && f.spend.Status != clv.Converged:
			lines = append(lines, "no intervals: the uncertainty of the spend is not known")
		case math.IsNaN(v.EquityHigh):
			lines = append(lines, "no intervals: within the uncertainty of the parameters the value has no finite mean")
		}
		if v.Unvalued > 0 {
			lines = append(lines, app.Counted(v.Unvalued, "customer")+" without a value, since the expected spend does not exist")
		}
	}
	if !j.amounts {
		flag := "--amount"
		if h.source != "" {
			flag = "--monetary"
		}
		lines = append(lines, "the input has no amounts ("+flag+" names their column): there are no columns of value")
	}
	if j.amounts && f.loaded && f.spend == nil && j.plan.spend {
		lines = append(lines, "the saved model has no spend: there are no columns of value")
	}
	if h.customers.Len() > 0 && j.account.ReturnsOnly > 0 {
		lines = append(lines, app.Counted(j.account.ReturnsOnly, "customer")+" with returns only left out")
	}
	return lines
}

// horizonWords is the horizon as it is said.
func (p *plan) horizonWords() string {
	if math.IsInf(p.horizon.Length, 1) {
		return "all time to come"
	}
	return fmt.Sprintf("the next %s (%g days)", p.horizonText, p.horizon.Length)
}

// returnsName is the value of --returns.
func (p *plan) returnsName() string {
	return map[aggregate.Returns]string{aggregate.NetReturns: "net", aggregate.DropReturns: "drop", aggregate.KeepReturns: "keep"}[p.settings.Returns]
}

// amountText writes money with thousands signs.
func amountText(v float64, scale int32) string {
	n, ok := moneyOf(v, scale)
	if !ok {
		return "unknown"
	}
	return app.Money(n, scale)
}

// shareText writes a share in percent.
func shareText(v float64) string { return factorText(v*100) + " %" }

// factorText writes a number with the digits that a person gave it.
func factorText(v float64) string { return strconv.FormatFloat(v, 'g', 10, 64) }
