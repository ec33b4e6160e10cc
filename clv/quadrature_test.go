package clv

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// The rules are compared with gonum's, their origin with the definition: a
// rule of n points is exact for polynomials of degree 2n−1.
func TestGaussRules(t *testing.T) {
	for _, rule := range [][]abscissa{gauss4, gauss8, gauss12, gauss16, gauss24} {
		n := 2 * len(rule)
		x, w := make([]float64, n), make([]float64, n)
		quad.Legendre{}.FixedLocations(x, w, -1, 1)
		for i, p := range rule {
			near(t, "point", p.x, math.Abs(x[n-1-i]), 1e-14)
			near(t, "weight", p.w, w[n-1-i], 1e-13)
		}
		degree := float64(2*n - 2)
		near(t, "x^(2n-2)", integrate(rule, 0, 1, 1, func(x float64) float64 { return math.Pow(x, degree) }), 1/(degree+1), 1e-14)
	}
}

// Series and quadrature are two ways to one mean.
func TestPowerMeanByTwoWays(t *testing.T) {
	for _, c := range [][3]float64{{1.2, .8, 2.4}, {12, .8, 14}, {1.5, 3, .5}, {.3, .05, 30}, {400, 2, 500}} {
		series := newPowerMean(c[0], c[1], c[2], seriesRange)
		if series.terms == nil {
			t.Fatalf("%v: no series", c)
		}
		for _, v := range []float64{0, .1, 1, 3} {
			nodes := &powerMean{c: c[0], nodes: betaNodes(c[1], c[2], c[0], math.Expm1(3))}
			near(t, "mean", nodes.at(v), series.at(v), 1e-12)
		}
	}
	if newPowerMean(20, .3, .3, 2).terms != nil {
		t.Error("a series that cancels is used")
	}
}
