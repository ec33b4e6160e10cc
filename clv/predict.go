package clv

import (
	"math"
	"slices"
)

// Horizon is the time to predict for and the discount rate. The zero Delta
// does not discount.
type Horizon struct {
	Length float64 // units of time after T; +Inf for a whole life
	Delta  float64 // continuous discount rate per unit of time
	Ahead  float64 // when to report P(alive), units of time after T
	// Month, if positive, discounts every purchase from the end of its month of
	// that many units of time, as MonthlySum does; Length counts whole months.
	Month float64
}

// discounted is the discounted sum of purchases by the convention of h.
func (h Horizon) discounted(f Future) (float64, error) {
	if h.Month > 0 {
		months := int(math.Round(h.Length / h.Month))
		return monthlySum(f, months, h.Month, math.Expm1(h.Delta*h.Month)), nil
	}
	return f.Discounted(h.Delta, h.Length)
}

// Prediction is what a model expects of the customers of one row.
type Prediction struct {
	Alive      float64 // P(alive) at T + Horizon.Ahead
	Orders     float64 // expected purchases in the horizon; NaN where endless
	Discounted float64 // the same, each discounted to T
}

// Predict predicts for each row, on as many goroutines as workers says (0 is
// one for each processor). A future depends on a row only through x and T, so
// it is computed once for each such pair; give distinct rows to do the rest
// once too, as Collapse returns them. With an infinite horizon Orders is the undiscounted sum, or NaN
// where that has no end. The error is a *HorizonError.
func Predict(m Model, rows []Row, h Horizon, workers int) ([]Prediction, error) {
	type pair struct {
		x int
		t float64
	}
	seen, at := make(map[pair]int32), make([]int32, len(rows))
	var firsts []Row
	for i, r := range rows {
		k := pair{r.X, r.T}
		j, ok := seen[k]
		if !ok {
			j = int32(len(firsts))
			seen[k], firsts = j, append(firsts, r)
		}
		at[i] = j
	}
	if _, err := Discounted(m, Row{}, h.Delta, h.Length); err != nil {
		return nil, err
	}
	workers = Settings{Workers: workers}.workers()
	futures := make([]Prediction, len(firsts))
	each(len(firsts), workers, func(i int) {
		_, f := m.Posterior(firsts[i])
		p := Prediction{Alive: f.Alive(h.Ahead), Orders: math.NaN()}
		p.Discounted, _ = h.discounted(f)
		if h.Delta == 0 && h.Month == 0 {
			p.Orders = p.Discounted
		} else if d, err := f.Discounted(0, h.Length); err == nil {
			p.Orders = d
		}
		futures[i] = p
	})
	predictions := make([]Prediction, len(rows))
	each((len(rows)+chunk-1)/chunk, workers, func(c int) {
		from, to := c*chunk, min(len(rows), (c+1)*chunk)
		alive := make([]float64, to-from)
		m.alive(rows[from:to], alive)
		for i, p := range alive {
			f := futures[at[from+i]]
			predictions[from+i] = Prediction{p * f.Alive, p * f.Orders, p * f.Discounted}
		}
	})
	return predictions, nil
}

// Spread is the standard deviation, for each row, of ln Discounted over
// several parameter sets of the model, from Estimate.Draws or SigmaPoints. A
// row's interval at a level with normal quantile z is Discounted·e^(±z·sd);
// the spread of an independent factor, such as expected spend, adds in
// squares. It is 0 where nothing is expected in any set.
func Spread(m Model, sets [][]float64, rows []Row, h Horizon, workers int) ([]float64, error) {
	sd, _, err := SpreadTotal(m, sets, rows, nil, h, workers)
	return sd, err
}

// SpreadTotal is Spread, and the standard deviation of the logarithm of the sum
// of weights[i]·Discounted over all rows, whose rows move together: 0 without
// weights.
func SpreadTotal(m Model, sets [][]float64, rows []Row, weights []float64, h Horizon, workers int) (each []float64, total float64, err error) {
	mean, sd := make([]float64, len(rows)), make([]float64, len(rows))
	var totals running
	for k, set := range sets {
		p, err := Predict(m.WithParams(set), rows, h, workers)
		if err != nil {
			return nil, 0, err
		}
		var sum float64
		for i := range p { // Welford's running mean and sum of squares
			v := math.Log(max(p[i].Discounted, math.SmallestNonzeroFloat64))
			d := v - mean[i]
			mean[i] += d / float64(k+1)
			sd[i] += d * (v - mean[i])
			if weights != nil {
				sum += weights[i] * p[i].Discounted
			}
		}
		if sum > 0 {
			totals.add(math.Log(sum))
		}
	}
	for i := range sd {
		sd[i] = math.Sqrt(sd[i] / float64(len(sets)))
	}
	return sd, totals.sd(), nil
}

// running is Welford's running mean and sum of squares.
type running struct{ n, mean, squares float64 }

func (r *running) add(v float64) {
	r.n++
	d := v - r.mean
	r.mean += d / r.n
	r.squares += d * (v - r.mean)
}

// sd is the standard deviation, 0 of nothing.
func (r *running) sd() float64 {
	if r.n == 0 {
		return 0
	}
	return math.Sqrt(r.squares / r.n)
}

// Quantile is the q-quantile of the values by linear interpolation between
// order statistics, for the interval of a sum over parameter draws. It sorts
// values.
func Quantile(values []float64, q float64) float64 {
	slices.Sort(values)
	at := q * float64(len(values)-1)
	i := min(int(at), len(values)-2)
	if i < 0 {
		return values[0]
	}
	f := at - float64(i)
	return values[i]*(1-f) + values[i+1]*f
}
