package diff

import (
	"cmp"
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/table"
	"rfm/segment"
)

// Lines of what stands on a terminal.
const (
	sentenceLines = 3
	aroundFlows   = 4 // header, two rules, an empty line
	aroundMatrix  = 3 // an empty line, header, rule
	fewestMoves   = 4
)

// writeTerminal writes a sentence, what became of the segments, and below it
// where customers went: the matrix where the terminal has room for it, else the
// moves that most customers made.
func writeTerminal(out *app.Output, m *segment.Migration, moves []segment.Move, w words) error {
	flows, err := m.FlowsRecord(memory.DefaultAllocator, moves, true)
	if err != nil {
		return err
	}
	defer flows.Release()
	matrix := m.CountsRecord(memory.DefaultAllocator, moves, w)
	defer matrix.Release()
	look := &out.Format.Look
	look.Labels, look.Total = w, true
	if _, err := fmt.Fprintf(out.Sentences, "%s\n\n", w.sentence(m, moves)); err != nil {
		return err
	}
	if err := out.WriteBelow(flows, []string{"stayed", segment.FieldMonetaryOld}); err != nil {
		return err
	}
	look.Total = false
	if _, err := fmt.Fprintln(out.Stdout); err != nil {
		return err
	}
	left := out.Height - sentenceLines - aroundFlows - int(flows.NumRows())
	if left < int(matrix.NumRows())+aroundMatrix {
		return writeMostMoved(out, m, moves, max(fewestMoves, left-aroundMatrix))
	}
	columns, fits := fitMatrix(matrix, *look, out.Width)
	if !fits {
		return writeMostMoved(out, m, moves, min(app.ShownRows, left-aroundMatrix))
	}
	return writeColumns(out, matrix, columns)
}

// words are the labels of segments by code.
type words map[string]string

// sentence says how many customers moved, and which way most of them went.
func (w words) sentence(m *segment.Migration, moves []segment.Move) string {
	c := countMoves(moves, m.Absent())
	both := c.stayed + c.moved
	var most segment.Move
	for _, move := range moves {
		if move.From != move.To && move.From != m.Absent() && move.To != m.Absent() && move.Customers > most.Customers {
			most = move
		}
	}
	share := app.Percent(big.NewRat(int64(c.moved), 1), big.NewRat(int64(both), 1))
	name := func(position int) string { return w[m.Scheme.Code(position)] }
	text := fmt.Sprintf("%s of the %s in both moved to another segment (%s)", app.Count(c.moved), app.Counted(both, "customer"), share)
	if most.Customers > 0 {
		text += fmt.Sprintf(";\nthe largest move: %s from %s to %s", app.Count(most.Customers), name(most.From), name(most.To))
	}
	return text + "."
}

// writeMatrix writes the matrix and what it did to the segments. A matrix that
// is too wide gives way to the moves that most customers made.
func writeMatrix(out *app.Output, m *segment.Migration, moves []segment.Move) error {
	flows, err := m.FlowsRecord(memory.DefaultAllocator, moves, false)
	if err != nil {
		return err // before half of the screen is written
	}
	defer flows.Release()
	matrix := m.MatrixRecord(memory.DefaultAllocator, moves)
	defer matrix.Release()
	if columns, fits := fitMatrix(matrix, table.Look{}, out.Width); fits {
		err = writeColumns(out, matrix, columns)
	} else {
		err = writeMostMoved(out, m, moves, app.ShownRows)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out.Stdout); err != nil {
		return err
	}
	return out.WriteBelow(flows, []string{"stayed", segment.FieldMonetaryOld})
}

// fitMatrix are the columns of a matrix that a screen has room for, and whether
// the numbered ones are all among them.
func fitMatrix(matrix arrow.Record, look table.Look, width int) (columns []string, fits bool) {
	numbered := matrix.Schema().Fields()[2:]
	expendable := []string{segment.FieldCustomers}
	for _, f := range numbered {
		expendable = append(expendable, f.Name)
	}
	columns = table.FitColumns(matrix, look, cmp.Or(width, 80), expendable)
	return columns, len(columns) > len(numbered)
}

func writeColumns(out *app.Output, rec arrow.Record, columns []string) error {
	selected, err := table.Select(rec, columns)
	if err != nil {
		return err
	}
	defer selected.Release()
	return out.WriteRecord(selected)
}

// writeMostMoved writes the ways that most customers went, without those who
// stayed; no more than limit.
func writeMostMoved(out *app.Output, m *segment.Migration, moves []segment.Move, limit int) error {
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
	shown := table.Limit(sorted, int64(limit))
	defer shown.Release()
	if err := out.WriteBelow(shown, []string{segment.FieldMonetaryOld, segment.FieldMonetaryNew}); err != nil {
		return err
	}
	if hidden := len(moved) - int(shown.NumRows()); hidden > 0 {
		err = out.Remark(fmt.Sprintf("… %s (all: -o FILE, or --format csv)", app.Counted(hidden, "more way")))
	}
	return err
}
