package segment

import (
	"fmt"

	"github.com/expr-lang/expr/vm"

	"rfm/rfm"
	"rfm/rfm/score"
)

// Cell is a combination of R, F and M scores.
type Cell [3]uint8

// fm is the mean of the F and the M score.
func (c Cell) fm() float64 { return float64(c[rfm.Frequency]+c[rfm.Monetary]) / 2 }

// Text writes the scores as the field rfm_score does: "545", or "10-4-5" where a
// dimension has more than nine scores.
func (c Cell) Text(bins score.Bins) string {
	if max(bins[0], bins[1], bins[2]) > 9 {
		return fmt.Sprintf("%d-%d-%d", c[0], c[1], c[2])
	}
	return fmt.Sprintf("%d%d%d", c[0], c[1], c[2])
}

// cells are all cells of these numbers of scores, lowest scores first. A
// dimension without scores has the score 0.
func cells(bins score.Bins) []Cell {
	var all []Cell
	for r := min(1, bins[0]); r <= bins[0]; r++ {
		for f := min(1, bins[1]); f <= bins[1]; f++ {
			for m := min(1, bins[2]); m <= bins[2]; m++ {
				all = append(all, Cell{uint8(r), uint8(f), uint8(m)})
			}
		}
	}
	return all
}

// match is a segment whose rule may hold in a cell.
type match struct {
	segment int
	// sure is false where the rule looks at more than the scores.
	sure bool
}

// matches are the segments whose rules may hold in a cell, in their order.
func (s *Scheme) matches(c Cell, bins score.Bins) ([]match, error) {
	values := &fields{}
	values.setCell(c, bins)
	var machine vm.VM
	var all []match
	for i, segment := range s.Segments {
		rule := segment.Rule
		if !rule.within(c) {
			continue
		}
		sure := rule.cellsTell()
		if when := rule.When; when != nil {
			holds := when.mayHold(&machine, values)
			if sure {
				var err error
				if holds, err = when.holds(&machine, values); err != nil {
					return nil, err
				}
			}
			if !holds {
				continue
			}
		}
		all = append(all, match{i, sure})
	}
	return all, nil
}
