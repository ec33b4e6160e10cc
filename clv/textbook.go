package clv

import "math"

// Carried is an amount of some days ago carried to today at an annual effective
// rate.
func Carried(amount float64, daysAgo int, annual float64) float64 {
	return amount * math.Exp(DailyRate(annual)*float64(daysAgo))
}

// TextbookValue is the textbook formula Σ Iₙ/(1+annual)ⁿ over n = 1 … years, with
// Iₙ = income·retentionⁿ: what a year's income is worth if a fixed share of it
// comes back every year. It knows nothing of a customer but that income.
func TextbookValue(income, retention, annual float64, years int) float64 {
	var sum float64
	factor := 1.0
	for range years {
		factor *= retention / (1 + annual)
		sum += factor
	}
	return income * sum
}
