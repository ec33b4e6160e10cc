package score

import (
	"fmt"
	"math/big"
	"strings"

	"rfm/rfm"
)

// Names of the methods.
const (
	MethodQuantile = "quantile"
	MethodNTile    = "ntile"
	MethodNested   = "nested"
	MethodEdges    = "edges"
	MethodRRFM     = "r-rfm"
	MethodPandas   = "pandas"
)

// Method is a way to turn values into scores. It has either cuts or score.
type Method struct {
	Name    string
	Meaning string // one line
	// cuts are ascending cut points that decide the scores of all customers.
	cuts       func(o Options, d rfm.Dimension, quantiles quantileSource) []*big.Rat
	leftClosed bool // a value on a cut point takes the higher interval
	score      func(s *Scores, x column)
}

// quantileSource finds the quantiles of a population at 1/bins … (bins-1)/bins. That
// takes time, and not every method needs them.
type quantileSource func() []*big.Rat

// cutPoints are the cut points of a dimension: those of the options, where they
// are frozen.
func (m Method) cutPoints(o Options, d rfm.Dimension, quantiles quantileSource) []*big.Rat {
	if o.Frozen != nil {
		return o.Frozen[d]
	}
	return m.cuts(o, d, quantiles)
}

// ByCutPoints tells whether one set of cut points per dimension decides every
// score, so that the cut points of one population can score another.
func (m Method) ByCutPoints() bool { return m.cuts != nil }

// Methods lists every method, the default first.
func Methods() []Method {
	return []Method{
		{Name: MethodQuantile, cuts: cutsQuantile,
			Meaning: "type-7 quantiles; a value on a cut point takes the lower interval, equal values get equal scores"},
		{Name: MethodNTile, score: scoreNTile,
			Meaning: "SQL's NTILE from worst to best: equal counts, the remainder to the lowest scores, ties split by customer id"},
		{Name: MethodNested, score: scoreNested,
			Meaning: "Hughes: quantiles of recency; within each score, of orders; within each of those, of money"},
		{Name: MethodEdges, cuts: cutsEdges,
			Meaning: "your own cut points; a value on an edge takes the lower interval"},
		{Name: MethodRRFM, cuts: cutsRRFM, leftClosed: true,
			Meaning: "as R's rfm 0.3.0: type-7 quantile + 1, a value on a cut point takes the higher interval; depends on the unit of money. Sums are exact, R's are floats: who stands on a cut point can differ by one"},
		{Name: MethodPandas, score: scorePandas,
			Meaning: "as the common Python recipe: qcut of recency and money; orders ranked first come, first served by customer id"},
	}
}

// ParseMethod finds a method by name.
func ParseMethod(name string) (Method, error) {
	var known []string
	for _, m := range Methods() {
		if m.Name == name {
			return m, nil
		}
		known = append(known, m.Name)
	}
	return Method{}, fmt.Errorf("unknown method %q (known: %s)", name, strings.Join(known, ", "))
}

// cutsQuantile are the quantiles of the whole population.
func cutsQuantile(_ Options, _ rfm.Dimension, quantiles quantileSource) []*big.Rat {
	return quantiles()
}

// cutsEdges are the cut points that were given.
func cutsEdges(o Options, d rfm.Dimension, _ quantileSource) []*big.Rat { return o.Edges[d] }

// cutsRRFM does as rfm_table_order and rfm_table_customer of R's package rfm
// 0.3.0 (Hebbali, rsquaredacademy): one whole unit (a day, an order, a unit of
// money) is added to each quantile, and intervals are closed on the left.
func cutsRRFM(_ Options, _ rfm.Dimension, quantiles quantileSource) []*big.Rat {
	points := quantiles()
	for _, at := range points {
		at.Add(at, big.NewRat(1, 1))
	}
	return points
}

// scorePandas does as qcut of recency and of money, whose intervals are those
// of the default method, and as qcut of rank(method='first') of orders: with
// ranks 1 … n the k-th quantile is 1 + (n-1)·k/bins, and the customers ranked
// up to it are below. pandas computes the cut points in floats: with six bins,
// for some sizes of population, it puts one customer who stands exactly on a
// cut point a score higher than these exact ones.
func scorePandas(s *Scores, x column) {
	if x.dimension != rfm.Frequency {
		s.measure(x, newRuler(x, quantiles(x, x.codes, s.Bins[x.dimension]), false))
		return
	}
	n, bins := len(x.codes), s.Bins[x.dimension]
	below := make([]int, bins-1)
	for k := range below {
		below[k] = 1 + (n-1)*(k+1)/bins
	}
	s.share(x.dimension, x.codes, below)
}

// scoreNTile does as NTILE(bins) OVER (ORDER BY goodness, customer_id) of SQL:2003:
// n = q·bins + r customers make r tiles of q+1, then tiles of q. With
// fewer customers than tiles the highest scores do not occur.
func scoreNTile(s *Scores, x column) {
	goodness := x.codes
	if x.dimension.LowIsGood() {
		goodness = make([]int64, len(x.codes))
		for i, v := range x.codes {
			goodness[i] = -v
		}
	}
	n, bins := len(x.codes), s.Bins[x.dimension]
	below := make([]int, bins-1)
	for k := range below {
		below[k] = (k+1)*(n/bins) + min(k+1, n%bins)
	}
	s.share(x.dimension, goodness, below)
}

// scoreNested measures recency with the quantiles of the population, orders
// with those of the customers of the same R score, money with those of the
// same R and F scores. Ties always stay together, within their cell.
//
// Source: A. M. Hughes, Strategic Database Marketing, chapter on recency,
// frequency, monetary analysis (there with equal counts instead of quantiles).
func scoreNested(s *Scores, x column) {
	if x.dimension == rfm.Recency {
		s.measure(x, newRuler(x, quantiles(x, x.codes, s.Bins[x.dimension]), false))
		return
	}
	cells := s.cellsBefore(x.dimension)
	rulers := make([]*ruler, s.cellCount(x.dimension))
	for cell, codes := range split(x.codes, cells, len(rulers)) {
		if len(codes) > 0 {
			rulers[cell] = newRuler(x, quantiles(x, codes, s.Bins[x.dimension]), false)
		}
	}
	s.measureCells(x, cells, rulers)
}

// split gathers the codes of each cell.
func split[C uint8 | uint16](codes []int64, cells []C, count int) [][]int64 {
	size := make([]int, count)
	for _, cell := range cells {
		size[cell]++
	}
	parts := make([][]int64, count)
	for cell, n := range size {
		parts[cell] = make([]int64, 0, n)
	}
	for i, cell := range cells {
		parts[cell] = append(parts[cell], codes[i])
	}
	return parts
}
