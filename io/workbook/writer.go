package workbook

import (
	"io"

	"github.com/apache/arrow/go/v17/arrow"
)

// Writer writes one table, and the sheet about, as a workbook.
type Writer struct {
	out   io.Writer
	book  *Book
	table *Table
	about func() []Fact
}

// NewWriter returns a writer to w of a table of the schema. about is asked for
// the facts when the table is complete; nil for none.
func NewWriter(w io.Writer, name string, schema *arrow.Schema, about func() []Fact) (*Writer, error) {
	book := New()
	table, err := book.Table(name, schema)
	if err != nil {
		book.Close()
		return nil, err
	}
	return &Writer{out: w, book: book, table: table, about: about}, nil
}

// Write appends the rows of a record.
func (w *Writer) Write(rec arrow.Record) error { return w.table.Write(rec) }

// Close writes the workbook.
func (w *Writer) Close() error {
	defer w.book.Close()
	if w.about != nil {
		if err := w.book.About(w.about()); err != nil {
			return err
		}
	}
	return w.book.Save(w.out)
}
