package clv

import (
	"math"
	"testing"
)

// Left out, MBG/CNBD-k, which is not a model of this package.
func TestMBGNBD(t *testing.T) {
	c := cdnow(t, 7)
	m := fitted(t, MBGNBD{}, c.rows)
	example := fitted(t, MBGNBD{}, weighted(t, "testdata/example_summary.csv"))
	paper, at := MBGNBD{.525, 6.183, .891, 1.614}, MBGNBD{.5, 6, 1.2, 3.3}
	x2 := Row{X: 2, TX: 30.43, T: 38.86}
	checkReferences(t, []reference{
		{"R-048", "CDNOW r, α, a, b", m.Values, list(.5248431362, 6.183085263, .8913592285, 1.6140019945), 1e-4, 0, "LT test_estimation.py:786 from BP; V=X"},
		{"R-048", "LL", list(m.LogLik), list(-9582.135716), 0, 1e-5, "V=X"},
		{"R-051", "example r, α, a, b", example.Values, list(1.11292703, 7.77447769, 1.89219808, 2.10998513), 1e-3, 0, "V"},
		{"R-051", "LL", list(example.LogLik), list(-38856.812265), 0, 1e-4, "V"},
		{"R-054", "LL at (.5,6,1.2,3.3)", list(at.LogLik(c.rows, nil)), list(-9594.524722), 1e-6, 0, "V"},
		{"R-054", "gradient", gradient(at, c.rows), list(-124.555959, 61.487768, 67.215113, -65.641037), 1e-6, 0, "V"},
		{"R-055", "x2: LL, P(alive), CET39, DERT", list(logLikOf(paper, x2), PAlive(paper, x2, 0), Orders(paper, x2, 39), discounted(t, paper, x2, .0027, math.Inf(1))),
			list(-9.4855513145339, .70620226511849, 1.2629606232674, 4.913027319128), 1e-9, 0, "M"},
		{"R-058", "E(1), E(13), E(26), E(52), E(104)", over(5, func(i int) float64 { return Orders(paper, Row{}, []float64{1, 13, 26, 52, 104}[i]) }),
			list(.053084795264, .535356864235, .898634829316, 1.419723757713, 2.115001234375), 1e-10, 0, "M"},
		{"R-060", "Σ CET39", list(total(c.rows, func(r Row) float64 { return Orders(m.Model, r, 39) })), list(1576.7284), 0, .01, "V=X"},
		{"R-060", "mean P(alive)", list(total(c.rows, func(r Row) float64 { return PAlive(m.Model, r, 0) }) / 2357), list(.4487214), 0, 1e-5, "V=X"},
	})
}

func TestMBGNBDOnApparel(t *testing.T) {
	m := fitted(t, MBGNBD{}, apparel(t).rows)
	checkReferences(t, []reference{
		{"R-053", "r, α, a, b", m.Values, list(1.89138023, 45.8272021, .60236904, 1.58237104), 1e-3, 0, "V"},
		{"R-053", "LL", list(m.LogLik), list(-5848.045278), 0, 1e-5, "V"},
	})
}
