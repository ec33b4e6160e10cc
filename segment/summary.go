package segment

import (
	"math/big"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/score"
)

// Summary is what the customers of one segment come to.
type Summary struct {
	Segment   Segment
	Customers int
	Orders    int64
	// Monetary has the scale of the customers' Monetary.
	Monetary decimal128.Num
	// Average is the mean value of an order, with the customers' AverageScale; of
	// no meaning where there is no customer.
	Average decimal128.Num
	// Medians are exact, by dimension; nil where there is no customer.
	Medians [3]*big.Rat
}

// Summarize adds up the segments, in the order of the scheme; others come last
// and only where there are any. The error is rfm.ErrOverflow.
func (a *Assignment) Summarize() ([]Summary, error) {
	s := NewSummarizer(a.Scheme)
	if err := s.Add(a); err != nil {
		return nil, err
	}
	return s.Summaries(func(d rfm.Dimension) []*big.Rat {
		return score.Medians(a.scores.Customers, d, a.Position, len(s.all))
	})
}

// Summarizer adds up the segments of customers who come in blocks.
type Summarizer struct {
	all     []Summary
	revenue []decimal128.Num // of the orders, in the scale of Average, where Monetary does not add up to it
	shape   rfm.Customers    // scales and the like
}

// NewSummarizer begins with nobody.
func NewSummarizer(scheme *Scheme) *Summarizer {
	s := &Summarizer{all: make([]Summary, len(scheme.Segments)+1), revenue: make([]decimal128.Num, len(scheme.Segments)+1)}
	for i, one := range append(slices.Clone(scheme.Segments), OthersSegment()) {
		s.all[i].Segment = one
	}
	return s
}

// Add adds the customers of a block. The error is rfm.ErrOverflow.
func (s *Summarizer) Add(a *Assignment) error {
	c := a.scores.Customers
	s.shape = rfm.Customers{Scale: c.Scale, AverageScale: c.AverageScale, Statistic: c.Statistic}
	for i, p := range a.Position {
		one := &s.all[p]
		one.Customers++
		one.Orders += c.Orders[i]
		var fits bool
		if one.Monetary, fits = decimal.Add(one.Monetary, c.Monetary[i]); !fits {
			return rfm.ErrOverflow
		}
		if c.Statistic != rfm.SumOrders {
			if s.revenue[p], fits = decimal.Add(s.revenue[p], c.Average[i].Mul(decimal128.FromI64(c.Orders[i]))); !fits {
				return rfm.ErrOverflow
			}
		}
	}
	return nil
}

// Summaries are the segments with their medians, which the function tells for each
// dimension by position. The error is rfm.ErrOverflow.
func (s *Summarizer) Summaries(medians func(rfm.Dimension) []*big.Rat) ([]Summary, error) {
	all := slices.Clone(s.all)
	for i := range all {
		if err := all[i].average(&s.shape, s.revenue[i]); err != nil {
			return nil, err
		}
	}
	for _, d := range rfm.Dimensions() {
		for i, median := range medians(d) {
			all[i].Medians[d] = median
		}
	}
	if last := len(all) - 1; all[last].Customers == 0 {
		all = all[:last]
	}
	return all, nil
}

// All stands for all customers in place of a segment.
const All = "(all)"

// AllLabel is what people read in place of All.
func AllLabel() Text { return Text{EN: "All", ZH: "合计"} }

// Total is what all customers come to. The error is rfm.ErrOverflow.
func (a *Assignment) Total() (Summary, error) {
	all, err := Together(a.scores).Summarize()
	if err != nil {
		return Summary{}, err
	}
	return all[0], nil
}

// Everybody is a scheme of one segment, All, that every customer is in.
func Everybody() *Scheme { return &Scheme{Segments: []Segment{{Code: All, Label: AllLabel()}}} }

// Together are scored customers, all of them in the segment of Everybody.
func Together(s *score.Scores) *Assignment {
	return &Assignment{Scheme: Everybody(), Position: make([]uint16, len(s.R)), scores: s}
}

// average sets the mean value of an order. revenue is what the orders came to
// where Monetary is not their sum.
func (s *Summary) average(c *rfm.Customers, revenue decimal128.Num) error {
	if s.Orders == 0 {
		return nil
	}
	decimals := int32(0)
	if c.Statistic == rfm.SumOrders {
		revenue, decimals = s.Monetary, c.AverageScale-c.Scale
	}
	var fits bool
	if s.Average, fits = decimal.Divide(revenue, s.Orders, decimals); !fits {
		return rfm.ErrOverflow
	}
	return nil
}
