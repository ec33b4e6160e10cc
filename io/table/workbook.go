package table

import (
	"cmp"
	"errors"
	"io"

	"rfm/io/fault"
	"rfm/io/workbook"

	"github.com/apache/arrow/go/v17/arrow"
)

// workbookWriter writes one table as an Excel workbook.
type workbookWriter struct{ *workbook.Writer }

func newWorkbookWriter(w io.Writer, f Format, schema *arrow.Schema) (Writer, error) {
	out, err := workbook.NewWriter(w, cmp.Or(f.Sheet, "table"), schema, f.About)
	if err != nil {
		return nil, TooLarge(err)
	}
	return workbookWriter{out}, nil
}

func (w workbookWriter) Write(rec arrow.Record) error { return TooLarge(w.Writer.Write(rec)) }

func (w workbookWriter) Close() error { return TooLarge(w.Writer.Close()) }

// TooLarge makes the error of a table that does not fit into a workbook one of a
// request that cannot be followed; others stay as they are.
func TooLarge(err error) error {
	var limit *workbook.LimitError
	if !errors.As(err, &limit) {
		return err
	}
	return &fault.Error{Kind: fault.BadRequest, Message: limit.Message, Hints: []string{"try: " + limit.Hint}, Err: err}
}
