package rfmio

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	codec "github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// rowGroupRows is the length of a row group: engines share a file out by row
// groups, so a few hundred thousand rows keep several cores busy and each
// group's overhead small.
const rowGroupRows = 256 << 10

// parquetWriter writes Parquet that any engine reads: decimals as DECIMAL with
// the schema's precision (not narrowed to what fits, or two files of the same
// columns would have different types), days as DATE, text as UTF-8 strings. The
// file holds no Arrow schema, since the Parquet types say all there is.
type parquetWriter struct {
	file *pqarrow.FileWriter
}

func newParquetWriter(w io.Writer, schema *arrow.Schema, groupRows int64) (*parquetWriter, error) {
	file, err := pqarrow.NewFileWriter(schema, w,
		parquet.NewWriterProperties(
			parquet.WithCompression(codec.Codecs.Zstd),
			parquet.WithCompressionLevel(1), // a quarter faster than the default, and no larger
			parquet.WithMaxRowGroupLength(groupRows),
		),
		pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, err
	}
	return &parquetWriter{file: file}, nil
}

// Write gathers records of any length into row groups.
func (p *parquetWriter) Write(rec arrow.Record) error {
	valid, err := validText(rec)
	if err != nil {
		return err
	}
	defer valid.Release()
	return p.file.WriteBuffered(valid)
}

func (p *parquetWriter) Close() error { return p.file.Close() }
