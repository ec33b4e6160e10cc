package clv

import (
	"math"
	"testing"
)

// Left out: R-169, an anti-value; see TestValues.
func TestBGNBD(t *testing.T) {
	c := cdnow(t, 7)
	m := fitted(t, BGNBD{}, c.rows)
	days := fitted(t, BGNBD{}, cdnow(t, 1).rows)
	rounded := fitted(t, BGNBD{}, cdnowRounded(t).rows)
	example := fitted(t, BGNBD{}, weighted(t, "testdata/example_summary.csv"))
	paper := BGNBD{.243, 4.414, .793, 2.426}
	note := BGNBD{.25, 4, .8, 2.5}
	x2, x0 := Row{X: 2, TX: 30.43, T: 38.86}, Row{T: 38.86}
	cet39 := func(i int) float64 { return Orders(m.Model, c.rows[i], 39) }
	first5 := []Row{{T: 298}, {T: 224}, {X: 6, TX: 142, T: 292}, {T: 147}, {X: 2, TX: 9, T: 183}}
	// P(X(39,78] = 0): no purchase between two times, for a new customer. Of
	// those alive at 39 a share E[(α/(α+39+p·39))^r]/E[(α/(α+p·39))^r] stays
	// away, which is BG/NBD with α+39 for the time without purchases.
	later := BGNBD{paper.R, paper.Alpha + 39, paper.A, paper.B}
	none := 1 - paper.Alive(39) + math.Pow(paper.Alpha/later.Alpha, paper.R)*later.Alive(39)
	holdout := accuracy(c, cet39)
	checkReferences(t, []reference{
		{"R-019", "CDNOW r, α, a, b", m.Values, list(.2425945265, 4.4136018942, .792922112, 2.4259069747), 1e-4, 0, "FHL05; CT test_correctness_bgnbd.R:9-20; V=X"},
		{"R-019", "LL", list(m.LogLik), list(-9582.429207), 0, 1e-5, "FHL05; V=X"},
		{"R-022", "CDNOW in days: r, α/7, a, b", list(days.Values[0], days.Values[1]/7, days.Values[2], days.Values[3]), m.Values, 1e-8, 0, "V"},
		{"R-022", "LL", list(days.LogLik), list(-14363.530443), 0, 1e-5, "V"},
		{"R-022", "the same fit, rescaled", append(days.Rescale(7).Values, days.Rescale(7).LogLik), append(m.Model.Params(), m.LogLik), 1e-8, 0, "scale invariance"},
		{"R-024", "example r, α, a, b", example.Values, list(.16385090, 1.86428043, 1.85034320, 3.18102506), 1e-4, 0, "V; LT CLV test"},
		{"R-024", "LL", list(example.LogLik), list(-39248.626121), 0, 1e-4, "V"},
		{"R-025", "example CET30", over(5, func(i int) float64 { return Orders(example.Model, first5[i], 30) }), list(.0160530, .0211711, .0304613, .0316862, .0016068), 0, 1e-6, "LT tests/test_utils.py:548; V"},
		{"R-029", "LL at (.5,6,1.2,3.3)", list(BGNBD{.5, 6, 1.2, 3.3}.LogLik(c.rows, nil)), list(-9783.444286), 1e-6, 0, "BT man/bgnbd.cbs.LL.Rd; V"},
		{"R-029", "gradient", gradient(BGNBD{.5, 6, 1.2, 3.3}, c.rows), list(-740.603677, 332.639048, -19.386377, 9.252805), 1e-6, 0, "V"},
		{"R-031", "x2: LL, P(alive), CET39", list(logLikOf(paper, x2), PAlive(paper, x2, 0), Orders(paper, x2, 39)), list(-9.4586063070663, .72657857008067, 1.2260281747671), 1e-10, 0, "LT test_estimation.py:530; M"},
		{"R-033", "x0: LL, P(alive), CET39, DERT, DECT52", list(logLikOf(paper, x0), PAlive(paper, x0, 0), Orders(paper, x0, 39), discounted(t, paper, x0, .0027, math.Inf(1)), discounted(t, paper, x0, .0027, 52)),
			list(-.55471327643816, 1, .19509805201126, 1.0157019311181, .23593170771736), 1e-9, 0, "M"},
		{"R-035", "E(52)", list(Orders(m.Model, Row{}, 52)), list(1.4440123), 1e-5, 0, "BW prints 1.444004; X"},
		{"R-037", "rounded CDNOW E(t)", over(6, func(i int) float64 {
			return Orders(rounded.Model, Row{}, []float64{.1429, 1, 3, 31.8571, 32, 78}[i])
		}), list(.0078, .0532, .1506, 1.0405, 1.0437, 1.8576), 1e-3, 1e-4, "LT test_estimation.py:541-548"},
		{"R-039", "P(X(2)=10), P(X(39)=0), P(X(30)=11)", list(paper.PMF(10, 2), paper.PMF(0, 39), paper.PMF(11, 30)), list(1.07868964e-7, .573786352096, .00199952145), 1e-8, 0, "LT test_estimation.py:591-606; V"},
		{"R-042", "P(X(39,78]=0)", list(none), list(.75400114612088), 1e-9, 0, "M; BT's bgnbd.R:582 ignores the start"},
		{"R-043", "LL of x0; of x200 t_x38", list(logLikOf(note, Row{T: 40}), logLikOf(note, Row{X: 200, TX: 38, T: 40})), list(-.5994738182, 100.7956930927), 1e-9, 0, "Fader & Hardie note 027; V"},
		{"R-045", "Σ CET39", list(sumOver(c.rows, cet39)), list(1653.4087), 0, .01, "BW; V=X"},
		{"R-045", "mean P(alive)", list(total(c.rows, func(r Row) float64 { return PAlive(m.Model, r, 0) }) / 2357), list(.8134398), 0, 1e-6, "V=X"},
		{"R-045", "mean CET39 by x", byCount(c.rows, 7, cet39), list(.22509, .52314, 1.04413, 1.52026, 2.16382, 2.65379, 3.50396, 6.15704), 0, .01, "BW; V=X"},
		{"R-045", "mean holdout by x", byCount(c.rows, 7, func(i int) float64 { return float64(c.holdout[i]) }), list(.23671, .69704, 1.39252, 1.56, 2.53226, 2.94737, 3.86207, 6.35938), 0, 1e-5, "V=X"},
		{"R-112", "a = 1: CET39; a = 1 + 1e-8", list(Orders(BGNBD{.243, 4.414, 1, 2.426}, x2, 39), Orders(BGNBD{.243, 4.414, 1 + 1e-8, 2.426}, x2, 39)), list(1.10213678604, 1.1021367805777), 1e-10, 0, "M"},
		{"R-114", "x500: CET365", list(Orders(paper, Row{X: 500, TX: 499, T: 500}, 365)), list(287.26564592437), 1e-9, 0, "M"},
		{"R-116", "a + b < 1, x0: CET39", list(Orders(BGNBD{.24294200, 4.43250644, .28564280, .65845936}, x0, 39)), list(.19250658), 1e-7, 0, "V; LT returns NaN"},
		{"R-183", "holdout Σ, MAE, RMSE, correlation", holdout, list(1653.409, .785454, 1.607982, .625647), 1e-4, 0, "V=X"},
	})
}

