package clv

import (
	"fmt"
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// year is the length of the year that dcf looks back on.
const year = 365

// textbook writes what the formulas without a model give.
func (j *job) textbook() error {
	h := newHistories(j.customers, j.customers.AsOf, timeUnits()[0])
	t := newTable(h)
	var top string
	if j.plan.model == "history" {
		top = j.addHistory(t, h)
		if j.options.components.on {
			if err := j.addComponents(t, h); err != nil {
				return err
			}
		}
	} else {
		var err error
		if top, err = j.addDCF(t, h); err != nil {
			return err
		}
	}
	err := j.addScores(t)
	rec := t.record()
	defer rec.Release()
	if err != nil {
		return err
	}
	return j.write(rec, "-"+top)
}

// addHistory adds what every customer has brought, each amount carried to the
// as-of date. The amounts of a day are exact, and days are added in order: the
// result does not depend on the order of the rows.
func (j *job) addHistory(t *table, h *histories) string {
	book, scale := j.customers.Days, j.moneyScale()
	earned, carried := make([]float64, h.len()), make([]float64, h.len())
	app.Parallel(h.len(), func(i int) {
		for d := range book.Of(i) {
			amount := d.Net.ToFloat64(book.Scale) * j.plan.margin
			earned[i] += amount
			carried[i] += clv.Carried(amount, int(h.end-d.Day), j.plan.rate)
		}
	})
	t.addMoney("earned", scale, func(i int) float64 { return earned[i] })
	t.addMoney("history_value", scale, func(i int) float64 { return carried[i] })
	fmt.Fprintf(j.messages, "history: what %s brought up to %s, no prediction\n", app.Counted(h.len(), "customer"), app.Day(h.end))
	fmt.Fprintf(j.messages, "  earned %s; carried to %s %s\n", amountText(sum(earned), scale), app.Day(h.end), amountText(sum(carried), scale))
	fmt.Fprintf(j.messages, "  assumed: each amount × margin %s × %s for every %g days to %s\n", shareText(j.plan.margin), factorText(1+j.plan.rate), clv.DaysPerYear, app.Day(h.end))
	return "history_value"
}

// addDCF adds the textbook formula of last year's margin and retention.
func (j *job) addDCF(t *table, h *histories) (string, error) {
	book, scale := j.customers.Days, j.moneyScale()
	retention, source := j.plan.retention, "given"
	if math.IsNaN(retention) {
		stayed, base := j.retained(h.end)
		if base == 0 {
			return "", app.Usage(fmt.Sprintf("no customer ordered between %s and %s, so the data tell nothing of retention", app.Day(h.end-2*year+1), app.Day(h.end-year)),
				"give it: --retention 0.7")
		}
		retention = float64(stayed) / float64(base)
		source = fmt.Sprintf("from the data: %s of %s who ordered in the 365 days to %s ordered again in the 365 days after", app.Count(stayed), app.Counted(base, "customer"), app.Day(h.end-year))
	}
	income, value := make([]float64, h.len()), make([]float64, h.len())
	app.Parallel(h.len(), func(i int) {
		for d := range book.Of(i) {
			if d.Day > h.end-year {
				income[i] += d.Net.ToFloat64(book.Scale) * j.plan.margin
			}
		}
		value[i] = clv.TextbookValue(income[i], retention, j.plan.rate, j.plan.years)
	})
	t.addMoney("last_year_margin", scale, func(i int) float64 { return income[i] })
	t.addMoney("dcf_value", scale, func(i int) float64 { return value[i] })
	fmt.Fprintf(j.messages, "dcf: the textbook formula over %s, no model\n", app.Counted(j.plan.years, "year"))
	fmt.Fprintf(j.messages, "  margin of the 365 days to %s %s; value %s\n", app.Day(h.end), amountText(sum(income), scale), amountText(sum(value), scale))
	fmt.Fprintf(j.messages, "  retention %.4f, %s\n", retention, source)
	fmt.Fprintf(j.messages, "  assumed: Σ I_n/(1+d)^n, I_n = margin × retention^n, d = %s, margin %s\n", shareText(j.plan.rate), shareText(j.plan.margin))
	return "dcf_value", nil
}

// retained counts the customers who ordered in the year before the last one,
// and those of them who ordered in the last one, too.
func (j *job) retained(end arrow.Date32) (stayed, base int) {
	for i := range j.customers.Len() {
		before, after := false, false
		for d := range j.customers.Days.Of(i) {
			if d.Ordered {
				before = before || d.Day > end-2*year && d.Day <= end-year
				after = after || d.Day > end-year && d.Day <= end
			}
		}
		if before {
			base++
			if after {
				stayed++
			}
		}
	}
	return stayed, base
}

// sum adds up in the order given.
func sum(values []float64) float64 {
	var total float64
	for _, v := range values {
		total += v
	}
	return total
}
