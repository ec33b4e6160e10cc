package table

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"rfm/io/fault"

	"github.com/apache/arrow/go/v17/arrow"
)

// Writer writes the records of one table.
type Writer interface {
	// Write writes the rows of a record of the writer's schema. It does not
	// keep the record.
	Write(rec arrow.Record) error
	// Close writes what is buffered and the end of the format, and returns the
	// first error of the writer. It does not close the underlying io.Writer.
	Close() error
}

// NewWriter returns a writer of f to w. Without any record it still writes a
// valid table with no rows.
//
// Text that is not valid UTF-8 is kept byte for byte by csv and tsv. The
// formats that must be UTF-8 (json, jsonl, parquet, arrow) replace each wrong
// byte by U+FFFD, as encoding/json does, since their readers refuse the file
// otherwise; table and markdown show it as \xff.
func NewWriter(w io.Writer, f Format, schema *arrow.Schema) (Writer, error) {
	out := &stickyWriter{w: w}
	packed, err := compressed(out, f.Compression)
	if err != nil {
		return nil, err
	}
	encoder, err := newEncoder(packed, f, schema)
	if err := cmp.Or(out.err, err); err != nil {
		return nil, err
	}
	return &writer{schema: schema, encoder: encoder, packed: packed, out: out}, nil
}

// newEncoder returns the bare writer of a format.
func newEncoder(w io.Writer, f Format, schema *arrow.Schema) (Writer, error) {
	switch f.Name {
	case "parquet":
		return newParquetWriter(w, schema, rowGroupRows, f.Plain...)
	case "arrow":
		return newArrowWriter(w, schema)
	}
	if err := checkCells(schema); err != nil {
		return nil, err
	}
	switch f.Name {
	case "xlsx":
		return newWorkbookWriter(w, f, schema)
	case "csv":
		return newCSVWriter(w, schema, ',', f.Guarded), nil
	case "tsv":
		return newCSVWriter(w, schema, '\t', f.Guarded), nil
	case "json":
		return newJSONWriter(w, schema, "[\n ", ",\n ", "\n]\n", "[]\n"), nil
	case "jsonl":
		return newJSONWriter(w, schema, "", "\n", "\n", ""), nil
	case "table":
		return newScreenWriter(w, schema, f.Look), nil
	case "markdown":
		return newMarkdownWriter(w, schema), nil
	}
	return nil, fault.Unknown("format", f.Name, FormatNames())
}

// writer keeps the promises of Writer, so that an encoder need not: the first
// error wins and nothing is written after it or after Close.
type writer struct {
	schema  *arrow.Schema
	encoder Writer
	packed  io.Closer
	out     *stickyWriter
	err     error
	closed  bool
}

func (w *writer) Write(rec arrow.Record) error {
	switch {
	case w.closed:
		return errors.New("write to a closed writer")
	case w.err != nil:
	case !rec.Schema().Equal(w.schema):
		w.err = fmt.Errorf("record has another schema than its writer: %s, not %s", rec.Schema(), w.schema)
	default:
		w.keep(w.encoder.Write(rec))
	}
	return w.err
}

func (w *writer) Close() error {
	if !w.closed {
		w.closed = true
		w.keep(w.encoder.Close())
		w.keep(w.packed.Close())
	}
	return w.err
}

// keep remembers the first error, of the output or of the encoder.
func (w *writer) keep(err error) {
	if w.err == nil {
		w.err = cmp.Or(w.out.err, err)
	}
}

// stickyWriter keeps the first error of an output to itself and drops what
// comes after it. Encoders never see it, since some of them panic or carry on
// with half a file.
type stickyWriter struct {
	w   io.Writer
	err error
}

func (s *stickyWriter) Write(p []byte) (int, error) {
	if s.err == nil {
		n, err := s.w.Write(p)
		if err == nil && n < len(p) {
			err = io.ErrShortWrite
		}
		s.err = err
	}
	return len(p), nil
}
