package main

import (
	"io"
	"iter"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	rfmio "rfm/io"
)

// pieceRows is how many rows a writer is given at a time. An Arrow file has a
// batch for each piece, a Parquet file pages that depend on them: the same rows
// must come in the same pieces for the same bytes. Customers who come in blocks
// come so many at a time, and need not be copied.
const pieceRows = 1 << 14

// encodePieces writes one table. Each piece is valid until the next; there must
// be one.
func encodePieces(w io.Writer, format rfmio.Format, pieces iter.Seq2[arrow.Record, error]) error {
	var writer rfmio.Writer
	for piece, err := range pieces {
		if err != nil {
			return err
		}
		if writer == nil {
			if writer, err = rfmio.NewWriter(w, format, piece.Schema()); err != nil {
				return err
			}
		}
		if err := writer.Write(piece); err != nil {
			return err
		}
	}
	return writer.Close()
}

// piecesOf cuts a record into pieces.
func piecesOf(rec arrow.Record) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		for at, more := int64(0), true; more && (at == 0 || at < rec.NumRows()); at += pieceRows {
			piece := rec.NewSlice(at, min(at+pieceRows, rec.NumRows()))
			more = yield(piece, nil)
			piece.Release()
		}
	}
}

// pieces gathers records of any length into the pieces that their rows would
// have in one record. A record need not stay valid when the next is asked for.
func pieces(records iter.Seq2[arrow.Record, error]) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		var rest gathered
		defer rest.release()
		none := true
		for rec, err := range records {
			if err != nil {
				yield(nil, err)
				return
			}
			for at := int64(0); at < rec.NumRows() || none; none = false {
				end := min(at+pieceRows-rest.rows, rec.NumRows())
				part := rec.NewSlice(at, end)
				if at = end; rest.rows == 0 && part.NumRows() == pieceRows {
					more := yield(part, nil)
					part.Release()
					if !more {
						return
					}
					continue
				}
				err := rest.add(part)
				part.Release()
				if err != nil || rest.rows == pieceRows {
					if !rest.flush(yield, err) {
						return
					}
				}
			}
		}
		if len(rest.parts) > 0 {
			rest.flush(yield, nil)
		}
	}
}

// gathered are copies of the rows of several records.
type gathered struct {
	parts []arrow.Record
	rows  int64
}

func (g *gathered) add(rec arrow.Record) error {
	part, err := joined([]arrow.Record{rec})
	if err == nil {
		g.parts, g.rows = append(g.parts, part), g.rows+part.NumRows()
	}
	return err
}

// flush yields the rows, or the error, and forgets the rows.
func (g *gathered) flush(yield func(arrow.Record, error) bool, err error) bool {
	var all arrow.Record
	if err == nil {
		all, err = joined(g.parts)
	}
	g.release()
	if err != nil {
		yield(nil, err)
		return false
	}
	defer all.Release()
	return yield(all, nil)
}

func (g *gathered) release() {
	for _, part := range g.parts {
		part.Release()
	}
	*g = gathered{}
}

// joined is a new record of the rows of several.
func joined(records []arrow.Record) (arrow.Record, error) {
	rows := int64(0)
	for _, rec := range records {
		rows += rec.NumRows()
	}
	columns := make([]arrow.Array, records[0].NumCols())
	parts := make([]arrow.Array, len(records))
	for i := range columns {
		for k, rec := range records {
			parts[k] = rec.Column(i)
		}
		var err error
		if columns[i], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			return nil, err
		}
		defer columns[i].Release()
	}
	return array.NewRecord(records[0].Schema(), columns, rows), nil
}
