package campaign

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the confidence of all intervals here.
const Level = 0.95

// zOf is how many standard errors lie on either side of a value for a
// confidence: 1.959964 for 95 %.
func zOf(level float64) float64 { return distuv.UnitNormal.Quantile((1 + level) / 2) }

// Wilson is the score interval of a share of x in n, at Level (Wilson 1927,
// JASA 22: 209; without continuity correction). It stays within 0 and 1 and has
// a width where x is 0. Both ends are NaN where n is 0.
func Wilson(x, n int64) (low, high float64) {
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	z, size := zOf(Level), float64(n)
	p := float64(x) / size
	middle := p + z*z/(2*size)
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	scale := 1 + z*z/size
	low, high = max(0, (middle-half)/scale), min(1, (middle+half)/scale)
	switch x { // exact where rounding would leave 1e-19
	case 0:
		low = 0
	case n:
		high = 1
	}
	return low, high
}

// Effect is what the mailing changed, with its standard error.
type Effect struct{ Value, SE float64 }

// Low and High are the ends of the interval at Level.
func (e Effect) Low() float64  { return e.Value - zOf(Level)*e.SE }
func (e Effect) High() float64 { return e.Value + zOf(Level)*e.SE }

// T is the effect in standard errors; NaN where there are none.
func (e Effect) T() float64 {
	if e.SE == 0 {
		return math.NaN()
	}
	return e.Value / e.SE
}

// uplift is the difference of the response rates of two arms.
func uplift(mailed, control *Counts) (Effect, bool) {
	if mailed.Customers == 0 || control.Customers == 0 {
		return Effect{}, false
	}
	return Effect{rateOf(mailed) - rateOf(control), math.Sqrt(varianceOf(mailed) + varianceOf(control))}, true
}

func rateOf(c *Counts) float64 { return float64(c.Responders) / float64(c.Customers) }

// varianceOf is the variance of a response rate.
func varianceOf(c *Counts) float64 {
	p := rateOf(c)
	return p * (1 - p) / float64(c.Customers)
}

// smoothed is the variance of a response rate with half a responder and half a
// non-responder added, for groups in which everybody or nobody responds.
func smoothed(c *Counts) float64 {
	n := float64(c.Customers) + 1
	p := (float64(c.Responders) + 0.5) / n
	return p * (1 - p) / n
}
