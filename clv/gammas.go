package clv

import "math"

// rise follows ln Γ(base+n)/Γ(base) and its derivative with respect to base,
// ψ(base+n) − ψ(base), as n goes up. The sums Σ ln(base+i) and Σ 1/(base+i)
// keep their digits where the difference of two lnΓ loses them: base tiny or
// huge. The zero n is the empty product.
type rise struct {
	base       float64
	n          int
	log, deriv float64
}

// to moves to n; going down starts again from zero.
func (p *rise) to(n int) {
	if n < p.n {
		*p = rise{base: p.base}
	}
	for ; p.n < n; p.n++ {
		v := p.base + float64(p.n)
		p.log += math.Log(v)
		p.deriv += 1 / v
	}
}

// digamma is ψ(x), x > 0, to the last digits: ψ(x) = ψ(x+1) − 1/x up to 10,
// then the asymptotic series (Abramowitz & Stegun 6.3.5, 6.3.18). gonum's has
// about ten digits.
func digamma(x float64) float64 {
	var sum float64
	for ; x < 10; x++ {
		sum -= 1 / x
	}
	y := 1 / (x * x)
	series := y * (1./12 - y*(1./120-y*(1./252-y*(1./240-y*(1./132-y*(691./32760-y*(1./12)))))))
	return sum + math.Log(x) - .5/x - series
}

// logSum returns ln(e^u + e^v) and the shares of the two terms, the small one
// with all its digits. Either may be -Inf, not both.
func logSum(u, v float64) (sum, shareU, shareV float64) {
	if u < v {
		sum, shareV, shareU = logSum(v, u)
		return sum, shareU, shareV
	}
	e := math.Exp(v - u)
	return u + math.Log1p(e), 1 / (1 + e), e / (1 + e)
}
