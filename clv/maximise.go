package clv

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// logLik is a log-likelihood summed over rows, which adds its derivatives by
// the log parameters to grad.
type logLik[R any] func(rows []R, grad []float64) float64

// sampled is how many rows the search from several starts looks at. With more
// rows it sees every so-manieth of the sorted ones, and Newton steps on all
// rows finish what it found.
const sampled = 4000

// The slopes per customer at which Newton steps end: near enough for the
// Hessian to be that of the maximum, and as flat as rounding allows.
const nearby, finished = 1e-6, 1e-11

// maximise fits the parameters: BFGS from each start, Newton steps from the
// best end, then the check of gradient and curvature.
func maximise[R interface{ customers() int }](names []string, rows []R, customers int, starts [][]float64, s Settings, at func(p []float64) logLik[R]) Estimate {
	starts = append(starts, s.Starts...)
	full := newObjective(rows, starts[0], s.workers(), at)
	search := full
	if len(rows) > sampled {
		stride := (len(rows) + sampled - 1) / sampled
		var some []R
		for i := stride / 2; i < len(rows); i += stride {
			some = append(some, rows[i])
		}
		search = newObjective(some, starts[0], s.workers(), at)
	}
	e := Estimate{Names: names, Customers: customers, Rows: len(rows)}
	var best point
	for i, p := range starts {
		end := search.climb(logs(p))
		e.Starts = append(e.Starts, Start{Params: p, LogLik: end.ll})
		if i == 0 || end.ll > best.ll {
			best = end
		}
	}
	h := search.hessian(best)
	if search.customers < full.customers {
		h.ScaleSym(full.customers/search.customers, h)
		best, _ = full.newton(full.at(best.theta), h, nearby)
		if full.slope(best) > nearby { // the sample misled
			best = full.climb(best.theta)
			if other := full.climb(logs(starts[0])); other.ll > best.ll {
				best = other
			}
		}
		h = full.hessian(best)
	}
	best, h = full.newton(best, h, finished)
	e.end(full, best, h, s.tolerance())
	if e.Status != Converged && search.customers < full.customers {
		e.again(full, starts, s.tolerance())
	}
	return e
}

// end takes the end of a search for the estimate, and judges it.
func (e *Estimate) end(o objective, p point, h *mat.SymDense, tolerance float64) {
	e.Values, e.LogLik, e.Gradient = exps(p.theta), p.ll, make([]float64, len(e.Names))
	for i, d := range p.grad {
		e.Gradient[i] = d / o.customers
	}
	e.judge(o, p, h, tolerance)
}

// again searches all rows from every start, after a search of some of them has
// found no maximum: a sample can lack what determines the parameters. The
// highest end that may be used is taken, else the highest one.
func (e *Estimate) again(full objective, starts [][]float64, tolerance float64) {
	for i, p := range starts {
		end := full.climb(logs(p))
		e.Starts[i].LogLik = end.ll
		end, h := full.newton(end, full.hessian(end), finished)
		other := Estimate{Names: e.Names, Customers: e.Customers, Rows: e.Rows, Starts: e.Starts}
		other.end(full, end, h, tolerance)
		better := other.LogLik > e.LogLik
		if usable := other.Status == Converged; usable != (e.Status == Converged) {
			better = usable
		}
		if better {
			*e = other
		}
	}
}

func newObjective[R interface{ customers() int }](rows []R, start []float64, workers int, at func(p []float64) logLik[R]) objective {
	o := objective{center: logs(start)}
	for _, r := range rows {
		o.customers += float64(r.customers())
	}
	o.eval = func(theta, grad []float64) float64 {
		return sumChunks(rows, workers, grad, at(exps(theta)))
	}
	return o
}

func logs(p []float64) []float64 {
	v := make([]float64, len(p))
	for i := range p {
		v[i] = math.Log(p[i])
	}
	return v
}

func exps(theta []float64) []float64 {
	v := make([]float64, len(theta))
	for i := range theta {
		v[i] = math.Exp(theta[i])
	}
	return v
}