func TestBGNBDOnApparel(t *testing.T) {
	m := fitted(t, BGNBD{}, apparel(t).rows)
	checkReferences(t, []reference{
		{"R-028", "r, α, a, b", m.Values, list(.60731134, 20.95675473, 1.27556012, 8.86093912), 1e-3, 0, "V"},
		{"R-028", "LL", list(m.LogLik), list(-5857.019749), 0, 1e-5, "V"},
	})
}

// accuracy compares predicted with actual purchases of the holdout: the sum of
// the predictions, mean absolute and root mean square error, correlation.
func accuracy(c cohort, predict func(i int) float64) []float64 {
	var sum, absolute, square, sx, sy, sxx, syy, sxy float64
	n := float64(len(c.rows))
	for i := range c.rows {
		x, y := predict(i), float64(c.holdout[i])
		sum += x
		absolute += math.Abs(x - y)
		square += (x - y) * (x - y)
		sx, sy, sxx, syy, sxy = sx+x, sy+y, sxx+x*x, syy+y*y, sxy+x*y
	}
	r := (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
	return list(sum, absolute/n, math.Sqrt(square/n), r)
}

func sumOver(rows []Row, f func(i int) float64) float64 {
	var sum float64
	for i := range rows {
		sum += f(i)
	}
	return sum
}
