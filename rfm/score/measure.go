package score

import (
	"math/bits"

	"rfm/rfm"
	"rfm/rfm/internal/radix"
)

// measure scores every customer with one ruler.
func (s *Scores) measure(x column, r *ruler) {
	s.rulers[x.dimension] = []*ruler{r}
	out, scores := s.Of(x.dimension), s.scoresOf(x.dimension)
	for i, v := range x.codes {
		out[i] = scores[countBelow(v, r.limits)]
	}
}

// measureCells scores every customer with the ruler of the customer's cell.
func (s *Scores) measureCells(x column, cells []uint8, rulers []*ruler) {
	s.rulers[x.dimension] = rulers
	out, scores := s.Of(x.dimension), s.scoresOf(x.dimension)
	for i, v := range x.codes {
		out[i] = scores[countBelow(v, rulers[cells[i]].limits)]
	}
}

// countBelow counts the limits below v. It adds up borrows instead of branching:
// which way a comparison goes cannot be predicted.
func countBelow(v int64, limits []uint64) uint64 {
	k, key := uint64(0), radix.Ordered(v)
	for _, limit := range limits {
		_, below := bits.Sub64(limit, key, 0)
		k += below
	}
	return k
}

// scoresOf lists the score of each interval, counted from the smallest values.
func (s *Scores) scoresOf(d rfm.Dimension) [rfm.MaxBins]uint8 {
	var scores [rfm.MaxBins]uint8
	for k := range s.Bins[d] {
		scores[k] = uint8(k + 1)
		if d.LowIsGood() {
			scores[k] = uint8(s.Bins[d] - k)
		}
	}
	return scores
}

// share scores by place: the below[0] customers of least goodness get 1, those
// up to below[1] get 2, and so on; among equals the one with the smaller id
// comes first. The numbers in below are 1 … len(goodness), ascending.
func (s *Scores) share(d rfm.Dimension, goodness []int64, below []int) {
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
func (s *Scores) cellsBefore(d rfm.Dimension) []uint8 {
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
func (s *Scores) cellCount(d rfm.Dimension) int {
	count := 1
	for before := range d {
		count *= s.Bins[before]
	}
	return count
}
