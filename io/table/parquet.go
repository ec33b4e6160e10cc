package table

import (
	"io"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	codec "github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
)

const (
	// rowGroupRows is the length of a row group: engines share a file out by row
	// groups, so a few hundred thousand rows keep several cores busy and each
	// group's overhead small.
	rowGroupRows = 256 << 10
	// parquetPiece is how many rows are handed to a column at a time: their
	// values as Parquet wants them stay in the cache.
	parquetPiece = 8 << 10
)

// parquetWriter writes Parquet that any engine reads: decimals as DECIMAL with
// the schema's precision (not narrowed to what fits, or two files of the same
// columns would have different types), days as DATE, text as UTF-8 strings. The
// file holds no Arrow schema, since the Parquet types say all there is, but what
// metadata the schema has.
//
// It fills the column writers itself. The library's writer of Arrow records
// (pqarrow) does the same, but brings a server and its protocols into the
// program, which take longer to start than a small file to score.
type parquetWriter struct {
	file      *file.Writer
	group     file.BufferedRowGroupWriter // nil before the first row
	rows      int64                       // in the row group
	groupRows int64                       // in a full one
	levels    []int16
}

func newParquetWriter(w io.Writer, of *arrow.Schema, groupRows int64, plain ...string) (*parquetWriter, error) {
	root, err := parquetSchema(of)
	if err != nil {
		return nil, err
	}
	properties := []parquet.WriterProperty{
		parquet.WithCompression(codec.Codecs.Zstd),
		parquet.WithCompressionLevel(1), // a quarter faster than the default, and no larger
	}
	for _, column := range plain {
		properties = append(properties, parquet.WithDictionaryFor(column, false))
	}
	options := []file.WriteOption{file.WithWriterProps(parquet.NewWriterProperties(properties...))}
	if of.HasMetadata() {
		own := metadata.NewKeyValueMetadata()
		for i, key := range of.Metadata().Keys() {
			if err := own.Append(key, of.Metadata().Values()[i]); err != nil {
				return nil, err
			}
		}
		options = append(options, file.WithWriteMetadata(own))
	}
	out := file.NewParquetWriter(w, root, options...)
	return &parquetWriter{file: out, groupRows: groupRows}, nil
}

// Write gathers records of any length into row groups.
func (p *parquetWriter) Write(rec arrow.Record) error {
	valid, err := value.ValidText(rec)
	if err != nil {
		return err
	}
	defer valid.Release()
	for at := int64(0); at < valid.NumRows(); {
		if p.group == nil || p.rows == p.groupRows {
			if err := p.nextGroup(); err != nil {
				return err
			}
		}
		end := min(at+parquetPiece, at+p.groupRows-p.rows, valid.NumRows())
		piece := valid.NewSlice(at, end)
		err := p.writePiece(piece)
		piece.Release()
		if err != nil {
			return err
		}
		p.rows += end - at
		at = end
	}
	return nil
}

// nextGroup begins a row group.
func (p *parquetWriter) nextGroup() error {
	if err := p.closeGroup(); err != nil {
		return err
	}
	p.group, p.rows = p.file.AppendBufferedRowGroup(), 0
	return nil
}

// closeGroup ends the row group, whose error the file would not return.
func (p *parquetWriter) closeGroup() error {
	if p.group == nil {
		return nil
	}
	return p.group.Close()
}

// writePiece writes rows that belong to one row group.
func (p *parquetWriter) writePiece(rec arrow.Record) error {
	for i, column := range rec.Columns() {
		to, err := p.group.Column(i)
		if err != nil {
			return err
		}
		var levels []int16
		if rec.Schema().Field(i).Nullable {
			p.levels = appendLevels(p.levels[:0], column)
			levels = p.levels
		}
		if err := writeParquetColumn(to, column, levels); err != nil {
			return err
		}
	}
	return nil
}

func (p *parquetWriter) Close() error {
	if err := p.closeGroup(); err != nil {
		return err
	}
	return p.file.Close()
}
