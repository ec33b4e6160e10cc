package segment

// Check is what a scheme does with every cell of scores. A rule that looks at
// more than the scores may hold in a cell or not: nothing is counted for it but
// the cells that it may win, and what it may hide is no fault.
type Check struct {
	Scheme *Scheme
	// Cells are all cells of the scores that the scheme is written for; a single
	// one without scores where it looks at none.
	Cells []Cell
	// Gaps are the cells that no rule matches.
	Gaps []Cell
	// Open are the cells where some rule may hold and none holds for sure.
	Open []Cell
	// Overlaps are the cells that two rules or more match.
	Overlaps []Overlap
	// Segments are in the order of the scheme.
	Segments []SegmentCheck
}

// Overlap is a cell that several rules match; the first one wins it.
type Overlap struct {
	Cell     Cell
	Segments []int // as in Scheme.Segments
}

// SegmentCheck is what cells tell about one segment.
type SegmentCheck struct {
	// CellsTell is false where the rule looks at more than the scores.
	CellsTell bool
	// Matches is the number of cells in which the rule holds, or may hold.
	Matches int
	// Cells is the number of those that it wins, or may win: no rule before holds
	// there for sure.
	Cells int
}

// CheckCells tries all cells. The error is that of an expression that fails.
func (s *Scheme) CheckCells() (*Check, error) {
	c := &Check{Scheme: s, Cells: cells(s.Bins), Segments: make([]SegmentCheck, len(s.Segments))}
	for i, g := range s.Segments {
		c.Segments[i].CellsTell = g.Rule.cellsTell()
	}
	for _, cell := range c.Cells {
		matches, err := s.matches(cell, s.Bins)
		if err != nil {
			return nil, err
		}
		c.add(cell, matches)
	}
	return c, nil
}

func (c *Check) add(cell Cell, matches []match) {
	var sure []int
	for _, m := range matches {
		at := &c.Segments[m.segment]
		at.Matches++
		if len(sure) == 0 {
			at.Cells++
		}
		if m.sure {
			sure = append(sure, m.segment)
		}
	}
	switch {
	case len(matches) == 0:
		c.Gaps = append(c.Gaps, cell)
	case len(sure) == 0:
		c.Open = append(c.Open, cell)
	case len(sure) > 1:
		c.Overlaps = append(c.Overlaps, Overlap{cell, sure})
	}
}

// Unreachable are the segments that no customer can be in, as in
// Scheme.Segments.
func (c *Check) Unreachable() []int {
	var never []int
	for i, g := range c.Segments {
		if g.Cells == 0 {
			never = append(never, i)
		}
	}
	return never
}

// Unsure are the segments whose rules look at more than the scores.
func (c *Check) Unsure() []int {
	var unsure []int
	for i, g := range c.Segments {
		if !g.CellsTell {
			unsure = append(unsure, i)
		}
	}
	return unsure
}

// Exact tells that every cell is in exactly one segment, and every segment has a
// cell.
func (c *Check) Exact() bool {
	return len(c.Gaps)+len(c.Open)+len(c.Overlaps)+len(c.Unreachable())+len(c.Unsure()) == 0
}
