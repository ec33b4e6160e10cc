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
		m.nodes = betaNodes(a, b, c, math.Expm1(largest))
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

// betaNodes returns a quadrature for E[(1 + p z)^-c], p ~ Beta(a, b), for every
// z up to the largest. It is the trapezoidal rule on the logit scale y, which
// converges exponentially for functions analytic in a strip: to e^-35 with a
// step of 2πd/(35 − κ ln cos d), where the density at height d is at most
// (cos d)^-κ times as large, κ = ab/(a+b) its curvature at the mode ln(a/b), for
// the best d < π/2. Far out the power no longer changes and the density is
// exponential, so that the rest of the rule is a geometric series: where
// p·s < e^(-40/(1+a)), with 1/s the smallest p that matters to either, that
// changes a share of (p·s)^a of the mean by a share of p·s; likewise for 1−p
// and b.
func betaNodes(a, b, c, largest float64) []betaNode {
	curvature, step := a*b/(a+b), 0.0
	for d := 1.5; d > 1e-4; d *= .8 {
		step = max(step, 2*math.Pi*d/(35-curvature*math.Log(math.Cos(d))))
	}
	mode := math.Log(a / b)
	var nodes []betaNode
	var total float64
	add := func(p, w float64) {
		nodes, total = append(nodes, betaNode{p, w}), total+w
	}
	// side adds the nodes from the mode, left out, to one side, down to p = end
	// where the density goes like e^(-tail·|y|).
	side := func(direction, flat, tail, end float64) {
		for k := 1.0; ; k++ {
			y := mode + direction*k*step
			// p^a (1−p)^b relative to the mode, where e^y = a/b
			w := math.Exp(a*(y-mode) - (a+b)*math.Log1p(a/(a+b)*math.Expm1(y-mode)))
			if direction*y > flat {
				add(end, w/-math.Expm1(-tail*step))
				return
			}
			if w < 1e-18 {
				return
			}
			add(1/(1+math.Exp(-y)), w)
		}
	}
	add(a/(a+b), 1)
	side(-1, math.Log(max(c*largest, a+b, (a+b)/a))+40/(1+a), a, 0)
	side(1, math.Log(max(c, a+b, (a+b)/b))+40/(1+b), b, 1)
	for i := range nodes {
		nodes[i].weight /= total
	}
	return nodes
}

// discountedRange cuts the range of v = ln(1 + t/α) where e^(-z(e^v − 1)) has
// fallen below e^-40.
func discountedRange(z, end float64) float64 {
	if z > 0 {
		end = min(end, math.Log1p(40/z))
	}
	return end
}

// discountedPanels is how many panels of the 24-point rule an integral over
// v from lo to hi needs: the integrand, which falls as e^(-z(e^v − 1)) and by
// at most slope per unit of v, is analytic in a strip of half-width π/2 and
// changes by a factor of no more than about e^20 in each.
func discountedPanels(z, lo, hi, slope float64) int {
	fall := z*(math.Exp(hi)-math.Exp(lo)) + slope*(hi-lo)
	return 1 + int((hi-lo)/2.5+min(fall, 2e4)/20)
}
