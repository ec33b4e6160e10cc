package score

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// Scores is a scored population. R, F and M run parallel to the columns of
// Customers; a score is 1 … Bins, the highest is best: fewest days, most
// orders, most money.
type Scores struct {
	Customers *rfm.Customers
	Method    string // a name in Methods; "" for scores that the customers came with
	Bins      Bins
	R, F, M   []uint8
	// Notices tell what a reader of the scores should know.
	Notices []Notice

	options  Options
	weighted []decimal128.Num // as they came; nil: made of the scores by the weights
	rulers   [3][]*ruler      // none: by rank; one: for all; more: one a cell
}

// Score gives every customer a score for recency, orders and money. It computes
// on exact values: the scores depend neither on the order in which the
// transactions came nor, but for method r-rfm and one's own edges, on the unit
// of money. Equal values get equal scores, but where a method splits them by
// customer id (ntile; pandas for orders). Scores are defined for one customer
// and for equal ones, too: a population without differences lies on all of its
// quantiles, and so in the lowest interval.
//
// The error is that of Validate, or ErrNoCustomers.
func Score(c *rfm.Customers, o Options) (*Scores, error) {
	method, err := o.method()
	if err != nil {
		return nil, err
	}
	if c.Len() == 0 {
		return nil, rfm.ErrNoCustomers
	}
	s := newScores(c, method, o)
	var count headcount
	for _, d := range rfm.Dimensions() {
		x := newColumn(c, d)
		if method.ByCutPoints() {
			points := method.cutPoints(o, d, func() []*big.Rat { return quantiles(x, x.codes, s.Bins[d]) })
			s.measure(x, newRuler(x, points, method.leftClosed))
		} else {
			method.score(s, x)
		}
		count.add(s, x)
		s.Notices = append(s.Notices, s.notices(d, &count)...)
	}
	return s, nil
}

// newScores makes room for the scores of customers.
func newScores(c *rfm.Customers, m Method, o Options) *Scores {
	s := &Scores{Customers: c, Method: m.Name, Bins: o.NumberOfScores(), options: o}
	for _, d := range rfm.Dimensions() {
		*s.column(d) = make([]uint8, c.Len())
	}
	return s
}

// Of returns the scores of a dimension.
func (s *Scores) Of(d rfm.Dimension) []uint8 { return *s.column(d) }

func (s *Scores) column(d rfm.Dimension) *[]uint8 {
	return [...]*[]uint8{&s.R, &s.F, &s.M}[d]
}

// CutPoints returns the exact cut points of a dimension, ascending, in days,
// orders or money; nil where one set of them does not tell the score (RuleOf).
func (s *Scores) CutPoints(d rfm.Dimension) []*big.Rat {
	if s.RuleOf(d) != ByCutPoints {
		return nil
	}
	var points []*big.Rat
	for _, c := range s.rulers[d][0].cuts {
		points = append(points, new(big.Rat).Set(c.at))
	}
	return points
}
