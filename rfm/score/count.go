package score

import "rfm/rfm"

// headcount is how many customers have each score, in one block or in several.
type headcount struct {
	scores [3][rfm.MaxBins + 1]int
	// tied is, for a score that nobody has, how many customers are on the cut
	// point below its interval. Of other scores it means nothing.
	tied [3][rfm.MaxBins + 1]int
}

// add counts the customers of a block by the scores of one dimension.
func (h *headcount) add(s *Scores, x column) {
	d := x.dimension
	h.addScores(d, s.Of(d))
	if s.given() || s.RuleOf(d) != ByCutPoints {
		return // the cut points do not follow from ties
	}
	for score := 1; score <= s.Bins[d]; score++ {
		if k := s.place(d, score); k > 0 && h.scores[d][score] == 0 {
			h.tied[d][score] += x.count(s.rulers[d][0].cuts[k-1].top)
		}
	}
}

func (h *headcount) addScores(d rfm.Dimension, scores []uint8) {
	for _, score := range scores {
		h.scores[d][score]++
	}
}

// customers is how many were counted.
func (h *headcount) customers(d rfm.Dimension) int {
	n := 0
	for _, count := range h.scores[d] {
		n += count
	}
	return n
}
