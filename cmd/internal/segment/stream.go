package segment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/external"
	"rfm/cmd/internal/scoring"
	"rfm/io/place"
	"rfm/io/table"
)

// writeStream writes the files of all segments side by side, of customers who come
// in blocks.
func (j *job) writeStream(ctx context.Context, files []scoring.ManifestFile) error {
	var open map[string]*segmentFile
	for rec, err := range j.Stream.Records(j.Flags.Output.Sort) {
		if err == nil && open == nil {
			open, err = j.openSegments(ctx, files, rec)
		}
		if err != nil {
			return err
		}
		for code, rows := range rowsBySegment(rec) {
			if err := open[code].add(rec, rows); err != nil {
				return err
			}
		}
	}
	for _, file := range files {
		if err := open[file.Segment].close(); err != nil {
			return err
		}
	}
	return nil
}

// openSegments begins the files, for rows such as those of a record.
func (j *job) openSegments(ctx context.Context, files []scoring.ManifestFile, rec arrow.Record) (map[string]*segmentFile, error) {
	nobody, err := table.Select(rec.NewSlice(0, 0), j.Flags.Output.Columns)
	if err != nil {
		return nil, err
	}
	open := map[string]*segmentFile{}
	for i := range files {
		f := &segmentFile{entry: &files[i], nobody: nobody, columns: j.Flags.Output.Columns, left: j.Flags.Output.Limit,
			rows: external.NewGatherer(app.PieceRows), sum: sha256.New()}
		if f.file, err = j.folder.Create(files[i].File); err != nil {
			return nil, err
		}
		format := j.folder.format
		format.Sheet = files[i].Segment
		if f.writer, err = table.NewWriter(app.UntilDone(ctx, io.MultiWriter(f.file, f.sum)), format, nobody.Schema()); err != nil {
			return nil, err
		}
		open[files[i].Segment] = f
	}
	return open, nil
}

// segmentFile is the file of a segment that is being written.
type segmentFile struct {
	entry   *scoring.ManifestFile
	file    *place.FolderFile
	sum     hash.Hash
	writer  table.Writer
	rows    *external.Gatherer
	nobody  arrow.Record // no rows of what is written
	columns []string
	left    int64 // rows to come; below 0 for any number
}

// add adds rows of a record, up to the limit.
func (f *segmentFile) add(rec arrow.Record, rows []int) error {
	if f.left >= 0 {
		rows = rows[:min(f.left, int64(len(rows)))]
		f.left -= int64(len(rows))
	}
	own := table.Take(rec, rows)
	defer own.Release()
	chosen, err := table.Select(own, f.columns)
	if err != nil {
		return err
	}
	defer chosen.Release()
	f.entry.Rows += chosen.NumRows()
	f.rows.Add(chosen)
	for f.rows.Full() {
		if err := f.write(); err != nil {
			return err
		}
	}
	return nil
}

// write writes a piece.
func (f *segmentFile) write() error {
	piece, err := f.rows.Take()
	if err != nil {
		return err
	}
	defer piece.Release()
	return f.writer.Write(piece)
}

// close writes what is left and notes what was written.
func (f *segmentFile) close() error {
	if f.entry.Rows == 0 {
		f.rows.Add(f.nobody)
	}
	if !f.rows.Empty() {
		if err := f.write(); err != nil {
			return err
		}
	}
	if err := f.writer.Close(); err != nil {
		return err
	}
	f.entry.SHA256 = hex.EncodeToString(f.sum.Sum(nil))
	return f.file.Close()
}
