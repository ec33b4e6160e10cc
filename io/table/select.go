package table

import (
	"fmt"
	"rfm/io/fault"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// Select returns the named columns of a record, in that order; all of them
// where none is named. The error is an *Error of kind BadRequest: a column that is unknown
// or named twice. The caller releases the result.
func Select(rec arrow.Record, columns []string) (arrow.Record, error) {
	if len(columns) == 0 {
		rec.Retain()
		return rec, nil
	}
	var fields []arrow.Field
	var chosen []arrow.Array
	for i, name := range columns {
		at, err := columnIndex(rec.Schema(), name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(columns[:i], name) {
			return nil, &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("column %q is named twice", name)}
		}
		fields = append(fields, rec.Schema().Field(at))
		chosen = append(chosen, rec.Column(at))
	}
	metadata := rec.Schema().Metadata()
	return array.NewRecord(arrow.NewSchema(fields, &metadata), chosen, rec.NumRows()), nil
}

// columnIndex is the position of a column; the error is an *Error of kind BadRequest.
func columnIndex(schema *arrow.Schema, name string) (int, error) {
	var known []string
	for i, f := range schema.Fields() {
		if f.Name == name {
			return i, nil
		}
		known = append(known, f.Name)
	}
	return 0, fault.Unknown("column", name, known)
}

// Limit returns the first n rows of a record, all of them where it has no more.
// The caller releases the result.
func Limit(rec arrow.Record, n int64) arrow.Record {
	return rec.NewSlice(0, min(max(n, 0), rec.NumRows()))
}

// FitColumns returns the columns of a record that a table can show in lines of
// that many characters. It leaves out those of expendable, in order, until the
// rest fits or there are no more. The types are those of the text formats.
func FitColumns(rec arrow.Record, look Look, width int, expendable []string) []string {
	var names []string
	var widths []int
	total := -len(columnGap)
	for i, c := range cellsOf(rec, nil) {
		name, widest := rec.ColumnName(i), 0
		field := rec.Schema().Field(i)
		for row := range int(rec.NumRows()) {
			widest = max(widest, displayWidth(look.dress(field, string(c.append(nil, row)))))
		}
		widest = look.width(field, widest)
		names, widths = append(names, name), append(widths, widest)
		total += widest + len(columnGap)
	}
	for _, name := range expendable {
		if at := slices.Index(names, name); total > width && at >= 0 {
			total -= widths[at] + len(columnGap)
			names, widths = slices.Delete(names, at, at+1), slices.Delete(widths, at, at+1)
		}
	}
	return names
}

// displayWidth is how many characters wide a table shows a text.
func displayWidth(text string) int {
	return twwidth.WidthWithOptions(fault.Visible(text), twwidth.Options{})
}
