package diff

import (
	"cmp"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/table"
	"rfm/segment"
)

// writeMatrix writes the matrix and what it did to the segments to a screen. A
// matrix that is too wide gives way to the moves that most customers made.
func writeMatrix(out *app.Output, m *segment.Migration, moves []segment.Move) error {
	flows, err := m.FlowsRecord(memory.DefaultAllocator, moves)
	if err != nil {
		return err // before half of the screen is written
	}
	defer flows.Release()
	matrix := m.MatrixRecord(memory.DefaultAllocator, moves)
	defer matrix.Release()
	numbered := matrix.Schema().Fields()[2:]
	expendable := []string{segment.FieldCustomers}
	for _, f := range numbered {
		expendable = append(expendable, f.Name)
	}
	columns := table.FitColumns(matrix, cmp.Or(out.Width, 80), expendable)
	if len(columns) > len(numbered) {
		selected, err := table.Select(matrix, columns)
		if err != nil {
			return err
		}
		defer selected.Release()
		if err := out.WriteRecord(selected); err != nil {
			return err
		}
	} else if err := writeMostMoved(out, m, moves); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out.Stdout); err != nil {
		return err
	}
	return out.WriteBelow(flows, []string{"stayed", segment.FieldMonetaryOld})
}

// writeMostMoved writes the ways that most customers went, without those who
// stayed.
func writeMostMoved(out *app.Output, m *segment.Migration, moves []segment.Move) error {
	var moved []segment.Move
	for _, move := range moves {
		if move.From != move.To {
			moved = append(moved, move)
		}
	}
	all := m.MovesRecord(memory.DefaultAllocator, moved)
	defer all.Release()
	sorted, err := table.Sort(all, "-"+segment.FieldCustomers)
	if err != nil {
		return err
	}
	defer sorted.Release()
	shown := table.Limit(sorted, app.ShownRows)
	defer shown.Release()
	if err := out.WriteBelow(shown, []string{segment.FieldMonetaryOld, segment.FieldMonetaryNew}); err != nil {
		return err
	}
	if hidden := len(moved) - int(shown.NumRows()); hidden > 0 {
		_, err = fmt.Fprintf(out.Stdout, "… %s (all: -o FILE, or --format csv)\n", app.Counted(hidden, "more way"))
	}
	return err
}
