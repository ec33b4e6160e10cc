package clv

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// logLik is a log-likelihood summed over rows, which adds its derivatives by
// the log parameters to grad.
type logLik[R any] func(rows []R, grad []float64) float64

// sampled is how many rows the search from several starts looks at. With more
// rows it sees every so-manieth of the sorted ones, and Newton steps on all
// rows finish what it found.
const sampled = 4000

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
	var theta []float64
	best := math.Inf(-1)
	for _, p := range starts {
		end, ll := search.climb(logs(p))
		e.Starts = append(e.Starts, Start{Params: p, LogLik: ll})
		if theta == nil || ll > best {
			theta, best = end, ll
		}
	}
	const small = 1e-11
	h := search.hessian(theta)
	if search.customers < full.customers {
		h.ScaleSym(full.customers/search.customers, h)
		polished, done := full.polish(theta, h, small)
		if !done {
			polished, _ = full.climb(theta)
		}
		theta, h = polished, full.hessian(polished)
	}
	if polished, _ := full.polish(theta, h, small); !equal(polished, theta) {
		theta, h = polished, full.hessian(polished)
	}
	grad := make([]float64, len(theta))
	e.LogLik = full.at(theta, grad)
	e.Values, e.Gradient = exps(theta), grad
	for i := range grad {
		grad[i] /= full.customers
	}
	tolerance := s.Tolerance
	if tolerance == 0 {
		tolerance = 1e-6
	}
	e.judge(full, theta, h, tolerance)
	return e
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

// judge sets the status, the covariance and the standard errors from the
// gradient and the Hessian at the end of the search.
func (e *Estimate) judge(o objective, theta []float64, h *mat.SymDense, tolerance float64) {
	k := len(theta)
	e.SE = make([]float64, k)
	for i := range e.SE {
		e.SE[i] = math.NaN()
	}
	var chol mat.Cholesky
	if chol.Factorize(negated(h)) {
		var cov mat.SymDense
		if chol.InverseTo(&cov) == nil {
			e.LogCov = &cov
			for i := range e.SE {
				e.SE[i] = e.Values[i] * math.Sqrt(cov.At(i, i))
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(negated(h), true) {
		e.Reason = "the curvature at the end of the search is not finite"
		return
	}
	// The least curvature and its direction. Below flat, the standard error
	// of the logarithm in that direction exceeds 10.
	const flat = .01
	least := eigen.Values(nil)[0]
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	var free []string
	for i, name := range e.Names {
		if math.Abs(vectors.At(i, 0)) > .3 {
			free = append(free, name)
		}
	}
	direction := strings.Join(free, " and ")
	for i, name := range e.Names {
		if math.Abs(theta[i]-o.center[i]) > farthest-2 {
			e.Status = NotIdentified
			e.Reason = fmt.Sprintf("the likelihood still rises as %s goes to %s", name,
				map[bool]string{true: "infinity", false: "zero"}[theta[i] > o.center[i]])
			return
		}
	}
	switch g := largest(e.Gradient); {
	case math.Abs(least) < flat:
		e.Status = NotIdentified
		e.Reason = fmt.Sprintf("the likelihood hardly changes along %s: the data do not determine them (curvature %.2g)", direction, least)
	case !(g <= tolerance):
		e.Reason = fmt.Sprintf("the gradient per customer is still %.2g", g)
	case least < 0:
		e.Reason = fmt.Sprintf("the end of the search is no maximum: the likelihood rises along %s", direction)
	default:
		e.Status = Converged
	}
}

// hopeless is the estimate for rows that no search is needed for.
func hopeless(names []string, customers, rows int, reason string) Estimate {
	e := Estimate{Names: names, Customers: customers, Rows: rows, Status: NotIdentified, Reason: reason, LogLik: math.NaN()}
	for range names {
		e.Values, e.SE, e.Gradient = append(e.Values, math.NaN()), append(e.SE, math.NaN()), append(e.Gradient, math.NaN())
	}
	return e
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
