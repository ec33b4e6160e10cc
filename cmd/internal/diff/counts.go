package diff

import (
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/failif"
	"rfm/segment"
)

// counts are the customers of either population by what became of them.
type counts struct{ stayed, moved, came, left int }

func countMoves(moves []segment.Move, absent int) (c counts) {
	for _, m := range moves {
		switch {
		case m.From == absent:
			c.came += m.Customers
		case m.To == absent:
			c.left += m.Customers
		case m.From == m.To:
			c.stayed += m.Customers
		default:
			c.moved += m.Customers
		}
	}
	return c
}

// print says how many customers there are, and what became of them.
func (c counts) print(w io.Writer) {
	fmt.Fprintf(w, "%s in either: %s stayed in their segment, %s moved, %s new, %s gone\n",
		app.Counted(c.stayed+c.moved+c.came+c.left, "customer"), app.Count(c.stayed), app.Count(c.moved), app.Count(c.came), app.Count(c.left))
}

// failGroups are what --fail-if can look at.
func failGroups(newly bool) []failif.Group {
	numbers := []string{"stayed", "moved", "new", "gone"}
	if newly {
		numbers = append(numbers, "newly")
	}
	return []failif.Group{{Numbers: numbers}}
}

// values are the numbers of failGroups; newly is nil without --newly.
func (c counts) values(newly arrow.Record) [][]float64 {
	values := []float64{float64(c.stayed), float64(c.moved), float64(c.came), float64(c.left)}
	if newly != nil {
		values = append(values, float64(newly.NumRows()))
	}
	return [][]float64{values}
}
