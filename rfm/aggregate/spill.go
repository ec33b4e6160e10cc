package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/tempfile"
)

// buckets is the number of buckets into which the temporary file divides the
// customers of a partition. Each is aggregated on its own.
const buckets = 4

// bucket is the bucket of an id, by bits of its hash that an index does not use.
func (k idKey) bucket() int { return int(k>>8) % buckets }

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
type spillRows struct{ *array.RecordBuilder }

func newSpillRows() spillRows {
	return spillRows{array.NewRecordBuilder(memory.DefaultAllocator, spillSchema())}
}

// add appends a row without its order, which goes to the column returned.
func (r *spillRows) add(id []byte, s sums) *array.Uint64Builder {
	r.Field(0).(*array.StringBuilder).BinaryBuilder.Append(id)
	r.Field(1).(*array.Decimal128Builder).Append(s.amount)
	r.Field(2).(*array.Date32Builder).Append(s.first)
	r.Field(3).(*array.Date32Builder).Append(s.last)
	r.Field(4).(*array.Int64Builder).Append(s.orders)
	return r.Field(5).(*array.Uint64Builder)
}

// write appends the groups and orders of a partition; it returns ErrOverflow when a
// sum does not fit.
func (s *spill) write(p *partition) error {
	var rows [buckets]spillRows
	for b := range rows {
		rows[b] = newSpillRows()
		defer rows[b].Release()
	}
	for i := range uint32(p.table.count) {
		sums, ok := p.table.sums(i)
		if !ok {
			return rfm.ErrOverflow
		}
		g := p.table.at(i)
		rows[g.key.bucket()].add(p.table.id(g), sums).AppendNull()
	}
	nothing := sums{first: noDay, last: -noDay}
	for chunk := range p.orders.each {
		for _, n := range chunk {
			g := p.table.at(n.group)
			rows[g.key.bucket()].add(p.table.id(g), nothing).Append(n.order())
		}
	}
	for b := range rows {
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

// read adds the rows of a bucket to their partition among all. It returns
// ErrOverflow when a sum does not fit.
func (s *spill) read(bucket int, all *partitions, found *probe) error {
	for _, at := range s.records[bucket] {
		rec, err := s.Record(at.number)
		if err != nil {
			return err
		}
		fits := readSpilled(rec, at.scale, all, found)
		rec.Release()
		if !fits {
			return rfm.ErrOverflow
		}
	}
	return nil
}

// readSpilled adds the rows of a record; false when a sum does not fit.
func readSpilled(rec arrow.Record, scale int32, all *partitions, found *probe) (fits bool) {
	ids, amounts := rec.Column(0).(*array.String), rec.Column(1).(*array.Decimal128)
	first, last := rec.Column(2).(*array.Date32), rec.Column(3).(*array.Date32)
	counts, order := rec.Column(4).(*array.Int64), rec.Column(5).(*array.Uint64)
	text, offsets := ids.ValueBytes(), ids.ValueOffsets()
	id := func(row int) []byte { return text[offsets[row]-offsets[0] : offsets[row+1]-offsets[0]] }
	fits = true
	for from := 0; from < ids.Len(); from += batchSize {
		n := min(batchSize, ids.Len()-from)
		for i := range n {
			found.keys[i] = keyOf(id(from + i))
		}
		found.find(all, n)
		for i := range n {
			row := from + i
			p, number := &all[found.keys[i].partition()], found.numbers[i]
			amount := amounts.Value(row)
			if p.scale != scale {
				var ok bool
				if amount, ok = decimal.Rescale(amount, p.scale-scale); !ok {
					return false
				}
			}
			if g := found.groups[i]; g == nil || !p.table.is(g, found.keys[i], id(row)) {
				number = p.table.findOrInsert(found.keys[i], id(row))
			}
			fits = p.table.addSums(number, sums{wideSums{amount, counts.Value(row)}, first.Value(row), last.Value(row)}) && fits
			if order.IsValid(row) {
				p.orders.add(newOrderEntry(number, order.Value(row)), false)
			}
		}
	}
	return fits
}
