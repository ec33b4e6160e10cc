package rfm

import (
	"errors"
	"math/big"
)

// ErrNoCustomers means that there is nobody to score.
var ErrNoCustomers = errors.New("no customers to score")

// Scores is a scored population. R, F and M run parallel to the columns of
// Customers; a score is 1 … Bins, the highest is best: fewest days, most
// orders, most money.
type Scores struct {
	Customers *Customers
	Method    string // a name in Methods
	Bins      Bins
	R, F, M   []uint8
	// Notices tell what a reader of the scores should know.
	Notices []Notice

	options ScoreOptions
	rulers  [3][]*ruler // none: by rank; one: for all; more: one a cell
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
func Score(c *Customers, o ScoreOptions) (*Scores, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if c.Len() == 0 {
		return nil, ErrNoCustomers
	}
	method, err := ParseMethod(o.methodName())
	if err != nil {
		return nil, err
	}
	s := &Scores{Customers: c, Method: method.Name, Bins: o.bins(), options: o}
	for _, d := range Dimensions() {
		*s.column(d) = make([]uint8, c.Len())
		x := newColumn(c, d)
		method.score(s, x)
		s.notice(x)
	}
	return s, nil
}

// Of returns the scores of a dimension.
func (s *Scores) Of(d Dimension) []uint8 { return *s.column(d) }

func (s *Scores) column(d Dimension) *[]uint8 {
	return [...]*[]uint8{&s.R, &s.F, &s.M}[d]
}

// CutPoints returns the exact cut points of a dimension, ascending, in days,
// orders or money; nil where one set of them does not tell the score (RuleOf).
func (s *Scores) CutPoints(d Dimension) []*big.Rat {
	if s.RuleOf(d) != ByCutPoints {
		return nil
	}
	var points []*big.Rat
	for _, c := range s.rulers[d][0].cuts {
		points = append(points, new(big.Rat).Set(c.at))
	}
	return points
}

// measure scores every customer with one ruler.
func (s *Scores) measure(x column, r *ruler) {
	s.rulers[x.dimension] = []*ruler{r}
	out, limits, scores := s.Of(x.dimension), r.limits, s.scoresOf(x.dimension)
	for i, v := range x.codes {
		k := 0
		for _, limit := range limits {
			if v > limit {
				k++
			}
		}
		out[i] = scores[k]
	}
}

// measureCells scores every customer with the ruler of the customer's cell.
func (s *Scores) measureCells(x column, cells []uint8, rulers []*ruler) {
	s.rulers[x.dimension] = rulers
	out, scores := s.Of(x.dimension), s.scoresOf(x.dimension)
	for i, v := range x.codes {
		k := 0
		for _, limit := range rulers[cells[i]].limits {
			if v > limit {
				k++
			}
		}
		out[i] = scores[k]
	}
}

// scoresOf lists the score of each interval, counted from the smallest values.
func (s *Scores) scoresOf(d Dimension) [maxBins]uint8 {
	var scores [maxBins]uint8
	for k := range s.Bins[d] {
		scores[k] = uint8(k + 1)
		if d.lowIsGood() {
			scores[k] = uint8(s.Bins[d] - k)
		}
	}
	return scores
}

// share scores by place: the below[0] customers of least goodness get 1, those
// up to below[1] get 2, and so on; among equals the one with the smaller id
// comes first. The numbers in below are 1 … len(goodness), ascending.
func (s *Scores) share(d Dimension, goodness []int64, below []int) {
	ranks := make([]int, len(below))
	for k, n := range below {
		ranks[k] = n - 1
	}
	sorted := orderStatistics(goodness, ranks)
	// A customer below limits[k] is in place k or before; of those on it only
	// the first room[k] are.
	limits, room := make([]int64, len(below)), make([]int, len(below))
	for k, rank := range ranks {
		limits[k] = sorted[rank]
		less := 0
		for _, v := range goodness {
			if v < limits[k] {
				less++
			}
		}
		room[k] = below[k] - less
		if k > 0 {
			room[k] = below[k] - max(less, below[k-1])
		}
	}
	out := s.Of(d)
	for i, v := range goodness {
		k := 0
		for k < len(limits) && v > limits[k] {
			k++
		}
		for k < len(limits) && v == limits[k] {
			if room[k] > 0 {
				room[k]--
				break
			}
			k++
		}
		out[i] = uint8(k + 1)
	}
}

// cellsBefore numbers the cell of each customer by the scores of the dimensions
// before d.
func (s *Scores) cellsBefore(d Dimension) []uint8 {
	cells := make([]uint8, s.Customers.Len())
	for before := range d {
		bins, scores := s.Bins[before], s.Of(before)
		for i, score := range scores {
			cells[i] = cells[i]*uint8(bins) + score - 1
		}
	}
	return cells
}

// cellCount is the number of cells that cellsBefore tells apart: 100 at most.
func (s *Scores) cellCount(d Dimension) int {
	count := 1
	for before := range d {
		count *= s.Bins[before]
	}
	return count
}
