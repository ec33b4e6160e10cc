package score

import (
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// Scores is a scored population. R, F and M have one element per customer, in the
// order of Customers; a score is 1 … Bins, and the highest is best: fewest days,
// most orders, most money.
type Scores struct {
	Customers *rfm.Customers
	Method    string // a name in Methods; "" for scores that the customers came with
	Bins      Bins
	R, F, M   []uint8
	// Notices are what a reader of the scores should know.
	Notices []Notice

	options  Options
	weighted []decimal128.Num // as read from the input; nil: computed from the scores and the weights
	rulers   [3][]*ruler      // none: by rank; one: for all customers; more: one per cell
}

// Score gives every customer a score for recency, orders and money. It computes
// on exact values: the scores depend neither on the order of the transactions
// nor, except for method r-rfm and given edges, on the unit of money. Equal values
// get equal scores, unless the method splits them by customer id (ntile; pandas
// for orders). One customer, or customers who are all equal, are on all quantiles
// and so in the lowest interval.
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

// newScores allocates the scores of customers.
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
