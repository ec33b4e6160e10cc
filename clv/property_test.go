package clv

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// models are parameters at which the properties are checked: those of CDNOW,
// and others with means that exist and that do not.
var models = []Model{
	NBD{.385, 12.07},
	BGNBD{.243, 4.414, .793, 2.426},
	BGNBD{3, 20, 2.5, 1.5},
	MBGNBD{.525, 6.183, .891, 1.614},
	MBGNBD{.525, 6.183, 1.5, 20},
	ParetoNBD{.553, 10.578, .606, 11.669},
	ParetoNBD{2, 5, 2.5, 80},
	BGBB{1.204, .750, .657, 2.783},
	BGBB{.5, 3, 2, 10},
}

func rowsFor(m Model) []Row {
	if _, ok := m.(BGBB); ok {
		return []Row{{}, {T: 6}, {X: 1, TX: 2, T: 6}, {X: 5, TX: 6, T: 6}}
	}
	return []Row{{}, {T: 38.86}, {X: 2, TX: 30.43, T: 38.86}, {X: 12, TX: 37, T: 38.86}, {X: 3, TX: 20, T: 20}}
}

// eachCase runs f for every model and row.
func eachCase(t *testing.T, f func(t *testing.T, m Model, row Row)) {
	for _, m := range models {
		for _, row := range rowsFor(m) {
			t.Run(fmt.Sprintf("%s %v x%d t%g T%g", m.Name(), m.Params(), row.X, row.TX, row.T), func(t *testing.T) { f(t, m, row) })
		}
	}
}

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-15+rel*math.Abs(want)) {
		t.Errorf("%s: got %.15g, want %.15g", what, got, want)
	}
}

func TestCountsSumToOneAndToTheirMean(t *testing.T) {
	eachCase(t, func(t *testing.T, m Model, row Row) {
		var sum, mean float64
		for n := range 900 {
			p := PMF(m, row, n, 8)
			sum += p
			mean += float64(n) * p
		}
		near(t, "Σ P", sum, 1, 1e-9)
		near(t, "Σ n·P", mean, Orders(m, row, 8), 1e-8)
	})
}

func TestNothingHappensInNoTime(t *testing.T) {
	eachCase(t, func(t *testing.T, m Model, row Row) {
		if got := Orders(m, row, 0); got != 0 {
			t.Errorf("Orders in no time: %v", got)
		}
		if got := discounted(t, m, row, .01, 0); got != 0 {
			t.Errorf("Discounted in no time: %v", got)
		}
		near(t, "P(X(0)=0)", PMF(m, row, 0, 0), 1, 1e-15)
		near(t, "P(X(0)=1)", PMF(m, row, 1, 0), 0, 0)
	})
}

func TestAliveIsAProbabilityThatFalls(t *testing.T) {
	eachCase(t, func(t *testing.T, m Model, row Row) {
		last := 1 + 1e-14
		for _, ahead := range []float64{0, 1, 5, 50, 500} {
			p := PAlive(m, row, ahead)
			if !(p >= 0 && p <= last) {
				t.Errorf("%g ahead: %v after %v", ahead, p, last)
			}
			last = p
		}
		if row.X == 0 {
			return
		}
		last = 1 + 1e-14
		for wait := range 20 {
			p := PAlive(m, Row{X: row.X, TX: row.TX, T: row.TX + float64(wait)}, 0)
			if p > last {
				t.Errorf("%d after the last purchase: %v after %v", wait, p, last)
			}
			last = p
		}
	})
	if p := PAlive(models[1], Row{T: 100}, 0); p != 1 {
		t.Errorf("BG/NBD, x = 0: %v", p)
	}
	if p := PAlive(models[5], Row{X: 3, TX: 20, T: 20}, 0); p != 1 {
		t.Errorf("Pareto/NBD, t_x = T: %v", p)
	}
}

func TestUnitOfTimeDoesNotMatter(t *testing.T) {
	const c = 7.0
	eachCase(t, func(t *testing.T, m Model, row Row) {
		if _, ok := m.(BGBB); ok {
			return
		}
		weeks, scaled := m, Row{X: row.X, TX: row.TX * c, T: row.T * c}
		days := m.Rescale(1 / c)
		near(t, "LL", logLikOf(days, scaled), logLikOf(weeks, row)-float64(row.X)*math.Log(c), 1e-12)
		near(t, "P(alive)", PAlive(days, scaled, 5*c), PAlive(weeks, row, 5), 1e-12)
		near(t, "Orders", Orders(days, scaled, 39*c), Orders(weeks, row, 39), 1e-12)
		near(t, "Discounted", discounted(t, days, scaled, .0027/c, 39*c), discounted(t, weeks, row, .0027, 39), 1e-12)
		near(t, "PMF", PMF(days, scaled, 2, 39*c), PMF(weeks, row, 2, 39), 1e-12)
	})
}

