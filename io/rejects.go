package rfmio

import (
	"cmp"
	"encoding/binary"
	"os"
	"rfm/io/source"
	"rfm/io/table"
	"rfm/io/vector"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// rejects keeps the rows left out until their lines are known. What they say
// goes to a temporary file without a name: there may be many of them. It is
// used under the lock of badRows.
type rejects struct {
	file  *os.File // nil before the first row
	buf   []byte
	size  int64 // of the file
	index []rejected
}

// rejected is the place of a row in the input and in the temporary file.
type rejected struct {
	cell   vector.BadCell // its place only
	offset int64
	length int
}

// rejectsSchema is the table of rows left out.
func rejectsSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "file", Type: arrow.BinaryTypes.String},
		{Name: "line", Type: arrow.PrimitiveTypes.Int64},
		{Name: "column", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "value", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "reason", Type: arrow.BinaryTypes.String},
		{Name: "raw", Type: arrow.BinaryTypes.String},
	}, nil)
}

// add keeps a row.
func (r *rejects) add(cell vector.BadCell) (err error) {
	if r.file == nil {
		if r.file, err = source.Nameless(); err != nil {
			return err
		}
	}
	before := len(r.buf)
	for _, text := range []string{cell.Name, cell.Value, cell.Reason, cell.Raw} {
		r.buf = binary.AppendUvarint(r.buf, uint64(len(text)))
		r.buf = append(r.buf, text...)
	}
	place := vector.BadCell{File: cell.File, Morsel: cell.Morsel, Line: cell.Line, Row: cell.Row, Column: cell.Column}
	r.index = append(r.index, rejected{place, r.size + int64(before), len(r.buf) - before})
	if len(r.buf) >= table.FlushSize {
		return r.flush()
	}
	return nil
}

func (r *rejects) flush() error {
	n, err := r.file.Write(r.buf)
	r.size += int64(n)
	r.buf = r.buf[:0]
	return err
}

// Close lets go of the temporary file.
func (r *rejects) close() {
	if r != nil && r.file != nil {
		r.file.Close()
		r.file = nil
	}
}

// write writes the rows as CSV, in the order of the files and lines.
func (r *rejects) write(policy BadRowPolicy, files []*inputFile) error {
	if r.file != nil {
		if err := r.flush(); err != nil {
			return err
		}
	}
	slices.SortFunc(r.index, func(x, y rejected) int { return cmp.Or(x.cell.Compare(y.cell), cmp.Compare(x.offset, y.offset)) })
	b := array.NewRecordBuilder(memory.DefaultAllocator, rejectsSchema())
	defer b.Release()
	csv := table.NewCSVWriter(policy.Rejects, rejectsSchema(), ',')
	if policy.More {
		csv.SkipHeader()
	}
	const rowsAtOnce = 1024
	for len(r.index) > 0 {
		n := min(rowsAtOnce, len(r.index))
		for _, row := range r.index[:n] {
			if err := r.appendRow(b, row, files[row.cell.File]); err != nil {
				return err
			}
		}
		r.index = r.index[n:]
		record := b.NewRecord()
		err := csv.Write(record)
		record.Release()
		if err != nil {
			return err
		}
	}
	return csv.Close()
}

// appendRow reads a row back into the table.
func (r *rejects) appendRow(b *array.RecordBuilder, row rejected, f *inputFile) error {
	r.buf = vector.Resize(r.buf, row.length)
	if _, err := r.file.ReadAt(r.buf, row.offset); err != nil {
		return err
	}
	b.Field(0).(*array.StringBuilder).Append(f.count.Name)
	b.Field(1).(*array.Int64Builder).Append(f.lineOf(row.cell))
	rest := r.buf
	for i := 2; i < 6; i++ {
		length, n := binary.Uvarint(rest)
		text := string(rest[n : n+int(length)])
		rest = rest[n+int(length):]
		column := b.Field(i).(*array.StringBuilder)
		// The whole row stands in raw already.
		if none := i == 2 || i == 3; none && (text == "" || row.cell.Row == vector.WholeRow) {
			column.AppendNull()
		} else {
			column.Append(text)
		}
	}
	return nil
}
