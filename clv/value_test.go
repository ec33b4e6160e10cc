package clv

import (
	"math"
	"testing"
)

func TestValueIsPurchasesTimesSpendTimesMargin(t *testing.T) {
	c := cdnow(t, 1)
	f, g := fitted(t, ParetoNBD{}, c.rows), fittedSpend(t, c.spend)
	rows, index := Collapse(c.rows)
	o := Valuing{Model: f.Model, ModelSets: f.SigmaPoints(), Spend: &g.Model, SpendSets: g.SigmaPoints(),
		Horizon: Horizon{Length: 365, Delta: DailyRate(.1)}, Margin: .3, Level: .9}
	v, err := ValueOf(o, rows, index, c.spend)
	if err != nil {
		t.Fatal(err)
	}
	var equity, alive float64
	for i, r := range c.rows {
		spend, _ := g.Model.Expected(c.spend[i].X, c.spend[i].Mean)
		want := discounted(t, f.Model, r, DailyRate(.1), 365) * spend * .3
		near(t, "value", v.Value[i], want, 1e-12)
		if !(v.Low[i] < v.Value[i] && v.Value[i] < v.High[i]) {
			t.Fatalf("customer %d: %v is not between %v and %v", i, v.Value[i], v.Low[i], v.High[i])
		}
		equity += want
		alive += PAlive(f.Model, r, 0)
	}
	near(t, "equity", v.Equity, equity, 1e-10)
	near(t, "alive", v.Alive, alive, 1e-10)

	// Many draws of all parameters give the same intervals.
	const n = 401
	sets, spends := f.Draws(n, 1), g.Draws(n, 2)
	totals := make([]float64, n)
	one := make([]float64, n)
	const at = 3
	for k := range sets {
		p, err := Predict(f.Model.WithParams(sets[k]), rows, o.Horizon, 0)
		if err != nil {
			t.Fatal(err)
		}
		m := g.Model.WithParams(spends[k])
		for i := range c.rows {
			value := p[index[i]].Discounted * m.expected(c.spend[i]) * .3
			totals[k] += value
			if i == at {
				one[k] = value
			}
		}
	}
	near(t, "low of all", v.EquityLow, Quantile(totals, .05), .02)
	near(t, "high of all", v.EquityHigh, Quantile(totals, .95), .02)
	near(t, "low of one", v.Low[at], Quantile(one, .05), .05)
	near(t, "high of one", v.High[at], Quantile(one, .95), .05)
}

func TestValueSaysWhereThereIsNone(t *testing.T) {
	rows := []Row{{T: 30, N: 1}, {X: 2, TX: 20, T: 30, N: 1}}
	spend := GammaGamma{6, .9, 15} // no mean for those who never bought again
	o := Valuing{Model: BGNBD{.243, 31, .79, 2.4}, Spend: &spend, Horizon: Horizon{Length: 90}, Margin: 1, Level: .9}
	v, err := ValueOf(o, rows, []int32{0, 1}, []Spend{{}, {X: 2, Mean: -3}})
	if err != nil {
		t.Fatal(err)
	}
	if v.Unvalued != 1 || !math.IsNaN(v.Value[0]) || !(v.Value[1] > 0) || v.Equity != v.Value[1] || !math.IsNaN(v.Low[1]) {
		t.Errorf("%+v", v)
	}
	o.Spend = nil
	if v, err := ValueOf(o, rows, []int32{0, 1}, nil); err != nil || v.Value != nil || v.Predictions[1].Orders <= 0 {
		t.Errorf("without spend: %+v, %v", v, err)
	}
}

func TestPredictDiscountsByTheMonth(t *testing.T) {
	h := Horizon{Length: 12 * 30.4375, Delta: DailyRate(.1), Month: 30.4375}
	for _, m := range []Model{BGNBD{.243, 31, .79, 2.4}, ParetoNBD{.55, 74, .61, 82}} {
		row := Row{X: 2, TX: 213, T: 272}
		p, err := Predict(m, []Row{row}, h, 1)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "monthly", p[0].Discounted, MonthlySum(m, row, 12, 30.4375, math.Pow(1.1, 1./12)-1), 1e-12)
		near(t, "undiscounted", p[0].Orders, Orders(m, row, h.Length), 1e-14)
	}
}

func TestTextbook(t *testing.T) {
	near(t, "carried", Carried(100, 730, .1), 100*math.Pow(1.1, 730/365.25), 1e-14)
	near(t, "dcf", TextbookValue(100, .8, .1, 3), 100*(.8/1.1+.64/1.21+.512/1.331), 1e-14)
}

// An endless sum that exists for the estimate and not within its uncertainty
// has a value without an interval.
func TestValueWithoutAnInterval(t *testing.T) {
	m := ParetoNBD{.55, 74, 1.2, 82}
	spend := GammaGamma{6, 3, 15}
	o := Valuing{Model: m, ModelSets: [][]float64{{.55, 74, 1.3, 82}, {.55, 74, .9, 82}}, Spend: &spend, SpendSets: [][]float64{{6, 3, 15}},
		Horizon: Horizon{Length: math.Inf(1)}, Margin: 1, Level: .9}
	v, err := ValueOf(o, []Row{{X: 2, TX: 20, T: 30, N: 1}}, []int32{0}, []Spend{{X: 2, Mean: 9}})
	if err != nil || !(v.Value[0] > 0) || !math.IsNaN(v.Low[0]) || !math.IsNaN(v.EquityHigh) {
		t.Errorf("%+v, %v", v, err)
	}
}
