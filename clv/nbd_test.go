package clv

import (
	"math"
	"testing"
)

func TestNBD(t *testing.T) {
	c := cdnow(t, 7)
	m := fitted(t, NBD{}, c.rows)
	count := m.LogLik + total(c.rows, func(r Row) float64 {
		x := float64(r.X)
		factorial, _ := math.Lgamma(x + 1)
		return x*math.Log(r.T) - factorial
	})
	checkReferences(t, []reference{
		{"R-145", "CDNOW r, α", m.Values, list(.3847661, 12.0720229), 1e-4, 0, "BP R/nbd.R; V=X"},
		{"R-145", "LL of ordered times, of counts", list(m.LogLik, count), list(-9763.657615, -3193.058675), 0, 1e-5, "BP R/nbd.R; V=X"},
	})
}
