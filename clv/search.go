package clv

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// objective is a log-likelihood of log parameters, summed over customers. It
// adds nothing and returns -Inf where the sum is not a number.
type objective struct {
	customers float64
	center    []float64 // the first start
	eval      func(theta, grad []float64) float64
}

// farthest is how far the search may go from its first start on the log
// scale; a likelihood that still rises there has no maximum.
const farthest = 30

// at returns the log-likelihood and sets grad.
func (o objective) at(theta, grad []float64) float64 {
	for i, t := range theta {
		if !(math.Abs(t-o.center[i]) <= farthest) {
			return math.Inf(-1)
		}
	}
	ll := o.eval(theta, grad)
	if math.IsNaN(ll) {
		return math.Inf(-1)
	}
	return ll
}

// climb goes up from start by BFGS on the mean log-likelihood.
func (o objective) climb(start []float64) (theta []float64, ll float64) {
	k := len(start)
	seen, grad, value := make([]float64, k), make([]float64, k), math.NaN()
	at := func(x []float64) float64 {
		if math.IsNaN(value) || !equal(x, seen) {
			copy(seen, x)
			value = o.at(x, grad)
		}
		return value
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return -at(x) / o.customers },
		Grad: func(g, x []float64) {
			at(x)
			for i := range g {
				g[i] = -grad[i] / o.customers
			}
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: 1e-9,
		MajorIterations:   300,
		Converger:         &optimize.FunctionConverge{Absolute: 1e-13, Iterations: 5},
	}
	result, _ := optimize.Minimize(problem, start, settings, &optimize.BFGS{})
	if result == nil || math.IsInf(result.F, 0) {
		return start, o.at(start, grad)
	}
	return result.X, -result.F * o.customers
}

// polish takes Newton steps from theta with the Hessian h, kept while the
// gradient falls fast, and returns the best point; done says whether the
// gradient per customer is below small.
func (o objective) polish(theta []float64, h *mat.SymDense, small float64) (best []float64, done bool) {
	k := len(theta)
	best = append([]float64(nil), theta...)
	grad, next, trial := make([]float64, k), make([]float64, k), make([]float64, k)
	o.at(best, grad)
	for range 20 {
		size := largest(grad)
		if size <= small*o.customers {
			return best, true
		}
		var chol mat.Cholesky
		if !chol.Factorize(negated(h)) {
			return best, false
		}
		step := mat.NewVecDense(k, nil)
		if chol.SolveVecTo(step, mat.NewVecDense(k, grad)) != nil {
			return best, false
		}
		moved := false
		for scale := 1.0; scale > .1 && !moved; scale /= 2 {
			for i := range trial {
				trial[i] = best[i] + scale*step.AtVec(i)
			}
			moved = !math.IsInf(o.at(trial, next), -1) && largest(next) < size
		}
		if !moved {
			return best, size <= 100*small*o.customers
		}
		copy(best, trial)
		grad, next = next, grad
		if largest(grad) > .2*size {
			h = o.hessian(best)
		}
	}
	return best, largest(grad) <= small*o.customers
}

// hessian is the matrix of second derivatives, by central differences of the
// exact gradient.
func (o objective) hessian(theta []float64) *mat.SymDense {
	const step = 1e-4
	k := len(theta)
	h, x := mat.NewSymDense(k, nil), make([]float64, k)
	rows := make([][]float64, k)
	for i := range theta {
		up, down := make([]float64, k), make([]float64, k)
		copy(x, theta)
		x[i] = theta[i] + step
		o.at(x, up)
		x[i] = theta[i] - step
		o.at(x, down)
		for j := range up {
			up[j] = (up[j] - down[j]) / (2 * step)
		}
		rows[i] = up
	}
	for i := range k {
		for j := i; j < k; j++ {
			h.SetSym(i, j, (rows[i][j]+rows[j][i])/2)
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

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
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
