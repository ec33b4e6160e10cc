package clv

import (
	"math"
	"testing"
)

// Values: Abramowitz & Stegun 6.3.2, 6.3.3 and Gauss's theorem for 1/4;
// mpmath for the others.
func TestDigamma(t *testing.T) {
	const euler = .57721566490153286061
	checkReferences(t, []reference{
		{"ψ", "1, 1/2, 1/4", list(digamma(1), digamma(.5), digamma(.25)), list(-euler, -euler-2*math.Ln2, -euler-math.Pi/2-3*math.Ln2), 1e-15, 0, "A&S"},
		{"ψ", "1e-5, 3.7, 10, 1e6", list(digamma(1e-5), digamma(3.7), digamma(10), digamma(1e6)), list(-100000.577199215681, 1.16715353936151139, 2.25175258906672111, 13.8155100579641908), 1e-15, 0, "M"},
	})
}

func TestRiseIsARatioOfGammaFunctions(t *testing.T) {
	for _, base := range []float64{1e-9, .3, 7, 1e9} {
		p := rise{base: base}
		for _, n := range []int{0, 3, 40, 5} {
			p.to(n)
			var want float64
			for i := range n {
				want += math.Log(base + float64(i))
			}
			near(t, "ln Γ(b+n)/Γ(b)", p.log, want, 1e-14)
			if base < 100 {
				near(t, "ψ(b+n) − ψ(b)", p.deriv, digamma(base+float64(n))-digamma(base), 1e-12)
			}
		}
	}
}
