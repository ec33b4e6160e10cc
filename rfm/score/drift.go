package score

import (
	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Fresh scores the same customers with cut points of their own instead of the
// frozen ones. It returns s where no cut points were frozen.
func (s *Scores) Fresh() (*Scores, error) {
	if s.options.Frozen == nil {
		return s, nil
	}
	return Score(s.Customers, s.options.Thawed())
}

// Thawed are the options without frozen cut points: the method finds as many.
func (o Options) Thawed() Options {
	if o.Frozen != nil {
		o.Bins, o.Frozen = o.Frozen.Bins(), nil
	}
	return o
}

// Drift tells how far the cut points of one dimension have moved.
type Drift struct {
	Dimension rfm.Dimension
	Cuts      []CutDrift // ascending
	Customers int        // who would have another score
}

// CutDrift is one cut point: where it was frozen and where it would be now, as
// decimals; a fraction that never ends is rounded to three digits more than the
// values have.
type CutDrift struct {
	Frozen, Fresh string
	Moved         bool
	Customers     int // who are on different sides of the two
}

// Add adds the customers of another block, who were scored with the same cut
// points.
func (d *Drift) Add(block Drift) {
	if d.Cuts == nil {
		*d = block
		return
	}
	d.Customers += block.Customers
	for k, c := range block.Cuts {
		d.Cuts[k].Customers += c.Customers
	}
}

// Drift compares the cut points with those of the same customers scored anew,
// in the order R, F, M. customers is how many would have another score in any
// dimension. Both must be scored by cut points, in as many intervals.
func (s *Scores) Drift(fresh *Scores) (drifts [3]Drift, customers int) {
	for _, d := range rfm.Dimensions() {
		scale := int32(0)
		if d == rfm.Monetary {
			scale = s.Customers.Scale
		}
		drift := &drifts[d]
		drift.Dimension = d
		for k, at := range s.rulers[d][0].cuts {
			now := fresh.rulers[d][0].cuts[k]
			drift.Cuts = append(drift.Cuts, CutDrift{Frozen: decimal.RatText(at.at, scale), Fresh: decimal.RatText(now.at, scale), Moved: at.at.Cmp(now.at) != 0})
		}
		for i, score := range s.Of(d) {
			other := fresh.Of(d)[i]
			if score == other {
				continue
			}
			drift.Customers++
			from, to := s.place(d, int(score)), s.place(d, int(other))
			for k := min(from, to); k < max(from, to); k++ {
				drift.Cuts[k].Customers++
			}
		}
	}
	for i := range s.R {
		if s.R[i] != fresh.R[i] || s.F[i] != fresh.F[i] || s.M[i] != fresh.M[i] {
			customers++
		}
	}
	return drifts, customers
}
