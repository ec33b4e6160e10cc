package score

import (
	"math/big"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Explanation tells how one customer came to one score. Numbers are exact
// decimals in days, orders or money.
type Explanation struct {
	Dimension rfm.Dimension
	Value     string
	Score     int
	Rule      Rule
	// Interval is the one the value fell in, with the cut points of the
	// customer's own cell where the rule is ByCell. ByRank has none.
	Interval Interval
	// Lower and Higher are the nearest values with a lower and with a higher
	// score, all other customers and the cut points staying as they are. They
	// are nil where there is no such value (recency below 0, orders below 1, the
	// best score) and where the rule is ByRank.
	Lower, Higher *Step
}

// Step leads to another score.
type Step struct {
	Score    int    // the score it leads to; scores without an interval are skipped
	Value    string // the nearest value with that score
	Distance string // how far that is, above 0
}

// Explain tells how the customer at that index came to the scores, in the order
// R, F, M.
func (s *Scores) Explain(customer int) [3]Explanation {
	var all [3]Explanation
	for _, d := range rfm.Dimensions() {
		value, scale := valueOf(s.Customers, d, customer)
		e := Explanation{
			Dimension: d,
			Value:     decimal.Text(value, scale),
			Score:     int(s.Of(d)[customer]),
			Rule:      s.RuleOf(d),
		}
		if r := s.rulerOf(d, customer); r != nil {
			k := r.interval(value)
			e.Interval = r.between(k)
			if k > 0 {
				s.step(&e, r, value, r.cuts[k-1].top, scale)
			}
			if k < len(r.cuts) {
				s.step(&e, r, value, new(big.Int).Add(r.cuts[k].top, big.NewInt(1)), scale)
			}
		}
		all[d] = e
	}
	return all
}

// step notes the way from value to the nearest one in a neighbouring interval.
func (s *Scores) step(e *Explanation, r *ruler, value, to *big.Int, scale int32) {
	least := map[rfm.Dimension]int64{rfm.Recency: 0, rfm.Frequency: 1}
	if smallest, bounded := least[e.Dimension]; bounded && to.Cmp(big.NewInt(smallest)) < 0 {
		return
	}
	distance := new(big.Int).Sub(to, value)
	step := &Step{
		Score:    int(s.scoresOf(e.Dimension)[r.interval(to)]),
		Value:    decimal.Text(to, scale),
		Distance: decimal.Text(distance.Abs(distance), scale),
	}
	if step.Score < e.Score {
		e.Lower = step
	} else {
		e.Higher = step
	}
}
