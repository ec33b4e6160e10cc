package clv

import (
	"math"
	"testing"
)

func TestJudgeEqualsPublishedHoldout(t *testing.T) {
	c := cdnow(t, 7)
	actual := over(len(c.rows), func(i int) float64 { return float64(c.holdout[i]) })
	for _, test := range []struct {
		model Model
		want  []float64
	}{
		{BGNBD{}, list(1653.409, .785454, 1.607982, .625647)},
		{ParetoNBD{}, list(1665.513, .754523, 1.602848, .630223)},
	} {
		f := fitted(t, test.model, c.rows)
		predicted := over(len(c.rows), func(i int) float64 { return Orders(f.Model, c.rows[i], 39) })
		a := Judge(predicted, actual)
		checkReferences(t, []reference{
			{"R-183", "holdout Σ, MAE, RMSE, correlation", list(a.Predicted, a.MAE, a.RMSE, a.Correlation), test.want, 1e-4, 0, "V=X"},
			{"R-045", "actual purchases", list(a.Actual), list(1882), 0, 0, "BT"},
		})
		near(t, "bias", a.Bias, (a.Predicted-a.Actual)/2357, 1e-12)
		groups := ByCount(c.rows, predicted, actual, 7)
		means := byCount(c.rows, 7, func(i int) float64 { return actual[i] })
		for x, g := range groups {
			near(t, "actual by count", g.Actual, means[x], 1e-12)
		}
	}
}

func TestCaptureTakesEqualPredictionsInParts(t *testing.T) {
	// A tenth of 20 customers is 2: the first, and one of the three next.
	predicted, actual := make([]float64, 20), make([]float64, 20)
	predicted[7], actual[7] = 9, 4
	for i, a := range []float64{3, 0, 3} {
		predicted[i], actual[i] = 5, a
	}
	actual[19] = 6
	if got := Judge(predicted, actual).Capture; math.Abs(got-(4+2)/16.) > 1e-12 {
		t.Errorf("captured %v", got)
	}
	if a := Judge(predicted, make([]float64, 20)); !math.IsNaN(a.Capture) || !math.IsNaN(a.Correlation) {
		t.Errorf("nobody bought: %+v", a)
	}
}

func TestTrackingIsTheSumOfNewCustomers(t *testing.T) {
	m := ParetoNBD{.55, 10.58, .61, 11.67}
	got := Tracking(m, map[int]int{0: 3, 5: 2}, []int{0, 4, 10})
	for i, want := range []float64{0, 3 * Orders(m, Row{}, 4), 3*Orders(m, Row{}, 10) + 2*Orders(m, Row{}, 5)} {
		near(t, "tracking", got[i], want, 1e-14)
	}
}
