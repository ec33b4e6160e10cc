package segment

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Field is the column that Record adds.
const Field = "segment"

// Assignment says which segment each customer is in.
type Assignment struct {
	Scheme *Scheme
	// Position is the segment of every customer, as Match returns it.
	Position []uint8
	scores   *rfm.Scores
}

// Assign gives every scored customer a segment. It is an error when the scheme
// is written for other numbers of bins.
func Assign(s *Scheme, scores *rfm.Scores) (*Assignment, error) {
	if err := s.Fits(scores.Bins); err != nil {
		return nil, err
	}
	// There are few cells and many customers: match each cell once.
	b := scores.Bins
	cells := make([]uint8, (b[0]+1)*(b[1]+1)*(b[2]+1))
	cell := func(r, f, m uint8) int { return (int(r)*(b[1]+1)+int(f))*(b[2]+1) + int(m) }
	for r := range uint8(b[0] + 1) {
		for f := range uint8(b[1] + 1) {
			for m := range uint8(b[2] + 1) {
				cells[cell(r, f, m)] = uint8(s.Match(r, f, m))
			}
		}
	}
	a := &Assignment{Scheme: s, Position: make([]uint8, len(scores.R)), scores: scores}
	for i := range a.Position {
		a.Position[i] = cells[cell(scores.R[i], scores.F[i], scores.M[i])]
	}
	return a, nil
}

// Record is the record of the scores with the segment behind. The caller
// releases it.
func (a *Assignment) Record(mem memory.Allocator) arrow.Record {
	scores := a.scores.Record(mem)
	defer scores.Release()
	b := array.NewStringBuilder(mem)
	defer b.Release()
	b.Reserve(len(a.Position))
	for _, p := range a.Position {
		b.Append(a.Scheme.Code(int(p)))
	}
	codes := b.NewArray()
	defer codes.Release()
	fields := append(scores.Schema().Fields(), arrow.Field{Name: Field, Type: arrow.BinaryTypes.String})
	columns := append(scores.Columns()[:scores.NumCols():scores.NumCols()], codes)
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, scores.NumRows())
}
