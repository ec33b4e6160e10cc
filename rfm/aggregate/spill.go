package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/tempfile"
)

// buckets is the number of buckets into which the temporary file divides the
// customers of a partition. Each is aggregated on its own.
const buckets = 16

// bucketOf is the bucket of a customer: customers who share a list of orders share
// a bucket.
func bucketOf(hash uint64) int { return hashedList(hash) / (orderLists / buckets) }

// spill is the temporary file of a partition: groups, and rows that hold only an
// order.
type spill struct {
	*tempfile.File
	records [buckets][]spilledRecord
}

type spilledRecord struct {
	number int
	scale  int32 // of the amounts; the schema of the file does not know it
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

// add appends a row without its order, which goes to the column returned.
func (r *spillRows) add(t *hashTable, k key, g *group) *array.Uint64Builder {
	r.id = t.appendID(r.id[:0], k)
	r.Field(0).(*array.StringBuilder).BinaryBuilder.Append(r.id)
	r.Field(1).(*array.Decimal128Builder).Append(decimal128.New(g.sumHi, g.sumLo))
	r.Field(2).(*array.Date32Builder).Append(g.first)
	r.Field(3).(*array.Date32Builder).Append(g.last)
	r.Field(4).(*array.Int64Builder).Append(g.orders)
	return r.Field(5).(*array.Uint64Builder)
}

// write appends the groups and orders of a partition.
func (s *spill) write(p *partition) error {
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
	number, err := s.File.Write(rec)
	s.records[bucket] = append(s.records[bucket], spilledRecord{number, scale})
	return err
}

// each calls add for the rows of a bucket, one buffer at a time.
func (s *spill) each(bucket int, add func(*buffer) error) error {
	rows, orders := make([]transaction, bufferSize), make([]uint64, bufferSize)
	for _, at := range s.records[bucket] {
		rec, err := s.Record(at.number)
		if err != nil {
			return err
		}
		ids, amounts := rec.Column(0).(*array.String), rec.Column(1).(*array.Decimal128)
		first, last := rec.Column(2).(*array.Date32), rec.Column(3).(*array.Date32)
		counts, order := rec.Column(4).(*array.Int64), rec.Column(5).(*array.Uint64)
		text, offsets := ids.ValueBytes(), ids.ValueOffsets()
		for from := 0; from < ids.Len(); from += bufferSize {
			var long []byte
			n := min(bufferSize, ids.Len()-from)
			for i := range n {
				row := from + i
				var k key
				k, long = makeKey(text[offsets[row]:offsets[row+1]], long)
				rows[i] = transaction{key: k, amount: amounts.Value(row), first: first.Value(row), last: last.Value(row),
					orders: counts.Value(row), single: order.IsNull(row)}
				orders[i] = order.Value(row)
			}
			if err := add(&buffer{rows: rows[:n], orders: orders[:n], scale: at.scale, long: long}); err != nil {
				rec.Release()
				return err
			}
		}
		rec.Release()
	}
	return nil
}
