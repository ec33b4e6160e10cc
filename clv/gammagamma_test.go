package clv

import (
	"errors"
	"testing"
)

func TestGammaGamma(t *testing.T) {
	c := cdnow(t, 7)
	m := fittedSpend(t, c.spend)
	var all []Spend
	for i, s := range c.spend {
		n := float64(s.X)
		all = append(all, Spend{s.X + 1, (c.first[i] + n*s.Mean) / (n + 1), 1})
	}
	first := fittedSpend(t, all)
	rounded := cdnowRounded(t)
	paper := GammaGamma{6.25, 3.74, 15.44}
	expected := func(x int, mean float64) float64 {
		v, err := paper.Expected(x, mean)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	one := func(x int, mean float64) float64 { return paper.LogLik([]Spend{{X: x, Mean: mean}}, nil) }
	repeat, _ := collapseSpend(c.spend)
	at, grad := GammaGamma{5, 4, 14}, make([]float64, 3)
	ll := at.LogLik(repeat, grad)
	checkReferences(t, []reference{
		{"R-117", "CDNOW p, q, v", m.Values, list(6.24957199, 3.74422489, 15.44352260), 1e-4, 0, "FH13; CT test_correctness_gg.R:10-11; LT test_estimation.py:178; V=X"},
		{"R-117", "LL; customers", list(m.LogLik, float64(m.Customers)), list(-4055.917695, 946), 0, 1e-5, "V=X"},
		{"R-124", "expected spend, rows 1-10", over(10, func(i int) float64 { return expected(rounded.spend[i].X, rounded.spend[i].Mean) }),
			list(24.6637, 18.9169, 35.2190, 35.2190, 35.2190, 71.4697, 18.9169, 35.2190, 27.2884, 35.2190), 0, 1e-4, "LT test_estimation.py:181-192; V"},
		{"R-126", "population mean", list(expected(0, 0)), list(35.21897810), 1e-8, 0, "V"},
		{"R-126", "LL of four rows", list(one(1, 30), one(2, 22.345), one(5, 50), one(12, 12.5)), list(-3.94853565, -3.55118916, -4.86621555, -4.00393203), 0, 1e-8, "V"},
		{"R-127", "LL of (50, 38)", list(one(50, 38)), list(-4.1702138), 0, 1e-7, "V; BY's 862.9432 is no density"},
		{"R-129", "LL at (5,4,14)", list(ll), list(-4244.880472), 1e-6, 0, "V"},
		{"R-129", "gradient", grad, list(922.428629, -1102.969382, 891.237124), 1e-6, 0, "V"},
		{"R-186", "first purchase kept: p, q, v", first.Values, list(9.88124, 3.39875, 7.92859), 1e-3, 0, "X, a CT run"},
		{"R-186", "LL", list(first.LogLik), list(-9898.450937), 0, 1e-3, "X, a CT run"},
	})
}

func TestGammaGammaOnApparel(t *testing.T) {
	m := fittedSpend(t, apparel(t).spend)
	checkReferences(t, []reference{
		{"R-121", "p, q, v", m.Values, list(3.0990391, 5.6536923, 56.5041705), 1e-3, 0, "V"},
		{"R-121", "LL", list(m.LogLik), list(-1670.663044), 0, 1e-5, "V"},
		{"R-121", "standard errors", m.SE, list(.56757, .84605, 18.60229), 2e-3, 0, "V"},
	})
}

func TestMeanSpendThatDoesNotExist(t *testing.T) {
	var e *SpendError
	if _, err := (GammaGamma{1, .9, 10}).Expected(0, 0); !errors.As(err, &e) {
		t.Errorf("q < 1 gives error %v", err)
	}
	if v, err := (GammaGamma{1, .9, 10}).Expected(2, 20); err != nil || v <= 0 {
		t.Errorf("q + px > 1 gives %v, %v", v, err)
	}
}
