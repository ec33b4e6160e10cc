package rfm

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// SpillError is a temporary file that cannot be written or read back.
type SpillError struct{ Err error }

func (e *SpillError) Error() string {
	return fmt.Sprintf("a temporary file for orders: %v\n  --memory sets when they are needed, TMPDIR where they lie", e.Err)
}

func (e *SpillError) Unwrap() error { return e.Err }

// orderSpill keeps the orders of one part that have no room in memory: an Arrow
// file of groups and orders. The file has no name any more once it is open, so
// that nothing is left of it however the program ends.
type orderSpill struct {
	file    *os.File
	writer  *ipc.FileWriter
	records [orderLists][]int // which records hold the orders of which list
	rows    [orderLists]int
	written int
}

func orderSpillSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "group", Type: arrow.PrimitiveTypes.Uint32},
		{Name: "order", Type: arrow.PrimitiveTypes.Uint64},
	}, nil)
}

// newOrderSpill opens a temporary file.
func newOrderSpill() (*orderSpill, error) {
	file, err := os.CreateTemp("", "rfm-orders-*.arrow")
	if err != nil {
		return nil, &SpillError{err}
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, &SpillError{err}
	}
	writer, err := ipc.NewFileWriter(file, ipc.WithSchema(orderSpillSchema()))
	if err != nil {
		file.Close()
		return nil, &SpillError{err}
	}
	return &orderSpill{file: file, writer: writer}, nil
}

// write appends the orders of a list.
func (s *orderSpill) write(list int, chunks []*orderChunk) error {
	b := array.NewRecordBuilder(memory.DefaultAllocator, orderSpillSchema())
	defer b.Release()
	for _, c := range chunks {
		b.Field(0).(*array.Uint32Builder).AppendValues(c.groups[:c.n], nil)
		b.Field(1).(*array.Uint64Builder).AppendValues(c.orders[:c.n], nil)
	}
	rec := b.NewRecord()
	defer rec.Release()
	if err := s.writer.Write(rec); err != nil {
		return &SpillError{err}
	}
	s.records[list] = append(s.records[list], s.written)
	s.rows[list] += int(rec.NumRows())
	s.written++
	return nil
}

// orderReader reads back what was spilled.
type orderReader struct {
	spill  *orderSpill
	reader *ipc.FileReader
}

// reader ends the writing.
func (s *orderSpill) reader() (*orderReader, error) {
	if err := s.writer.Close(); err != nil {
		return nil, &SpillError{err}
	}
	r, err := ipc.NewFileReader(s.file)
	if err != nil {
		return nil, &SpillError{err}
	}
	return &orderReader{s, r}, nil
}

// each calls yield for the orders of a list.
func (r *orderReader) each(list int, yield func(group uint32, order uint64)) error {
	for _, number := range r.spill.records[list] {
		rec, err := r.reader.RecordAt(number)
		if err != nil {
			return &SpillError{err}
		}
		groups, orders := rec.Column(0).(*array.Uint32).Uint32Values(), rec.Column(1).(*array.Uint64).Uint64Values()
		for i, g := range groups {
			yield(g, orders[i])
		}
		rec.Release()
	}
	return nil
}

func (r *orderReader) close() {
	r.reader.Close()
	r.spill.file.Close()
}
