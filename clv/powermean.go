package clv

import "math"

// seriesRange is the largest v for which powerMean tries its series: beyond,
// w = 1 − e^-v is so near 1 that the terms fall too slowly.
const seriesRange = 3

// powerMean is E[(1 + p z)^-c] for p ~ Beta(a, b), the hypergeometric function
// 2F1(c, a; a+b; −z), at many z = e^v − 1 up to one largest v.
//
// By Pfaff's transformations (Abramowitz & Stegun 15.3.4, 15.3.5) it equals
//
//	e^(-va) 2F1(a, a+b−c; a+b; w)  and  e^(-vc) 2F1(c, b; a+b; w),  w = 1 − e^-v.
//
// The series of the one with the smaller exponent is used while its terms fall
// fast and do not cancel; otherwise a quadrature over p takes its place.
type powerMean struct {
	c        float64
	exponent float64
	terms    []float64 // coefficients of the powers of w, nil for quadrature
	nodes    []betaNode
}

func newPowerMean(c, a, b, largest float64) *powerMean {
	m := &powerMean{c: c}
	if largest <= seriesRange {
		p, q := a, a+b-c
		if c < a {
			p, q = c, b
		}
		m.exponent, m.terms = p, series(p, q, a+b, -math.Expm1(-largest))
	}
	if m.terms == nil {
		m.nodes = betaNodes(a, b, c*math.Expm1(largest))
	}
	return m
}

func (m *powerMean) at(v float64) float64 {
	if m.terms == nil {
		z, sum := math.Expm1(v), 0.0
		for _, n := range m.nodes {
			sum += n.weight * math.Exp(-m.c*math.Log1p(n.p*z))
		}
		return sum
	}
	w, power, sum := -math.Expm1(-v), 1.0, 0.0
	for _, c := range m.terms {
		t := c * power
		sum += t
		if math.Abs(t) < 1e-18*math.Abs(sum) {
			break
		}
		power *= w
	}
	return sum * math.Exp(-v*m.exponent)
}

// series returns the coefficients of 2F1(p, q; c; w) needed at w, or nil when
// there are too many or they cancel.
func series(p, q, c, w float64) []float64 {
	const most, cancelled = 1500, 1e3
	terms := make([]float64, 0, 64)
	term, power, sum, size := 1.0, 1.0, 0.0, 0.0
	for k := range most {
		terms = append(terms, term)
		t := term * power
		sum += t
		size += math.Abs(t)
		i := float64(k)
		ratio := (p + i) * (q + i) / ((c + i) * (1 + i))
		// Past the largest term the rest is below t/(1-w).
		if math.Abs(t) < 1e-17*(1-w)*size && math.Abs(ratio*w) < 1 {
			if size > cancelled*math.Abs(sum) || math.IsInf(size, 1) {
				return nil
			}
			return terms
		}
		term *= ratio
		power *= w
	}
	return nil
}

// betaNode is a point p of a quadrature for means under a beta distribution.
type betaNode struct{ p, weight float64 }

// betaNodes returns a quadrature for E[g(p)], p ~ Beta(a, b), where g is a
// function of p·scale that is smooth on the logit scale and flat for
// p·scale < e^-40, such as (1 + p z)^-c with scale = c z. On that scale the
// density is log-concave around ln(a/b); panels no wider than 4 keep the
// nearest singularity, half a period or more away, out of reach.
func betaNodes(a, b, scale float64) []betaNode {
	logDensity := func(y float64) float64 {
		// ln of e^y/(1+e^y) and of 1/(1+e^y)
		if y < 0 {
			l := math.Log1p(math.Exp(y))
			return a*(y-l) - b*l
		}
		l := math.Log1p(math.Exp(-y))
		return -a*l - b*(y+l)
	}
	mode := math.Log(a / b)
	top := logDensity(mode)
	edge := func(direction float64) float64 {
		step := 1.0
		for logDensity(mode+direction*step)-top > smallestTerm {
			step *= 2
		}
		lo, hi := step/2, step
		for range 20 {
			if mid := (lo + hi) / 2; logDensity(mode+direction*mid)-top > smallestTerm {
				lo = mid
			} else {
				hi = mid
			}
		}
		return mode + direction*hi
	}
	left, right := edge(-1), edge(1)
	var nodes []betaNode
	var total float64
	if flat := min(mode, -math.Log(scale)) - 40; flat > left {
		left = flat
		w := math.Exp(logDensity(left)-top) / a
		nodes, total = append(nodes, betaNode{0, w}), w
	}
	width := min(4, 6/math.Sqrt(a*b/(a+b)))
	panels := int(math.Ceil((right - left) / width))
	half := (right - left) / float64(2*panels)
	for i := range panels {
		mid := left + half*float64(2*i+1)
		for _, g := range gauss24 {
			for _, y := range [2]float64{mid - half*g.x, mid + half*g.x} {
				w := half * g.w * math.Exp(logDensity(y)-top)
				nodes, total = append(nodes, betaNode{1 / (1 + math.Exp(-y)), w}), total+w
			}
		}
	}
	for i := range nodes {
		nodes[i].weight /= total
	}
	return nodes
}

// discountedRange cuts the range of v = ln(1 + t/α) where e^(-z(e^v − 1)) has
// fallen below e^-50.
func discountedRange(z, end float64) float64 {
	if z > 0 {
		end = min(end, math.Log1p(50/z))
	}
	return end
}

// discountedPanels is how many panels of the 24-point rule an integral over
// v from lo to hi needs: enough that the integrand, which falls as
// e^(-z(e^v − 1)) and by at most slope per unit of v, changes by a factor of
// no more than about e^15 in each.
func discountedPanels(z, lo, hi, slope float64) int {
	fall := z*(math.Exp(hi)-math.Exp(lo)) + slope*(hi-lo)
	return 1 + int((hi-lo)/1.5+min(fall, 2e4)/15)
}
