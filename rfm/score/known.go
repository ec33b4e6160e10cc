package score

import (
	"errors"
	"fmt"

	"rfm/rfm"
)

// ErrScored means that customers came with scores, which these options would
// change.
var ErrScored = errors.New("the customers have scores already")

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
		for i, score := range scores {
			s.Bins[d] = max(s.Bins[d], int(score))
			if o.Bins != (Bins{}) && int(score) > o.Bins[d] {
				return nil, &rfm.CustomerError{ID: k.Customers.ID.At(i), Problem: fmt.Sprintf("%s is %d, but the highest score is %d", rfm.Dimension(d).ScoreField(), score, o.Bins[d])}
			}
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
