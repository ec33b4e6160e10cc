package score

import (
	"errors"
	"fmt"

	"rfm/rfm"
)

// ErrScored means that customers came with scores, which these options would
// change.
var ErrScored = errors.New("the customers have scores already")

// BinsError is the error for customers who came with a score above the number of
// bins asked for.
type BinsError struct {
	Dimension   rfm.Dimension
	Score, Bins int
}

func (e *BinsError) Error() string {
	return fmt.Sprintf("the customers have scores already, and %s goes up to %d: %d bins cannot be\n  leave --bins out, or score the transactions again", e.Dimension.ScoreField(), e.Score, e.Bins)
}

// Known returns the scores that customers came with, or those of Score where they
// have none. Of the options, Weights replace rfm_weighted, and Bins tell how many
// scores there were: by default as many as the highest that occurs. Any other
// option is ErrScored.
func Known(k *rfm.Known, o Options) (*Scores, error) {
	if !k.Scored() {
		return Score(k.Customers, o)
	}
	if (o != Options{Bins: o.Bins, Weights: o.Weights}) {
		return nil, ErrScored
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	s := &Scores{Customers: k.Customers, options: o, R: k.Scores[rfm.Recency], F: k.Scores[rfm.Frequency], M: k.Scores[rfm.Monetary]}
	for d, scores := range k.Scores {
		for _, score := range scores {
			s.Bins[d] = max(s.Bins[d], int(score))
		}
		if o.Bins != (Bins{}) && s.Bins[d] > o.Bins[d] {
			return nil, &BinsError{rfm.Dimension(d), s.Bins[d], o.Bins[d]}
		}
	}
	if o.Bins != (Bins{}) {
		s.Bins = o.Bins
	}
	if o.Weights == nil && k.Weighted != nil {
		s.weighted, s.options.Weights = k.Weighted, &Weights{Scale: k.WeightedScale}
	}
	return s, nil
}
