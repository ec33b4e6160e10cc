package clv

import "testing"

func TestBGBB(t *testing.T) {
	rows := weighted(t, "testdata/donations.csv")
	m := fitted(t, BGBB{}, rows)
	paper := BGBB{1.204, .750, .657, 2.783}
	r66, r56, r00, r13 := Row{X: 6, TX: 6, T: 6}, Row{X: 5, TX: 6, T: 6}, Row{T: 6}, Row{X: 1, TX: 3, T: 6}
	r24, r45 := Row{X: 2, TX: 4, T: 6}, Row{X: 4, TX: 5, T: 6}
	cet5 := func(i int) float64 { return Orders(m.Model, rows[i], 5) }
	checkReferences(t, []reference{
		{"R-131", "donations α, β, γ, δ", m.Values, list(1.20352236, .74971638, .65671822, 2.78344233), 1e-3, 0, "FHS10; LT test_estimation.py:75; V=X"},
		{"R-131", "LL", list(m.LogLik), list(-33225.581274), 0, 1e-5, "BW; V=X"},
		{"R-132", "P(alive 2002) of (0,0), (2,4), (6,6)", list(PAlive(m.Model, r00, 1), PAlive(m.Model, r24, 1), PAlive(m.Model, r66, 1)), list(.108133, .589657, .930434), 0, 1e-5, "LT test_estimation.py:91; V"},
		{"R-134", "LL of (6,6), (5,6), (0,0), (1,3)", list(logLikOf(paper, r66), logLikOf(paper, r56), logLikOf(paper, r00), logLikOf(paper, r13)), list(-2.18224845, -4.29512477, -1.16726247, -4.22477087), 1e-7, 0, "V"},
		{"R-134", "LL of all", list(paper.LogLik(rows, nil)), list(-33225.581755), 0, 1e-5, "V"},
		{"R-136", "Σ CET5", list(total(rows, func(r Row) float64 { return Orders(m.Model, r, 5) })), list(12884.157), 1e-6, 0, "LT test_estimation.py:111; BW; V"},
		{"R-136", "mean CET5 by x", byCount(rows, 6, cet5), list(.072863, .324891, .708956, 1.333690, 2.031237, 2.784524, 3.752544), 0, 1e-4, "V"},
		{"R-138", "expected counts x = 0..6", over(7, func(n int) float64 { return 11104 * PMF(m.Model, Row{}, n, 6) }), list(3454.882, 1888.654, 1348.882, 1113.379, 1017.922, 1027.166, 1253.114), 0, 1e-2, "LT test_estimation.py:115-122; V"},
		{"R-140", "CET10 of (0,0), (4,5)", list(Orders(m.Model, r00, 10), Orders(m.Model, r45, 10)), list(.1302181, 3.6279676), 1e-5, 0, "BW; V"},
		{"R-142", "donations a year, 1996-2006", over(11, func(i int) float64 {
			return 11104 * (Orders(m.Model, Row{}, float64(i+1)) - Orders(m.Model, Row{}, float64(i)))
		}), list(5535.82, 4717.05, 4147.62, 3724.68, 3395.91, 3131.68, 2913.82, 2730.53, 2573.79, 2437.92, 2318.80), 0, .02, "BW; V"},
	})
}
