package clv

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
)

func TestPredictEqualsOneByOne(t *testing.T) {
	h := Horizon{Length: 52, Delta: .0027, Ahead: 4}
	for _, m := range models {
		rows := rowsFor(m)
		got, err := Predict(m, append(rows, rows...), h, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range append(rows, rows...) {
			want := Prediction{PAlive(m, r, 4), Orders(m, r, 52), discounted(t, m, r, .0027, 52)}
			near(t, "P(alive)", got[i].Alive, want.Alive, 1e-14)
			near(t, "Orders", got[i].Orders, want.Orders, 1e-14)
			near(t, "Discounted", got[i].Discounted, want.Discounted, 1e-14)
		}
	}
	endless, err := Predict(models[1], []Row{{T: 5}}, Horizon{Length: math.Inf(1), Delta: .01}, 1)
	if err != nil || !math.IsNaN(endless[0].Orders) || !(endless[0].Discounted > 0) {
		t.Errorf("endless horizon: %+v, %v", endless, err)
	}
}

// The spread of the sigma points, of many draws, and of the delta method with
// slopes by differences are one.
func TestSpreadOfPredictions(t *testing.T) {
	rows, _ := Collapse(cdnow(t, 7).rows)
	rows = []Row{rows[0], rows[300], rows[600], rows[900]}
	h := Horizon{Length: 52, Delta: .0027}
	for _, m := range []Model{BGNBD{}, ParetoNBD{}} {
		f := fitted(t, m, cdnow(t, 7).rows)
		points, err := Spread(m, f.SigmaPoints(), rows, h, 0)
		if err != nil {
			t.Fatal(err)
		}
		draws, _ := Spread(m, f.Draws(2000, 1), rows, h, 0)
		for i, r := range rows {
			slope := make([]float64, len(f.Values))
			for j := range slope {
				at := func(s float64) float64 {
					p := slices.Clone(f.Values)
					p[j] *= math.Exp(s)
					return math.Log(discounted(t, m.WithParams(p), r, h.Delta, h.Length))
				}
				slope[j] = (at(1e-4) - at(-1e-4)) / 2e-4
			}
			var variance float64
			for j := range slope {
				for k := range slope {
					variance += slope[j] * slope[k] * f.LogCov[j][k]
				}
			}
			near(t, "sigma points", points[i], math.Sqrt(variance), .1)
			near(t, "draws", draws[i], math.Sqrt(variance), .1)
		}
	}
}

func TestNothingExpectedHasNoSpread(t *testing.T) {
	f := fitted(t, ParetoNBD{}, cdnow(t, 7).rows)
	dead := Row{X: 5000, TX: 1, T: 1e5}
	sd, err := Spread(f.Model, f.SigmaPoints(), []Row{dead}, Horizon{Length: 52}, 1)
	if err != nil || sd[0] != 0 {
		t.Errorf("spread %v, %v", sd, err)
	}
}

func TestDrawsHaveTheEstimatedSpread(t *testing.T) {
	f := fitted(t, BGNBD{}, cdnow(t, 7).rows)
	if !slices.EqualFunc(f.Draws(5, 3), f.Draws(5, 3), slices.Equal) {
		t.Error("one seed, two results")
	}
	if slices.EqualFunc(f.Draws(5, 3), f.Draws(5, 4), slices.Equal) {
		t.Error("two seeds, one result")
	}
	draws := f.Draws(4000, 3)
	for i := range f.Values {
		values := over(len(draws), func(k int) float64 { return draws[k][i] })
		low, high := f.Interval(i, .9)
		near(t, "5 %", Quantile(values, .05), low, .05)
		near(t, "95 %", Quantile(values, .95), high, .05)
	}
}

// A saved estimate draws as the fitted one does.
func TestEstimateAsJSON(t *testing.T) {
	f := fitted(t, BGNBD{}, cdnow(t, 7).rows)
	text, err := json.Marshal(f.Estimate)
	if err != nil {
		t.Fatal(err)
	}
	var e Estimate
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	if e.Status != Converged || !slices.EqualFunc(e.Draws(3, 1), f.Draws(3, 1), slices.Equal) {
		t.Errorf("%s became %+v", text, e)
	}
	if err := new(Status).UnmarshalText([]byte("fine")); err == nil {
		t.Error("an unknown status is read")
	}
}
