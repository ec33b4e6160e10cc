package clv

import (
	"fmt"
	"math"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// noModel is the error where no purchase model can be fitted, not even the
// simplest one.
type noModel struct{ cause *app.Error }

func (e *noModel) Error() string { return e.cause.Error() }
func (e *noModel) Unwrap() error { return e.cause }

// simplerPurchase takes the NBD where the models that let customers leave do not
// fit: all of them end there when nobody seems to leave.
func (j *job) simplerPurchase(f *fit, h *histories) error {
	failed := notConverged(f.candidates, h)
	if j.plan.strict || j.plan.model == "nbd" {
		return &noModel{failed}
	}
	nbd, err := clv.Fit(clv.NBD{}, h.rows, clv.Settings{})
	if err != nil || nbd.Status != clv.Converged {
		return &noModel{failed}
	}
	for _, c := range f.candidates {
		f.instead = append(f.instead, fmt.Sprintf("%s: %v: %s", c.Model.Name(), c.Status, c.Reason))
	}
	f.instead = append(f.instead, "the NBD is used instead, which takes every customer for alive (--strict refuses that)")
	f.purchase, f.candidates = nbd, nil
	return nil
}

// even is the q of a gamma-gamma in which all customers spend alike: so large
// that what one of them spent moves the expectation by less than a part in a
// million.
const even = 1e12

// simplerSpend takes one mean spend for everybody where gamma-gamma does not fit:
// its limit for customers who do not differ.
func (j *job) simplerSpend(f *fit, h *histories) error {
	failed := spendNotConverged(f.spend)
	orders, total := 0.0, 0.0
	for _, s := range h.spends {
		if s.X > 0 && s.Mean > 0 {
			orders += float64(s.X)
			total += float64(s.X) * s.Mean
		}
	}
	if j.plan.strict || orders == 0 || math.IsInf(total, 0) {
		return failed
	}
	f.instead = append(f.instead, fmt.Sprintf("gamma-gamma: %v: %s", f.spend.Status, f.spend.Reason),
		fmt.Sprintf("every order is taken for %s instead, the mean of the repeat orders (--strict refuses that)", amountText(total/orders, j.moneyScale())))
	f.spend.Model = clv.GammaGamma{P: 1, Q: even, V: (even - 1) * total / orders}
	return nil
}

// withoutModel writes the history where no model can be fitted.
func (j *job) withoutModel(failed *noModel) error {
	if j.plan.strict || !j.amounts {
		return failed.cause
	}
	plan := *j.plan
	plan.model = "history"
	history := *j
	history.plan = &plan
	fmt.Fprintf(j.messages, "warning: %s\nwarning: no model, but the history is written instead (--strict refuses that)\n", failed.cause.Message)
	return history.textbook()
}
