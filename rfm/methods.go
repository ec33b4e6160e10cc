package rfm

import (
	"fmt"
	"math/big"
	"strings"
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

// Method is a way to turn values into scores.
type Method struct {
	Name    string
	Meaning string // one line
	score   func(s *Scores, x column)
}

// Methods lists every method, the default first.
func Methods() []Method {
	return []Method{
		{MethodQuantile, "type-7 quantiles; a value on a cut point takes the lower interval, equal values get equal scores", scoreQuantile},
		{MethodNTile, "SQL's NTILE from worst to best: equal counts, the remainder to the lowest scores, ties split by customer id", scoreNTile},
		{MethodNested, "Hughes: quantiles of recency; within each score, of orders; within each of those, of money", scoreNested},
		{MethodEdges, "own cut points; a value on an edge takes the lower interval", scoreEdges},
		{MethodRRFM, "as R's rfm 0.3.0: type-7 quantile + 1, a value on a cut point takes the higher interval; depends on the unit of money", scoreRRFM},
		{MethodPandas, "as the common Python recipe: qcut of recency and money; orders ranked first come, first served by customer id", scorePandas},
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

// scoreQuantile measures with the quantiles of the whole population.
func scoreQuantile(s *Scores, x column) {
	points := quantiles(x, x.codes, s.Bins[x.dimension])
	s.measure(x, newRuler(x, points, false))
}

// scoreEdges measures with the cut points that were given.
func scoreEdges(s *Scores, x column) {
	s.measure(x, newRuler(x, s.options.Edges[x.dimension], false))
}

// scoreRRFM does as rfm_table_order and rfm_table_customer of R's package rfm
// 0.3.0 (Hebbali, rsquaredacademy): one whole unit (a day, an order, a unit of
// money) is added to each quantile, and intervals are closed on the left.
func scoreRRFM(s *Scores, x column) {
	points := quantiles(x, x.codes, s.Bins[x.dimension])
	for _, at := range points {
		at.Add(at, big.NewRat(1, 1))
	}
	s.measure(x, newRuler(x, points, true))
}

// scorePandas does as qcut of recency and of money, whose intervals are those
// of the default method, and as qcut of rank(method='first') of orders: with
// ranks 1 … n the k-th quantile is 1 + (n-1)·k/bins, and the customers ranked
// up to it are below. pandas computes the cut points in floats: with six bins,
// for some sizes of population, it puts one customer who stands exactly on a
// cut point a score higher than these exact ones.
func scorePandas(s *Scores, x column) {
	if x.dimension != Frequency {
		scoreQuantile(s, x)
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
	if x.dimension.lowIsGood() {
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
	if x.dimension == Recency {
		scoreQuantile(s, x)
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
func split(codes []int64, cells []uint8, count int) [][]int64 {
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
