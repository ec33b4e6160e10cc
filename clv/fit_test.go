package clv

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func TestFitRecoversSimulatedCustomers(t *testing.T) {
	for _, c := range []struct {
		model              Model
		window, end, later float64
	}{
		{NBD{.8, 20}, 12, 40, 26},
		{BGNBD{.5, 6, .8, 2.5}, 12, 40, 26},
		{MBGNBD{.9, 8, .9, 2.5}, 12, 40, 26},
		{ParetoNBD{.8, 8, .9, 15}, 12, 40, 26},
		{BGBB{1.2, .75, .8, 3}, 1, 8, 4},
	} {
		_, discrete := c.model.(BGBB)
		rows, after := simulate(c.model, 20000, c.window, c.end, c.later, !discrete, 7)
		f := fitted(t, c.model, rows)
		for i, want := range c.model.Params() {
			if math.Abs(math.Log(f.Values[i]/want)) > 3*f.SE[i]/f.Values[i] {
				t.Errorf("%s %s: got %v ± %v, want %v", c.model.Name(), f.Names[i], f.Values[i], f.SE[i], want)
			}
		}
		var expected, actual float64
		for i, r := range rows {
			expected += Orders(f.Model, r, c.later)
			actual += float64(after[i])
		}
		if math.Abs(expected/actual-1) > .05 {
			t.Errorf("%s: %v purchases expected in the holdout, %v came", c.model.Name(), expected, actual)
		}
	}
}

func TestFitRecoversSimulatedSpend(t *testing.T) {
	rows, _ := simulate(BGNBD{.5, 6, .8, 2.5}, 20000, 12, 40, 0, true, 8)
	want := GammaGamma{4, 3.5, 20}
	f := fittedSpend(t, simulateSpend(want, rows, 9))
	for i, w := range want.Params() {
		if math.Abs(math.Log(f.Values[i]/w)) > 3*f.SE[i]/f.Values[i] {
			t.Errorf("%s: got %v ± %v, want %v", f.Names[i], f.Values[i], f.SE[i], w)
		}
	}
}

// More distinct rows than the search looks at, so that both its stages run.
func TestFitHasTheSameDigitsForAnyOrderAndWorkers(t *testing.T) {
	rows, _ := simulate(ParetoNBD{.8, 60, .9, 100}, 12000, 90, 365, 0, false, 10)
	if n := distinct(rows); n <= sampled {
		t.Fatalf("%v distinct rows", n)
	}
	shuffled := slices.Clone(rows)
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, m := range []Model{BGNBD{}, ParetoNBD{}} {
		one, err := Fit(m, rows, Settings{Workers: 1})
		if err != nil || one.Status != Converged {
			t.Fatalf("%v: %v", err, one.Reason)
		}
		four, _ := Fit(m, shuffled, Settings{Workers: 4})
		if !reflect.DeepEqual(one, four) {
			t.Errorf("%s: %+v and %+v", m.Name(), one.Estimate, four.Estimate)
		}
	}
}

func TestFitSaysWhyItCannotBeUsed(t *testing.T) {
	nobody := []Row{{T: 10}, {T: 20}, {T: 30}}
	single := []Row{{X: 2, TX: 8, T: 10}}
	var alike []Row // everyone buys at one rate and nobody leaves
	rng := rand.New(rand.NewPCG(11, 12))
	for range 400 {
		next, row, t := rng.ExpFloat64, Row{T: 30}, 0.0
		for t += next(); t <= row.T; t += next() {
			row.X++
			row.TX = t
		}
		alike = append(alike, row)
	}
	for name, rows := range map[string][]Row{"nobody bought again": nobody, "one customer": single, "all alike": alike} {
		for _, m := range []Model{NBD{}, BGNBD{}, MBGNBD{}, ParetoNBD{}} {
			f, err := Fit(m, rows, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			if f.Status == Converged || f.Reason == "" {
				t.Errorf("%s, %s: %v %q %v ± %v", name, m.Name(), f.Status, f.Reason, f.Values, f.SE)
			}
		}
	}
	if f := FitSpend([]Spend{{X: 0}, {X: 3, Mean: 10}}, Settings{}); f.Status != NotIdentified || f.Reason == "" {
		t.Errorf("one spend: %v %q", f.Status, f.Reason)
	}
}

func TestFitOfOneCohort(t *testing.T) {
	rows, _ := simulate(BGNBD{.5, 6, .8, 2.5}, 3000, 0, 40, 0, true, 13)
	for _, m := range []Model{BGNBD{}, MBGNBD{}, ParetoNBD{}} {
		f := fitted(t, m, rows)
		if largest(f.Gradient) > 1e-9 {
			t.Errorf("%s: gradient %v", m.Name(), f.Gradient)
		}
	}
}

func TestUnitsFromHoursToYears(t *testing.T) {
	weeks := cdnow(t, 7).rows
	for _, m := range []Model{BGNBD{}, ParetoNBD{}} {
		want := fitted(t, m, weeks)
		for _, c := range []float64{1.0 / (7 * 24), 365.25 / 7} {
			scaled := slices.Clone(weeks)
			for i := range scaled {
				scaled[i].TX /= c
				scaled[i].T /= c
			}
			got := fitted(t, m, scaled).Rescale(1 / c)
			for i := range want.Values {
				near(t, m.Name()+" "+want.Names[i], got.Values[i], want.Values[i], 1e-7)
				near(t, m.Name()+" SE of "+want.Names[i], got.SE[i], want.SE[i], 1e-5)
			}
			near(t, "LL", got.LogLik, want.LogLik, 1e-12)
		}
	}
}

func TestSpendWarnings(t *testing.T) {
	var rows []Spend
	rng := rand.New(rand.NewPCG(14, 15))
	for range 1000 {
		x := 1 + rng.IntN(10)
		rows = append(rows, Spend{X: x, Mean: float64(x) * (5 + 10*rng.Float64())})
	}
	f := FitSpend(append(rows, Spend{X: 2, Mean: -3}, Spend{X: 1}), Settings{})
	if f.Dropped != 2 || f.Correlation < .5 || len(f.Warnings) < 2 {
		t.Errorf("dropped %d, correlation %v, warnings %q", f.Dropped, f.Correlation, f.Warnings)
	}
}
