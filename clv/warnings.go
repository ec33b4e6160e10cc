package clv

import (
	"fmt"
	"math"
)

// fewRepeaters is the number of customers with a repeat purchase below which
// a fit is a guess; a rule of thumb, not a theorem.
const fewRepeaters = 100

// modelWarnings is what a reader of a fitted purchase model should know.
func modelWarnings(m Model, repeaters int) []string {
	var w []string
	if repeaters < fewRepeaters {
		w = append(w, fmt.Sprintf("only %s bought again", counted(repeaters, "customer")))
	}
	if _, err := Discounted(m, Row{}, 0, math.Inf(1)); err != nil {
		w = append(w, err.Error())
	}
	if _, ok := m.(BGNBD); ok {
		w = append(w, "BG/NBD takes every customer who never bought again for alive, since only a repeat purchase can end the relation")
	}
	return w
}

// spendWarnings is what a reader of a fitted gamma-gamma model should know.
func spendWarnings(f *SpendFit) []string {
	var w []string
	if f.Customers < fewRepeaters {
		w = append(w, fmt.Sprintf("only %s with repeat spend", counted(f.Customers, "customer")))
	}
	if f.Dropped > 0 {
		w = append(w, fmt.Sprintf("%s with a mean spend of zero or less left out of the fit of the spend", counted(f.Dropped, "repeat customer")))
	}
	if _, err := f.Model.Expected(0, 0); err != nil {
		w = append(w, err.Error())
	}
	if c := f.Correlation; math.Abs(c) > .2 && math.Abs(c)*math.Sqrt(float64(f.Customers)) > 3 {
		w = append(w, fmt.Sprintf("spend goes with frequency (correlation %.2f), which gamma-gamma takes for unrelated", c))
	}
	return w
}

// counted is a number and what it counts, given in the singular.
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}
