package score

import (
	"math/big"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Rule tells what decides the score of a dimension.
type Rule int

const (
	// ByCutPoints: the interval that the value falls in.
	ByCutPoints Rule = iota
	// ByCell: likewise, but each cell of the preceding scores has its own cut points.
	ByCell
	// ByRank: the place among all customers; equal values may get different
	// scores, and the distance to the next score is undefined.
	ByRank
)

// RuleOf tells what decided the scores of a dimension.
func (s *Scores) RuleOf(d rfm.Dimension) Rule {
	switch len(s.rulers[d]) {
	case 0:
		return ByRank
	case 1:
		return ByCutPoints
	}
	return ByCell
}

// Interval is a range of values with its bounds as exact decimals; a cut point
// whose fraction never ends is rounded to three digits more than the values
// have. The bound towards larger values is closed, the other open:
// Lower < v <= Upper; with LowerClosed it is Lower <= v < Upper.
type Interval struct {
	Lower, Upper string // "" where there is no bound
	LowerClosed  bool
}

// Text writes the interval of a named quantity: "13.2 < days <= 32",
// "days <= 13.2", "days > 179".
func (v Interval) Text(name string) string {
	from, to, above := " < ", " <= ", " > "
	if v.LowerClosed {
		from, to, above = " <= ", " < ", " >= "
	}
	switch {
	case v.Lower == "" && v.Upper == "":
		return name
	case v.Lower == "":
		return name + to + v.Upper
	case v.Upper == "":
		return name + above + v.Lower
	}
	return v.Lower + from + name + to + v.Upper
}

// between is the k-th interval of a ruler.
func (r *ruler) between(k int) Interval {
	v := Interval{LowerClosed: r.leftClosed}
	if k > 0 {
		v.Lower = decimal.RatText(r.cuts[k-1].at, r.scale)
	}
	if k < len(r.cuts) {
		v.Upper = decimal.RatText(r.cuts[k].at, r.scale)
	}
	return v
}

// Level is one score of a dimension.
type Level struct {
	Score     int
	Customers int
	Interval  Interval // only where the rule is ByCutPoints
}

// Levels describes every score of a dimension, score 1 first.
func (s *Scores) Levels(d rfm.Dimension) []Level {
	var count headcount
	count.addScores(d, s.Of(d))
	return s.levels(d, &count)
}

// levels describes every score of a dimension.
func (s *Scores) levels(d rfm.Dimension, count *headcount) []Level {
	levels := make([]Level, s.Bins[d])
	for i := range levels {
		levels[i] = Level{Score: i + 1, Customers: count.scores[d][i+1]}
		if s.RuleOf(d) == ByCutPoints {
			levels[i].Interval = s.rulers[d][0].between(s.place(d, i+1))
		}
	}
	return levels
}

// place is the interval of a score, counted from the smallest values.
func (s *Scores) place(d rfm.Dimension, score int) int {
	if d.LowIsGood() {
		return s.Bins[d] - score
	}
	return score - 1
}

// rulerOf is the ruler that a customer was measured with, nil for none.
func (s *Scores) rulerOf(d rfm.Dimension, customer int) *ruler {
	switch s.RuleOf(d) {
	case ByRank:
		return nil
	case ByCutPoints:
		return s.rulers[d][0]
	}
	cell := 0
	for before := range d {
		cell = cell*s.Bins[before] + int(s.Of(before)[customer]) - 1
	}
	return s.rulers[d][cell]
}

// valueOf is the value of a customer in units of 10^-scale.
func valueOf(c *rfm.Customers, d rfm.Dimension, customer int) (unscaled *big.Int, scale int32) {
	switch d {
	case rfm.Recency:
		return big.NewInt(int64(c.Recency[customer])), 0
	case rfm.Frequency:
		return big.NewInt(c.Orders[customer]), 0
	}
	return c.Monetary[customer].BigInt(), c.Scale
}
