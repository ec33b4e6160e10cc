package app

import (
	"io"
	"iter"

	"github.com/apache/arrow/go/v17/arrow"

	rfmio "rfm/io"
	"rfm/rfm/aggregate"
)

// PieceRows is how many rows a writer is given at a time. An Arrow file has a
// batch for each piece, a Parquet file pages that depend on them: the same rows
// must come in the same pieces for the same bytes, so they are as long as the
// blocks that customers come in.
const PieceRows = aggregate.BlockSize

// encodePieces writes one table. Each piece is valid until the next; there must
// be one. Those without rows, behind a limit, are left out.
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
		} else if piece.NumRows() == 0 {
			continue
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
		for at, more := int64(0), true; more && (at == 0 || at < rec.NumRows()); at += PieceRows {
			piece := rec.NewSlice(at, min(at+PieceRows, rec.NumRows()))
			more = yield(piece, nil)
			piece.Release()
		}
	}
}
