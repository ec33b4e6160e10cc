package clv

import (
	"fmt"
	"math"
)

// Model is a buy-till-you-die model with its parameters: BGNBD, MBGNBD,
// ParetoNBD, BGBB, or NBD, which leaves death out. A new customer, of whom
// only the first purchase is known, is Row{}.
type Model interface {
	// Name is the model's usual name, such as "BG/NBD".
	Name() string
	// ParamNames names the parameters in the order of Params.
	ParamNames() []string
	// Params returns the parameters, all positive.
	Params() []float64
	// WithParams returns the same model with other parameters.
	WithParams(p []float64) Model
	// Rescale returns the same process with time measured in units c times as
	// long: Rescale(7) turns days into weeks. BG/BB counts opportunities,
	// which have no unit, and returns itself.
	Rescale(c float64) Model
	// LogLik returns the log-likelihood of the purchase times, summed over the
	// rows and their customers, and adds its derivatives with respect to the
	// logarithms of the parameters to grad, unless grad is nil. Rows sorted by
	// X are fastest.
	LogLik(rows []Row, grad []float64) float64
	// Posterior returns the probability that a customer is alive at T and,
	// given that, the future from T on. Given life, the hidden rates stay in
	// their family with updated parameters, so that one set of functions
	// serves new and known customers.
	Posterior(row Row) (alive float64, future Future)

	// alive sets out[i] to the first result of Posterior(rows[i]).
	alive(rows []Row, out []float64)
	// starts returns deterministic starting parameters for data where rate is
	// repeat purchases per unit of time and the longest T is 1 (BG/BB: as is).
	starts(rate float64) [][]float64
}

// Models returns every model, without parameters, in the order of the
// literature.
func Models() []Model {
	return []Model{NBD{}, ParetoNBD{}, BGNBD{}, MBGNBD{}, BGBB{}}
}

// Future is what a customer who is alive now will do; t counts from now.
type Future interface {
	// Alive is the probability of being alive at t. BG/BB: t opportunities on.
	Alive(t float64) float64
	// Orders is the expected number of purchases in (0, t]; t is finite.
	Orders(t float64) float64
	// Discounted is the expected sum of e^(-delta·time) over the purchases in
	// (0, t], delta per unit of time, t possibly +Inf: DECT and DERT. The
	// error is a *HorizonError when that sum has no end.
	Discounted(delta, t float64) (float64, error)
	// PMF is the probability of exactly n purchases in (0, t]; t is finite.
	PMF(n int, t float64) float64
}

// PAlive is the probability that the customer is alive ahead units of time
// after T. For BG/BB the literature reports ahead = 1, alive at the next
// opportunity.
func PAlive(m Model, row Row, ahead float64) float64 {
	p, f := m.Posterior(row)
	return p * f.Alive(ahead)
}

// Orders is the expected number of purchases in the horizon after T; for Row{}
// it is E(t), without the purchase that made the customer.
func Orders(m Model, row Row, horizon float64) float64 {
	p, f := m.Posterior(row)
	return p * f.Orders(horizon)
}

// Discounted is the expected number of purchases in the horizon after T, each
// discounted continuously to T at the rate delta per unit of time: DECT, and
// with horizon +Inf DERT. The error is a *HorizonError.
func Discounted(m Model, row Row, delta, horizon float64) (float64, error) {
	p, f := m.Posterior(row)
	d, err := f.Discounted(delta, horizon)
	if e, ok := err.(*HorizonError); ok {
		e.Model = m.Name() // the future of MBG/NBD is a BG/NBD
	}
	return p * d, err
}

// PMF is the probability of exactly n purchases in the horizon after T.
func PMF(m Model, row Row, n int, horizon float64) float64 {
	p, f := m.Posterior(row)
	q := p * f.PMF(n, horizon)
	if n == 0 {
		q += 1 - p
	}
	return q
}

// oneByOne is Model.alive for models whose rows have nothing in common.
func oneByOne(m Model, rows []Row, out []float64) {
	for i, r := range rows {
		out[i], _ = m.Posterior(r)
	}
}

// HorizonError says why a discounted sum of purchases does not exist.
type HorizonError struct {
	Model string
	Param string // the parameter that decides, "" when there is none
	Value float64
	Delta float64
}

func (e *HorizonError) Error() string {
	switch {
	case e.Delta < 0 || math.IsNaN(e.Delta):
		return fmt.Sprintf("discount rate %g is not a rate of zero or more", e.Delta)
	case e.Param == "":
		return e.Model + ": customers never leave, so without a discount rate the purchases of an infinite horizon have no finite sum"
	}
	return fmt.Sprintf("%s with %s = %.4g: without a discount rate the purchases of an infinite horizon have a finite sum only when %s > 1",
		e.Model, e.Param, e.Value, e.Param)
}

// checkHorizon returns the error of Discounted; param is the parameter that
// must exceed 1 for an undiscounted infinite sum.
func checkHorizon(model, param string, value, delta, t float64) error {
	if delta < 0 || math.IsNaN(delta) || (delta == 0 && math.IsInf(t, 1) && !(value > 1)) {
		return &HorizonError{Model: model, Param: param, Value: value, Delta: delta}
	}
	return nil
}
