package score

import (
	"iter"
	"math/big"

	"rfm/rfm"
)

// Scorer scores a population block by block. Every customer gets the scores that
// Score gives among all of them.
type Scorer struct {
	method  Method
	options Options
	points  CutPoints
	count   headcount
	last    *Scores // of the block scored last, without its customers
}

// NewScorer finds the cut points of a population; unless the options give them, it
// iterates over the blocks several times. The error is that of Validate or of the
// blocks, that of CheckFreeze where one set of cut points per dimension does not
// decide the scores, or rfm.ErrNoCustomers.
func NewScorer(blocks iter.Seq2[*rfm.Customers, error], o Options) (*Scorer, error) {
	method, err := o.method()
	if err != nil {
		return nil, err
	}
	if !method.ByCutPoints() {
		return nil, method.freezeError()
	}
	s := &Scorer{method: method, options: o}
	var found *[3][]*big.Rat
	for _, d := range rfm.Dimensions() {
		s.points[d] = method.cutPoints(o, d, func() []*big.Rat {
			if found == nil && err == nil {
				found, err = blockQuantiles(blocks, o.NumberOfScores())
			}
			if err != nil {
				return nil
			}
			return found[d]
		})
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Score scores the customers of a block and counts them. The notices are of all
// blocks, and so the Scorer's.
func (s *Scorer) Score(block *rfm.Customers) *Scores { return s.score(block, s.count.add) }

// Again scores the customers of a block that Score has counted before.
func (s *Scorer) Again(block *rfm.Customers) *Scores {
	return s.score(block, func(*Scores, column) {})
}

func (s *Scorer) score(block *rfm.Customers, count func(*Scores, column)) *Scores {
	scores := newScores(block, s.method, s.options)
	for _, d := range rfm.Dimensions() {
		x := newColumn(block, d)
		scores.measure(x, newRuler(x, s.points[d], s.method.leftClosed))
		count(scores, x)
	}
	s.last = &Scores{Customers: block.Slice(0, 0), Method: scores.Method, Bins: scores.Bins, options: s.options, rulers: scores.rulers}
	return scores
}

// Nobody is the scores of all blocks without customers: how they were scored, once
// a block is.
func (s *Scorer) Nobody() *Scores { return s.last }

// Notices tell what a reader of the scores of all blocks should know, once each
// block is scored.
func (s *Scorer) Notices() []Notice {
	var all []Notice
	for _, d := range rfm.Dimensions() {
		all = append(all, s.last.notices(d, &s.count)...)
	}
	return all
}

// Levels describes every score of a dimension, score 1 first, once each block is
// scored.
func (s *Scorer) Levels(d rfm.Dimension) []Level { return s.last.levels(d, &s.count) }

// Method is the name of the method.
func (s *Scorer) Method() string { return s.method.Name }

// Freeze returns the cut points, once a block is scored.
func (s *Scorer) Freeze() (*CutPoints, error) { return s.last.Freeze() }
