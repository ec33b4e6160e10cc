package external

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// concat joins records of one schema. The caller releases the result.
func concat(records []arrow.Record) (arrow.Record, error) {
	if len(records) == 1 {
		records[0].Retain()
		return records[0], nil
	}
	first := records[0]
	columns := make([]arrow.Array, first.NumCols())
	rows := int64(0)
	for _, rec := range records {
		rows += rec.NumRows()
	}
	for i := range columns {
		parts := make([]arrow.Array, len(records))
		for k, rec := range records {
			parts[k] = rec.Column(i)
		}
		joined, err := array.Concatenate(parts, memory.DefaultAllocator)
		if err != nil {
			return nil, err
		}
		defer joined.Release()
		columns[i] = joined
	}
	return array.NewRecord(first.Schema(), columns, rows), nil
}

// size is how many bytes the columns of a record take.
func size(rec arrow.Record) int64 {
	n := int64(0)
	for _, column := range rec.Columns() {
		for _, b := range column.Data().Buffers() {
			if b != nil {
				n += int64(b.Len())
			}
		}
	}
	return n
}
