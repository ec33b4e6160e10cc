package clv

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// simulate draws n customers of the model who came on days 0 … window−1 and
// are observed to day end: their rows, and the purchases of each in the later
// days after it. Purchases on one day count once, as in real summaries, unless
// exact asks for real-valued times; for BG/BB window and the days are
// opportunities.
func simulate(m Model, n int, window, end, later float64, exact bool, seed uint64) (rows []Row, after []int) {
	rng := rand.New(rand.NewPCG(seed, 1))
	rows, after = make([]Row, n), make([]int, n)
	for i := range rows {
		first := rng.Float64() * window
		next := life(m, rng)
		if !exact {
			first = math.Floor(first)
		}
		row := Row{T: end - first, N: 1}
		last := 0.0
		for t, ok := next(); ok && t <= row.T+later; t, ok = next() {
			if !exact {
				t = math.Floor(t)
			}
			switch {
			case t == last && !exact: // the same day
			case t <= row.T:
				row.X++
				row.TX = t
			default:
				after[i]++
			}
			last = t
		}
		rows[i] = row
	}
	return rows, after
}

// life draws one customer: the times of the repeat purchases, one a call.
func life(m Model, rng *rand.Rand) func() (t float64, ok bool) {
	gamma := func(shape, rate float64) float64 {
		return distuv.Gamma{Alpha: shape, Beta: rate, Src: rng}.Rand()
	}
	beta := func(a, b float64) float64 { return distuv.Beta{Alpha: a, Beta: b, Src: rng}.Rand() }
	var t float64
	coin := func(r, alpha, a, b float64, thrown bool) func() (float64, bool) {
		rate, p := gamma(r, alpha), beta(a, b)
		alive := !thrown || rng.Float64() >= p
		return func() (float64, bool) {
			if !alive {
				return 0, false
			}
			t += rng.ExpFloat64() / rate
			alive = rng.Float64() >= p
			return t, true
		}
	}
	switch m := m.(type) {
	case NBD:
		rate := gamma(m.R, m.Alpha)
		return func() (float64, bool) {
			t += rng.ExpFloat64() / rate
			return t, true
		}
	case BGNBD:
		return coin(m.R, m.Alpha, m.A, m.B, false)
	case MBGNBD:
		return coin(m.R, m.Alpha, m.A, m.B, true)
	case ParetoNBD:
		rate := gamma(m.R, m.Alpha)
		death := rng.ExpFloat64() / gamma(m.S, m.Beta)
		return func() (float64, bool) {
			t += rng.ExpFloat64() / rate
			return t, t <= death
		}
	case BGBB:
		p, leave := beta(m.Alpha, m.Beta), beta(m.Gamma, m.Delta)
		return func() (float64, bool) {
			for t < 1e4 {
				t++
				if rng.Float64() < leave {
					break
				}
				if rng.Float64() < p {
					return t, true
				}
			}
			t = 1e4
			return 0, false
		}
	}
	panic("no simulator for " + m.Name())
}

// simulateSpend draws the mean spends for the counts of the rows.
func simulateSpend(m GammaGamma, rows []Row, seed uint64) []Spend {
	rng := rand.New(rand.NewPCG(seed, 2))
	spend := make([]Spend, len(rows))
	for i, r := range rows {
		spend[i] = Spend{X: r.X, N: 1}
		if r.X > 0 {
			nu := distuv.Gamma{Alpha: m.Q, Beta: m.V, Src: rng}.Rand()
			n := float64(r.X)
			spend[i].Mean = distuv.Gamma{Alpha: m.P * n, Beta: nu, Src: rng}.Rand() / n
		}
	}
	return spend
}
