package clv

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// objective is a log-likelihood of log parameters, summed over customers; -Inf
// where the sum is not a number.
type objective struct {
	customers float64
	center    []float64 // the first start
	eval      func(theta, grad []float64) float64
}

// farthest is how far the search may go from its first start on the log
// scale; a likelihood that still rises there has no maximum.
const farthest = 30

// point is a place of the search.
type point struct {
	theta []float64
	ll    float64
	grad  []float64 // summed over customers
}

// at evaluates the objective.
func (o objective) at(theta []float64) point {
	p := point{theta: slices.Clone(theta), ll: math.Inf(-1), grad: make([]float64, len(theta))}
	for i, t := range theta {
		if !(math.Abs(t-o.center[i]) <= farthest) {
			return p
		}
	}
	if ll := o.eval(theta, p.grad); !math.IsNaN(ll) {
		p.ll = ll
	}
	return p
}

// slope is the largest derivative per customer.
func (o objective) slope(p point) float64 { return largest(p.grad) / o.customers }

// climb goes up from start by BFGS on the mean log-likelihood, near enough to
// a maximum for Newton steps.
func (o objective) climb(start []float64) point {
	here := o.at(start)
	at := func(x []float64) point {
		if !slices.Equal(x, here.theta) {
			here = o.at(x)
		}
		return here
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return -at(x).ll / o.customers },
		Grad: func(g, x []float64) {
			for i, d := range at(x).grad {
				g[i] = -d / o.customers
			}
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: 1e-6,
		MajorIterations:   300,
		Converger:         &optimize.FunctionConverge{Absolute: 1e-12, Iterations: 5},
	}
	result, _ := optimize.Minimize(problem, start, settings, &optimize.BFGS{})
	if result == nil {
		return o.at(start)
	}
	return at(result.X)
}

// newton takes Newton steps from p until the slope is no larger than small.
// The Hessian h is kept while the slope falls fast; the last one comes back.
func (o objective) newton(p point, h *mat.SymDense, small float64) (point, *mat.SymDense) {
	known := p.theta // where h was computed
	for range 20 {
		slope := o.slope(p)
		if slope <= small {
			break
		}
		var chol mat.Cholesky
		step := mat.NewVecDense(len(p.theta), nil)
		if !chol.Factorize(negated(h)) || chol.SolveVecTo(step, mat.NewVecDense(len(p.grad), p.grad)) != nil {
			break
		}
		next, moved := p, false
		for scale := 1.0; scale > .1 && !moved; scale /= 2 {
			theta := slices.Clone(p.theta)
			for i := range theta {
				theta[i] += scale * step.AtVec(i)
			}
			next = o.at(theta)
			moved = !math.IsInf(next.ll, -1) && o.slope(next) < slope
		}
		if !moved {
			break
		}
		p = next
		if o.slope(p) > .2*slope {
			h, known = o.hessian(p), p.theta
		}
	}
	if away(p.theta, known) > 1e-4 && small < finished {
		h = o.hessian(p)
	}
	return p, h
}

// hessian is the matrix of second derivatives at p, by differences of the
// exact gradient: right to about six digits.
func (o objective) hessian(p point) *mat.SymDense {
	const step = 1e-6
	k := len(p.theta)
	h, d := mat.NewSymDense(k, nil), make([][]float64, k)
	for i := range d {
		theta := slices.Clone(p.theta)
		theta[i] += step
		d[i] = o.at(theta).grad
		for j := range d[i] {
			d[i][j] = (d[i][j] - p.grad[j]) / step
		}
	}
	for i := range k {
		for j := i; j < k; j++ {
			h.SetSym(i, j, (d[i][j]+d[j][i])/2)
		}
	}
	return h
}

// chunk is how many rows one goroutine sums at a time. Sums are over fixed
// chunks added in order, so that the number of goroutines changes no digit.
const chunk = 1024

// sumChunks adds f over chunks of rows, f adding its derivatives to grad.
func sumChunks[R any](rows []R, workers int, grad []float64, f func(rows []R, grad []float64) float64) float64 {
	n := (len(rows) + chunk - 1) / chunk
	type part struct {
		sum  float64
		grad []float64
	}
	parts := make([]part, n)
	each(n, workers, func(i int) {
		g := make([]float64, len(grad))
		parts[i] = part{f(rows[i*chunk:min(len(rows), (i+1)*chunk)], g), g}
	})
	var sum float64
	clear(grad)
	for _, p := range parts {
		sum += p.sum
		for j := range grad {
			grad[j] += p.grad[j]
		}
	}
	return sum
}

// each calls f(0) … f(n-1), on several goroutines if workers and n exceed 1,
// and returns when all have returned.
func each(n, workers int, f func(i int)) {
	workers = min(workers, n)
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// away is the largest difference of two points.
func away(a, b []float64) float64 {
	var m float64
	for i := range a {
		m = max(m, math.Abs(a[i]-b[i]))
	}
	return m
}

func largest(v []float64) float64 {
	var m float64
	for _, x := range v {
		if !(math.Abs(x) <= m) {
			m = math.Abs(x)
		}
	}
	return m
}

func negated(h *mat.SymDense) *mat.SymDense {
	var n mat.SymDense
	n.ScaleSym(-1, h)
	return &n
}
