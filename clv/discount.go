package clv

import "math"

// DaysPerYear converts annual rates.
const DaysPerYear = 365.25

// DailyRate is the continuous discount rate a day of an annual effective rate:
// ln(1+R)/365.25, so that money loses the factor 1+R in a year.
func DailyRate(annual float64) float64 { return math.Log1p(annual) / DaysPerYear }

// MonthlySum is the expected number of purchases in the months after T, each
// discounted at the end of its month by the rate a month: Σ [E(i·f) −
// E((i−1)·f)]/(1+rate)^i, f = month units of time. It is the convention of the
// lifetimes package, for comparison with Discounted.
func MonthlySum(m Model, row Row, months int, month, rate float64) float64 {
	alive, f := m.Posterior(row)
	return alive * monthlySum(f, months, month, rate)
}

// monthlySum is MonthlySum given life.
func monthlySum(f Future, months int, month, rate float64) float64 {
	var sum, before float64
	factor := 1.0
	for i := 1; i <= months; i++ {
		orders := f.Orders(month * float64(i))
		factor /= 1 + rate
		sum += (orders - before) * factor
		before = orders
	}
	return sum
}
