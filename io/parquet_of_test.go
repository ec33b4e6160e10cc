package rfmio

import (
	"bytes"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// parquetOf writes columns of one length, in row groups of the given size.
// The arrays are released.
func parquetOf(t testing.TB, fields []arrow.Field, columns []arrow.Array, groupRows int64) []byte {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	rec := array.NewRecord(schema, columns, int64(columns[0].Len()))
	defer rec.Release()
	for _, c := range columns {
		c.Release()
	}
	tbl := array.NewTableFromRecords(schema, []arrow.Record{rec})
	defer tbl.Release()
	var buf bytes.Buffer
	props := parquet.NewWriterProperties()
	err := pqarrow.WriteTable(tbl, &buf, groupRows, props, pqarrow.NewArrowWriterProperties(pqarrow.WithDeprecatedInt96Timestamps(false)))
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
