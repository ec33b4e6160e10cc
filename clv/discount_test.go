package clv

import (
	"math"
	"testing"
)

// month is lifetimes' month in weeks.
const month = 4.345

func TestValues(t *testing.T) {
	c := cdnowRounded(t)
	bg, pareto, gg := fitted(t, BGNBD{}, c.rows), fitted(t, ParetoNBD{}, c.rows), fittedSpend(t, c.spend)
	spend := func(i int) float64 {
		v, err := gg.Model.Expected(c.spend[i].X, c.spend[i].Mean)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	monthly := over(10, func(i int) float64 { return spend(i) * MonthlySum(bg.Model, c.rows[i], 12, month, .01) })
	dert := func(i int) float64 { return spend(i) * discounted(t, pareto.Model, c.rows[i], .0027, math.Inf(1)) }
	// 1 % a month of 4.345 weeks, continuously
	delta := math.Log(1.01) / month
	example := fitted(t, BGNBD{}, weighted(t, "testdata/example_summary.csv")).Model
	first5 := []Row{{T: 298}, {T: 224}, {X: 6, TX: 142, T: 292}, {T: 147}, {X: 2, TX: 9, T: 183}}
	cet30 := list(.016053, .021171, .030461, .031686, .001607)
	sum := func(months int, rate float64) []float64 {
		return over(5, func(i int) float64 { return MonthlySum(example, first5[i], months, 30, rate) })
	}
	times := func(v []float64, f float64) []float64 { return over(len(v), func(i int) float64 { return f * v[i] }) }
	checkReferences(t, []reference{
		{"R-168", "monthly sum of 12 months, customers 1-10", monthly, list(36.278499, 4.637467, 8.344093, 8.344093, 8.344093, 283.523610, 6.881408, 8.344093, 43.353646, 8.344093), 1e-5, 0, "V"},
		{"R-170", "customer 1 undiscounted, continuous", list(spend(0)*Orders(bg.Model, c.rows[0], 12*month), spend(0)*discounted(t, bg.Model, c.rows[0], delta, 12*month)), list(38.517182, 36.460703), 1e-5, 0, "V"},
		{"R-173", "Pareto/NBD DERT × spend, customers 1, 2, 3, 6", list(dert(0), dert(1), dert(2), dert(5)), list(159.84333, 14.40460, 16.77414, 1181.64739), 1e-5, 0, "V"},
		{"R-175", "1 month, no discount: CET30", sum(1, 0), cet30, 0, 1e-5, "LT test_utils.py:527-592"},
		{"R-175", "1 month at 100 %: half", sum(1, 1), times(cet30, .5), 0, 1e-5, "LT test_utils.py:527-592"},
		{"R-175", "2 months at 100 %: about half and a quarter", sum(2, 1), times(cet30, .75), .1, 0, "LT test_utils.py:527-592"},
	})
	// R-169, lifetimes' most copied figures: weekly data with a month of 30
	// units. They come out only when asked for, month = 30.
	trap := list(140.096211, 18.943467, 38.180574, 1003.868107, 28.109683, 167.418216)
	for k, i := range []int{0, 1, 2, 5, 6, 8} {
		if math.Abs(monthly[i]/trap[k]-1) < .5 {
			t.Errorf("R-169: customer %d is worth %v, near the figure for a month of 30 weeks", i+1, monthly[i])
		}
	}
}

func TestDailyRateLosesTheAnnualRateInAYear(t *testing.T) {
	if got := math.Exp(-DailyRate(.1) * DaysPerYear); math.Abs(got-1/1.1) > 1e-15 {
		t.Errorf("a year at 10 %% discounts by %v", got)
	}
	if DailyRate(0) != 0 {
		t.Error("no discount has a rate")
	}
}
