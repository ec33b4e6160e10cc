package campaign

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Effects is what a mailing with a control arm changed over all groups.
type Effects struct {
	// Uplift is the stratified uplift Σ w·u of the response rate: w is a group's
	// share of the customers of both arms. It is not the difference of the pooled
	// rates, which favours the arm that has more of the groups that respond anyway
	// (Simpson's paradox).
	Uplift Effect
	// Pooled is that difference, for comparison.
	Pooled Effect
	// PerHead is the stratified uplift of the money per customer assigned, and
	// Spent the means of the two arms; without amounts PerHead is nil.
	PerHead *Effect
	Spent   struct{ Mailed, Control float64 }
	// Groups are those that have both arms; only they count here.
	Groups int
	// Gaining counts those of them with an uplift above 0.
	Gaining int
	// Heterogeneity tells whether the groups differ; nil for a single group.
	Heterogeneity *Heterogeneity
}

// Heterogeneity is Cochran's test that one uplift fits all groups: Q = Σ
// (u − ū)²/var with ū weighted by 1/var, against χ² with groups − 1 degrees of
// freedom (Cochran 1954, Biometrics 10: 101).
type Heterogeneity struct {
	Q  float64
	DF int
	P  float64
	// Sparse counts the groups with fewer than five responders or others in an
	// arm, where χ² is a rough guide.
	Sparse int
}

// Effects sums up the groups that have both arms; ok is false when there are
// none.
func (r *Reading) Effects() (e Effects, ok bool) {
	var all group
	var both []*Row
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Uplift != nil {
			both = append(both, row)
			all.mailed.Combine(&row.Mailed)
			all.control.Combine(&row.Control)
			if row.Uplift.Value > 0 {
				e.Gaining++
			}
		}
	}
	if e.Groups = len(both); e.Groups == 0 {
		return e, false
	}
	e.Uplift = stratified(both, func(row *Row) Effect { return *row.Uplift })
	e.Pooled, _ = uplift(&all.mailed, &all.control)
	if r.Amounts {
		perHead := stratified(both, func(row *Row) Effect { return *row.PerHead })
		e.PerHead = &perHead
		e.Spent.Mailed, _ = r.tally.perHead(&all.mailed).Float64()
		e.Spent.Control, _ = r.tally.perHead(&all.control).Float64()
	}
	if e.Groups > 1 {
		h := heterogeneity(both)
		e.Heterogeneity = &h
	}
	return e, true
}

// stratified weights effects with the customers of both arms: value Σ w·u,
// variance Σ w²·var.
func stratified(rows []*Row, effect func(*Row) Effect) Effect {
	var customers int64
	for _, row := range rows {
		customers += row.Mailed.Customers + row.Control.Customers
	}
	var value, variance float64
	for _, row := range rows {
		w := float64(row.Mailed.Customers+row.Control.Customers) / float64(customers)
		u := effect(row)
		value += w * u.Value
		variance += w * w * u.SE * u.SE
	}
	return Effect{value, math.Sqrt(variance)}
}

// fewest is how many responders and others an arm should have for χ².
const fewest = 5

// heterogeneity is Cochran's test. The variance of a group in which everybody or
// nobody responds is taken with half a responder more: it would be 0.
func heterogeneity(rows []*Row) Heterogeneity {
	variances := make([]float64, len(rows))
	var weights, weighted float64
	h := Heterogeneity{DF: len(rows) - 1}
	for i, row := range rows {
		for _, arm := range []*Counts{&row.Mailed, &row.Control} {
			if min(arm.Responders, arm.Customers-arm.Responders) < fewest {
				h.Sparse++
				break
			}
		}
		variances[i] = row.Uplift.SE * row.Uplift.SE
		if variances[i] == 0 {
			variances[i] = smoothed(&row.Mailed) + smoothed(&row.Control)
		}
		weights += 1 / variances[i]
		weighted += row.Uplift.Value / variances[i]
	}
	for i, row := range rows {
		d := row.Uplift.Value - weighted/weights
		h.Q += d * d / variances[i]
	}
	h.P = distuv.ChiSquared{K: float64(h.DF)}.Survival(h.Q)
	return h
}
