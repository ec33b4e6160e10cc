package aggregate

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// SpillError is a temporary file that cannot be written or read back.
type SpillError struct{ Err error }

func (e *SpillError) Error() string {
	return fmt.Sprintf("a temporary file for customers: %v\n  --memory sets when they are needed, TMPDIR where they lie", e.Err)
}

func (e *SpillError) Unwrap() error { return e.Err }

// tempFile is an Arrow file without a name, so that nothing is left of it
// however the program ends.
type tempFile struct {
	file    *os.File
	writer  *ipc.FileWriter
	reader  *ipc.FileReader // once it is read
	written int             // records
}

func newTempFile(schema *arrow.Schema) (*tempFile, error) {
	file, err := os.CreateTemp("", "rfm-*.arrow")
	if err != nil {
		return nil, &SpillError{err}
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, &SpillError{err}
	}
	writer, err := ipc.NewFileWriter(file, ipc.WithSchema(schema))
	if err != nil {
		file.Close()
		return nil, &SpillError{err}
	}
	return &tempFile{file: file, writer: writer}, nil
}

// write appends a record and returns its number.
func (t *tempFile) write(rec arrow.Record) (int, error) {
	if err := t.writer.Write(rec); err != nil {
		return 0, &SpillError{err}
	}
	t.written++
	return t.written - 1, nil
}

// read ends the writing.
func (t *tempFile) read() (err error) {
	if err := t.writer.Close(); err != nil {
		return &SpillError{err}
	}
	if t.reader, err = ipc.NewFileReader(t.file); err != nil {
		return &SpillError{err}
	}
	return nil
}

// record is a record of the file, which the caller releases.
func (t *tempFile) record(number int) (arrow.Record, error) {
	rec, err := t.reader.RecordAt(number)
	if err != nil {
		return nil, &SpillError{err}
	}
	return rec, nil
}

func (t *tempFile) close() { t.file.Close() }

// buckets is the number of pieces into which the customers of a part fall in its
// temporary file. Each of them is finished alone.
const buckets = 16

// bucketOf is the bucket of a customer: some of those that have a list of orders
// in common.
func bucketOf(hash uint64) int { return hashedList(hash) / (orderLists / buckets) }

// spill is what a part held when there was no more room, as rows that were added
// up, and rows of nothing but an order.
type spill struct {
	*tempFile
	records [buckets][]spilledRecord
}

type spilledRecord struct {
	number int
	scale  int32 // of the amounts, whatever the file says
}

func spillSchema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{
		{Name: "customer", Type: arrow.BinaryTypes.String},
		{Name: "amount", Type: rfm.Money(0)},
		{Name: "first", Type: arrow.FixedWidthTypes.Date32},
		{Name: "last", Type: arrow.FixedWidthTypes.Date32},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64},
		{Name: "order", Type: arrow.PrimitiveTypes.Uint64, Nullable: true},
	}, nil)
}

// spillRows builds the record of a bucket.
type spillRows struct {
	*array.RecordBuilder
	id []byte
}

func newSpillRows() spillRows {
	return spillRows{RecordBuilder: array.NewRecordBuilder(memory.DefaultAllocator, spillSchema())}
}

// Add appends a row but for its order, which goes to the column returned.
func (r *spillRows) add(t *groupTable, k key, g *group) *array.Uint64Builder {
	r.id = t.appendID(r.id[:0], k)
	r.Field(0).(*array.StringBuilder).BinaryBuilder.Append(r.id)
	r.Field(1).(*array.Decimal128Builder).Append(decimal128.New(g.sumHi, g.sumLo))
	r.Field(2).(*array.Date32Builder).Append(g.first)
	r.Field(3).(*array.Date32Builder).Append(g.last)
	r.Field(4).(*array.Int64Builder).Append(g.orders)
	return r.Field(5).(*array.Uint64Builder)
}

// write appends what a part holds.
func (s *spill) write(p *part) error {
	var rows [buckets]spillRows
	for b := range rows {
		rows[b] = newSpillRows()
		defer rows[b].Release()
	}
	for i := range uint32(p.table.count) {
		g := p.table.at(i)
		rows[bucketOf(g.key.hash())].add(&p.table, g.key, g).AppendNull()
	}
	nothing := group{first: noDay, last: -noDay}
	for b := range rows {
		for n := range p.orders.ofBucket(b) {
			rows[b].add(&p.table, p.table.at(n.group).key, &nothing).Append(n.order())
		}
		if err := s.writeBucket(b, rows[b], p.scale); err != nil {
			return err
		}
	}
	return nil
}

func (s *spill) writeBucket(bucket int, rows spillRows, scale int32) error {
	rec := rows.NewRecord()
	defer rec.Release()
	if rec.NumRows() == 0 {
		return nil
	}
	number, err := s.tempFile.write(rec)
	s.records[bucket] = append(s.records[bucket], spilledRecord{number, scale})
	return err
}

// each calls add for the rows of a bucket, a lot at a time.
func (s *spill) each(bucket int, add func(*lot) error) error {
	sales, orders := make([]sale, lotSize), make([]uint64, lotSize)
	for _, at := range s.records[bucket] {
		rec, err := s.record(at.number)
		if err != nil {
			return err
		}
		ids, amounts := rec.Column(0).(*array.String), rec.Column(1).(*array.Decimal128)
		first, last := rec.Column(2).(*array.Date32), rec.Column(3).(*array.Date32)
		counts, order := rec.Column(4).(*array.Int64), rec.Column(5).(*array.Uint64)
		text, offsets := ids.ValueBytes(), ids.ValueOffsets()
		for from := 0; from < ids.Len(); from += lotSize {
			var long []byte
			n := min(lotSize, ids.Len()-from)
			for i := range n {
				row := from + i
				var k key
				k, long = makeKey(text[offsets[row]:offsets[row+1]], long)
				sales[i] = sale{key: k, amount: amounts.Value(row), first: first.Value(row), last: last.Value(row),
					orders: counts.Value(row), single: order.IsNull(row)}
				orders[i] = order.Value(row)
			}
			if err := add(&lot{sales: sales[:n], orders: orders[:n], scale: at.scale, long: long}); err != nil {
				rec.Release()
				return err
			}
		}
		rec.Release()
	}
	return nil
}
