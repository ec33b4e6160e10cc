package external

import (
	"iter"

	"github.com/apache/arrow/go/v17/arrow"
)

// Pieces are the rows of records in pieces of so many rows; the last one may have
// fewer, and records without rows make one piece. A piece is valid until the next.
func Pieces(records iter.Seq2[arrow.Record, error], rows int) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		p := NewGatherer(rows)
		for rec, err := range records {
			if err == nil {
				p.Add(rec)
			}
			for err == nil && p.Full() {
				var piece arrow.Record
				if piece, err = p.Take(); err == nil && !yield(piece, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		if !p.Empty() {
			yield(p.Take())
		}
	}
}

// Gatherer makes pieces of one length of records as they come.
type Gatherer struct {
	rows int64 // of a piece
	held []arrow.Record
	n    int64 // rows held
	any  bool  // a piece was taken
}

// NewGatherer makes pieces of so many rows.
func NewGatherer(rows int) *Gatherer { return &Gatherer{rows: int64(rows)} }

// Add takes a record, which stays the caller's.
func (g *Gatherer) Add(rec arrow.Record) {
	rec.Retain()
	g.held = append(g.held, rec)
	g.n += rec.NumRows()
}

// Full tells whether there is a piece of the full length.
func (g *Gatherer) Full() bool { return g.n >= g.rows }

// Empty tells whether nothing is left to take. Rows that never were make one piece.
func (g *Gatherer) Empty() bool { return g.n == 0 && (g.any || len(g.held) == 0) }

// Take is the next piece, which may be shorter than the others where it is not Full.
// The caller may release it.
func (g *Gatherer) Take() (arrow.Record, error) {
	all, err := concat(g.held)
	g.held = nil
	if err != nil {
		return nil, err
	}
	defer all.Release()
	first := min(g.rows, all.NumRows())
	g.n -= first
	if g.any = true; g.n > 0 {
		g.held = []arrow.Record{all.NewSlice(first, all.NumRows())}
	}
	return all.NewSlice(0, first), nil
}
