package clv

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Valuing says how customers are valued. Sets of parameters come from
// Estimate.SigmaPoints or Draws; without them there is no interval.
type Valuing struct {
	Model     Model
	ModelSets [][]float64
	// Spend is nil where amounts are not known; there is no value then.
	Spend     *GammaGamma
	SpendSets [][]float64
	Horizon   Horizon
	// Margin is the share of the spend that is earned.
	Margin float64
	// Level is that of the intervals, such as 0.9.
	Level   float64
	Workers int
}

// Valuation is what customers are expected to do and to bring. Predictions run
// parallel to the distinct rows, the other slices to the customers.
type Valuation struct {
	Predictions []Prediction
	// Spend is the expected spend per purchase. It, Value, Low and High are nil
	// without a model of spend, and NaN for a customer whose expected spend does
	// not exist. Low and High are also NaN where some set of parameters has no
	// finite sum.
	Spend            []float64
	Value, Low, High []float64
	// Equity is the sum of the values, Unvalued the number of customers without
	// one.
	Equity, EquityLow, EquityHigh float64
	Unvalued                      int
	// Alive is the expected number of customers alive, Orders that of their
	// purchases in the horizon.
	Alive, Orders float64
}

// ValueOf values customers: rows are distinct, index tells the row of each
// customer, as Collapse returns them; spends are the customers' mean spends. A
// mean below zero counts as zero.
//
// Intervals are those of the expectation, from the uncertainty of the
// parameters: ln value is taken as normal, its variance that of ln purchases
// plus that of ln spend, which are estimated from different data. What a single
// customer really does varies far more.
func ValueOf(o Valuing, rows []Row, index []int32, spends []Spend) (*Valuation, error) {
	v := &Valuation{}
	var err error
	if v.Predictions, err = Predict(o.Model, rows, o.Horizon, o.Workers); err != nil {
		return nil, err
	}
	for i, p := range v.Predictions {
		n := float64(rows[i].customers())
		v.Alive += n * p.Alive
		v.Orders += n * p.Orders
	}
	if o.Spend == nil {
		return v, nil
	}
	v.Spend, v.Value = make([]float64, len(index)), make([]float64, len(index))
	weights := make([]float64, len(rows)) // what a purchase of all customers of a row brings
	for i, s := range spends {
		v.Spend[i] = o.Spend.expected(s)
		v.Value[i] = v.Predictions[index[i]].Discounted * v.Spend[i] * o.Margin
		if math.IsNaN(v.Value[i]) {
			v.Unvalued++
			continue
		}
		weights[index[i]] += v.Spend[i] * o.Margin
		v.Equity += v.Value[i]
	}
	v.addIntervals(o, rows, index, spends, weights)
	return v, nil
}

// expected is Expected, NaN where it does not exist.
func (m GammaGamma) expected(s Spend) float64 {
	v, err := m.Expected(s.X, max(s.Mean, 0))
	if err != nil {
		return math.NaN()
	}
	return v
}

func (v *Valuation) addIntervals(o Valuing, rows []Row, index []int32, spends []Spend, weights []float64) {
	v.Low, v.High = make([]float64, len(index)), make([]float64, len(index))
	v.EquityLow, v.EquityHigh = math.NaN(), math.NaN()
	var sd []float64
	var total float64
	known := len(o.ModelSets) > 0 && len(o.SpendSets) > 0
	if known {
		// An endless sum may exist for the estimate and not for all of the sets.
		var err error
		sd, total, err = SpreadTotal(o.Model, o.ModelSets, rows, weights, o.Horizon, o.Workers)
		known = err == nil
	}
	if !known {
		for i := range v.Low {
			v.Low[i], v.High[i] = math.NaN(), math.NaN()
		}
		return
	}
	z := distuv.UnitNormal.Quantile((1 + o.Level) / 2)
	spendSets := make([]GammaGamma, len(o.SpendSets))
	for k, set := range o.SpendSets {
		spendSets[k] = o.Spend.WithParams(set)
	}
	blocks := (len(index) + chunk - 1) / chunk
	sums := make([][]float64, blocks) // of the values with each set of the spend
	each(blocks, Settings{Workers: o.Workers}.workers(), func(b int) {
		sums[b] = make([]float64, len(spendSets))
		for i := b * chunk; i < min(len(index), (b+1)*chunk); i++ {
			var spread running
			for k, m := range spendSets {
				spend := m.expected(spends[i])
				spread.add(math.Log(spend))
				if !math.IsNaN(v.Value[i]) {
					sums[b][k] += v.Predictions[index[i]].Discounted * spend * o.Margin
				}
			}
			f := math.Exp(z * math.Hypot(sd[index[i]], spread.sd()))
			v.Low[i], v.High[i] = v.Value[i]/f, v.Value[i]*f
		}
	})
	var spread running
	for k := range spendSets {
		var sum float64
		for _, s := range sums {
			sum += s[k]
		}
		spread.add(math.Log(sum))
	}
	f := math.Exp(z * math.Hypot(total, spread.sd()))
	v.EquityLow, v.EquityHigh = v.Equity/f, v.Equity*f
}