func TestDiscountingTendsToItsLimits(t *testing.T) {
	inf := math.Inf(1)
	eachCase(t, func(t *testing.T, m Model, row Row) {
		near(t, "δ → 0", discounted(t, m, row, 1e-12, 40), Orders(m, row, 40), 1e-9)
		near(t, "H → ∞", discounted(t, m, row, .05, 900), discounted(t, m, row, .05, inf), 1e-12)
		last := inf
		for _, delta := range []float64{1e-5, 1e-3, .1, 1, 30} {
			d := discounted(t, m, row, delta, inf)
			if !(d < last) && d > 0 {
				t.Errorf("DERT does not fall: %v at %g after %v", d, delta, last)
			}
			last = d
		}
		whole, err := Discounted(m, row, 0, inf)
		var e *HorizonError
		if err != nil {
			if !errors.As(err, &e) || e.Model != m.Name() {
				t.Errorf("error %v", err)
			}
			return
		}
		// E(∞) − E(t) falls like t^(1−a) or t^(1−s), at least t^-0.5 here.
		if _, discrete := m.(BGBB); discrete {
			return // a sum of 1e9 terms
		}
		if d := Orders(m, row, 1e9); !(d <= whole && d > whole*(1-2e-2)) {
			t.Errorf("E(1e9) = %v, E(∞) = %v", d, whole)
		}
	})
}

// The gradient belongs to the likelihood, at T = 0 and t_x = T too.
func TestGradientIsTheSlope(t *testing.T) {
	eachCase(t, func(t *testing.T, m Model, row Row) {
		grad, p := gradient(m, []Row{row}), m.Params()
		for i := range p {
			const h = 1e-5
			at := func(s float64) float64 {
				q := slices.Clone(p)
				q[i] *= math.Exp(s)
				return logLikOf(m.WithParams(q), row)
			}
			if slope := (at(h) - at(-h)) / (2 * h); math.Abs(slope-grad[i]) > 1e-8*(1+math.Abs(slope)) {
				t.Errorf("%s: gradient %v, slope %v", m.ParamNames()[i], grad[i], slope)
			}
		}
	})
}

func TestLikelihoodIgnoresOrderAndFormOfWeights(t *testing.T) {
	c := cdnow(t, 7)
	distinct, _ := Collapse(c.rows)
	rng := rand.New(rand.NewPCG(3, 4))
	shuffled := slices.Clone(c.rows)
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	unweighted := slices.Clone(c.rows)
	for i := range unweighted {
		unweighted[i].N = 0
	}
	for _, m := range models {
		if _, ok := m.(BGBB); ok {
			continue
		}
		want := m.LogLik(c.rows, nil)
		near(t, m.Name()+" collapsed", m.LogLik(distinct, nil), want, 1e-12)
		near(t, m.Name()+" shuffled", m.LogLik(shuffled, nil), want, 1e-12)
		near(t, m.Name()+" without weights", m.LogLik(unweighted, nil), want, 1e-12)
	}
}

func TestSpendScalesWithTheCurrency(t *testing.T) {
	const c = 1000.0
	spend := cdnow(t, 7).spend
	repeat, _ := collapseSpend(spend)
	scaled := slices.Clone(repeat)
	var n float64
	for i := range scaled {
		scaled[i].Mean *= c
		n += float64(scaled[i].N)
	}
	near(t, "LL", GammaGamma{6, 4, 15 * c}.LogLik(scaled, nil), GammaGamma{6, 4, 15}.LogLik(repeat, nil)-n*math.Log(c), 1e-12)
	a, b := fittedSpend(t, repeat), fittedSpend(t, scaled)
	near(t, "p", b.Model.P, a.Model.P, 1e-9)
	near(t, "q", b.Model.Q, a.Model.Q, 1e-9)
	near(t, "v", b.Model.V, a.Model.V*c, 1e-9)
}
