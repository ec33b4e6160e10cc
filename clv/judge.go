package clv

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
)

const (
	// remote is how far from its first start, on the log scale, a parameter
	// is no estimate but on its way to zero or infinity: a factor of 160,000.
	remote = 12
	// flat is the curvature of the log-likelihood below which the standard
	// error of a combination of log parameters exceeds 10.
	flat = .01
)

// judge sets the status of the estimate at the end of the search, and the
// covariance and standard errors if it may be used. h is the Hessian there.
func (e *Estimate) judge(o objective, p point, h *mat.SymDense, tolerance float64) {
	e.SE = unknown(len(p.theta))
	var ends []string
	for i, name := range e.Names {
		switch d := p.theta[i] - o.center[i]; {
		case d > remote:
			ends = append(ends, name+" to infinity")
		case d < -remote:
			ends = append(ends, name+" to zero")
		}
	}
	var eigen mat.EigenSym
	var chol mat.Cholesky
	switch {
	case ends != nil:
		e.Status = NotIdentified
		e.Reason = "the likelihood drives " + strings.Join(ends, ", ") + ": the data hold less variety than the model describes"
	case !eigen.Factorize(negated(h), true):
		e.Reason = "the curvature at the end of the search is not finite"
	case math.Abs(eigen.Values(nil)[0]) < flat:
		e.Status = NotIdentified
		e.Reason = fmt.Sprintf("the likelihood hardly changes along %s: the data do not determine them", e.direction(&eigen))
	case !(o.slope(p) <= tolerance):
		e.Reason = fmt.Sprintf("the gradient per customer is still %.2g", o.slope(p))
	case !chol.Factorize(negated(h)):
		e.Reason = fmt.Sprintf("the end of the search is not a maximum: the likelihood rises along %s", e.direction(&eigen))
	default:
		var cov mat.SymDense
		if err := chol.InverseTo(&cov); err != nil {
			e.Reason = "the curvature at the end of the search cannot be inverted: " + err.Error()
			return
		}
		e.Status = Converged
		for i := range e.SE {
			e.LogCov = append(e.LogCov, mat.Row(nil, i, &cov))
			e.SE[i] = e.Values[i] * math.Sqrt(cov.At(i, i))
		}
	}
}

// direction names the parameters that move along the least curvature.
func (e *Estimate) direction(eigen *mat.EigenSym) string {
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	var names []string
	for i, name := range e.Names {
		if math.Abs(vectors.At(i, 0)) > .3 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// hopeless is the estimate from rows that make a search pointless.
func hopeless(names []string, customers, rows int, reason string) Estimate {
	k := len(names)
	return Estimate{
		Names: names, Values: unknown(k), SE: unknown(k), Gradient: unknown(k), LogLik: math.NaN(),
		Customers: customers, Rows: rows, Status: NotIdentified, Reason: reason,
	}
}

func unknown(k int) []float64 {
	v := make([]float64, k)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}
