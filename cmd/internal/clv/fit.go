package clv

import (
	"errors"
	"fmt"
	"math"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// fit is a fitted or loaded model, in the unit the histories are counted in.
type fit struct {
	purchase   *clv.Fitted
	candidates []*clv.Fitted // that --model auto chose from; nil for one model
	spend      *clv.SpendFit // nil where the spend is not modelled
	loaded     bool
	// instead says of every model that could not be fitted why, and what is used
	// in its place.
	instead []string
}

// fit fits the model the plan asks for, or takes the saved one.
func (j *job) fit(h *histories) (*fit, error) {
	if j.plan.saved != nil {
		return j.plan.saved.fit(j.amounts && j.plan.spend)
	}
	f := &fit{}
	for _, m := range models() {
		if m.name != j.plan.model && !(j.plan.model == "auto" && m.continuous) {
			continue
		}
		fitted, err := clv.Fit(m.model, h.rows, clv.Settings{})
		if errors.Is(err, clv.ErrNoTime) {
			return nil, &noModel{noConvergence("nothing to fit: " + err.Error())}
		} else if err != nil {
			return nil, err
		}
		f.candidates = append(f.candidates, fitted)
		if fitted.Status == clv.Converged && (f.purchase == nil || fitted.LogLik > f.purchase.LogLik) {
			f.purchase = fitted
		}
	}
	if f.purchase == nil {
		if err := j.simplerPurchase(f, h); err != nil {
			return nil, err
		}
	}
	if j.plan.model != "auto" {
		f.candidates = nil
	}
	if !j.amounts || !j.plan.spend {
		return f, nil
	}
	f.spend = clv.FitSpend(h.spends, clv.Settings{})
	if f.spend.Status != clv.Converged {
		return f, j.simplerSpend(f, h)
	}
	return f, nil
}

// noConvergence is the error for a fit that may not be used.
func noConvergence(message string, details ...string) *app.Error {
	return &app.Error{Code: app.ExitNotFitted, Message: message, Hints: details}
}

// notConverged shows where every search ended, and what may do instead.
func notConverged(candidates []*clv.Fitted, h *histories) *app.Error {
	e := noConvergence("")
	for _, f := range candidates {
		line := fmt.Sprintf("%s: %v: %s", f.Model.Name(), f.Status, f.Reason)
		if e.Message == "" {
			e.Message = line
		} else {
			e.Hints = append(e.Hints, line)
		}
		e.Hints = append(e.Hints, whereItEnded(&f.Estimate)...)
	}
	hint := "--model history needs no model"
	if nbd, err := clv.Fit(clv.NBD{}, h.rows, clv.Settings{}); err == nil && nbd.Status == clv.Converged {
		hint = "--model nbd does fit: it takes every customer for alive"
	}
	e.Hints = append(e.Hints, "nothing was written; "+hint)
	return e
}

func spendNotConverged(f *clv.SpendFit) error {
	return noConvergence(fmt.Sprintf("gamma-gamma: %v: %s", f.Status, f.Reason),
		append(whereItEnded(&f.Estimate), "nothing was written; for expected orders without a value: --spend none")...)
}

// whereItEnded lists parameters and gradient, if there was a search.
func whereItEnded(e *clv.Estimate) []string {
	var lines []string
	for i, name := range e.Names {
		if !math.IsNaN(e.Values[i]) {
			lines = append(lines, fmt.Sprintf("  %-6s %-12.6g gradient per customer %.2g", name, e.Values[i], e.Gradient[i]))
		}
	}
	return lines
}

// valuation predicts for every customer.
func (j *job) valuation(h *histories, f *fit) (*clv.Valuation, error) {
	if f.spend != nil && f.spend.Status != clv.Converged { // nothing is known of its uncertainty
		f = &fit{purchase: f.purchase, spend: &clv.SpendFit{Model: f.spend.Model}}
	}
	o := clv.Valuing{Model: f.purchase.Model, ModelSets: f.purchase.SigmaPoints(), Horizon: j.plan.horizonIn(h.period),
		Margin: j.plan.margin, Level: j.plan.level}
	if f.spend != nil {
		o.Spend, o.SpendSets = &f.spend.Model, f.spend.SigmaPoints()
	}
	v, err := clv.ValueOf(o, h.rows, h.row, h.spends)
	var endless *clv.HorizonError
	if errors.As(err, &endless) {
		return nil, app.Usage(err.Error(), "give a --horizon such as 12m, or a --discount above 0")
	}
	return v, err
}

// horizonIn is the horizon in a unit of time; BG/BB counts whole periods.
func (p *plan) horizonIn(unit timeUnit) clv.Horizon {
	if unit.index == nil {
		return p.horizon
	}
	h := p.horizon
	h.Length = math.Floor(h.Length/unit.days + 1e-9)
	h.Delta *= unit.days
	h.Ahead = 1 // alive at the next opportunity
	return h
}
