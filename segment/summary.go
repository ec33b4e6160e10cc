package segment

import (
	"math/big"

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
	all := make([]Summary, len(a.Scheme.Segments)+1)
	for i, s := range a.Scheme.Segments {
		all[i].Segment = s
	}
	last := len(all) - 1
	all[last].Segment = OthersSegment()
	c := a.scores.Customers
	revenue := make([]decimal128.Num, len(all)) // of the orders, in the scale of Average
	for i, p := range a.Position {
		s := &all[p]
		s.Customers++
		s.Orders += c.Orders[i]
		var fits bool
		if s.Monetary, fits = decimal.Add(s.Monetary, c.Monetary[i]); !fits {
			return nil, rfm.ErrOverflow
		}
		if c.Statistic != rfm.SumOrders { // Monetary does not add up to the revenue
			if revenue[p], fits = decimal.Add(revenue[p], c.Average[i].Mul(decimal128.FromI64(c.Orders[i]))); !fits {
				return nil, rfm.ErrOverflow
			}
		}
	}
	for i := range all {
		if err := all[i].average(c, revenue[i]); err != nil {
			return nil, err
		}
	}
	for _, d := range rfm.Dimensions() {
		for i, median := range score.Medians(c, d, a.Position, len(all)) {
			all[i].Medians[d] = median
		}
	}
	if all[last].Customers == 0 {
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
	one := &Scheme{Segments: []Segment{{Code: All, Label: AllLabel()}}}
	all, err := (&Assignment{Scheme: one, Position: make([]uint16, len(a.Position)), scores: a.scores}).Summarize()
	if err != nil {
		return Summary{}, err
	}
	return all[0], nil
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
