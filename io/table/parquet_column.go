package table

import (
	"encoding/binary"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// decimalBytes is the length of a decimal in Parquet.
const decimalBytes = 16

// appendLevels appends the definition level of each cell: 1, or 0 for null.
func appendLevels(dst []int16, column arrow.Array) []int16 {
	for row := range column.Len() {
		level := int16(1)
		if column.IsNull(row) {
			level = 0
		}
		dst = append(dst, level)
	}
	return dst
}

// writeParquetColumn writes a column of a type that parquetNode accepts; levels
// are nil where the field has no nulls.
func writeParquetColumn(to file.ColumnChunkWriter, column arrow.Array, levels []int16) error {
	switch a := column.(type) {
	case *array.String:
		return writeParquetValues(to, a, levels, texts(a))
	case *array.Boolean:
		return writeParquetValues(to, a, levels, booleans(a))
	case *array.Decimal128:
		return writeParquetValues(to, a, levels, decimals(a.Values()))
	case *array.Float64:
		return writeParquetValues(to, a, levels, a.Float64Values())
	case *array.Date32:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Date32Values()))
	case *array.Int8:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Int8Values()))
	case *array.Int16:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Int16Values()))
	case *array.Int32:
		return writeParquetValues(to, a, levels, a.Int32Values())
	case *array.Int64:
		return writeParquetValues(to, a, levels, a.Int64Values())
	case *array.Uint8:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Uint8Values()))
	case *array.Uint16:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Uint16Values()))
	case *array.Uint32:
		return writeParquetValues(to, a, levels, integersAs[int32](a.Uint32Values()))
	case *array.Uint64:
		return writeParquetValues(to, a, levels, integersAs[int64](a.Uint64Values()))
	}
	panic(fmt.Sprintf("rfmio: no Parquet column for %s", column.DataType()))
}

// writeParquetValues writes the values that are not null.
func writeParquetValues[T any](to file.ColumnChunkWriter, column arrow.Array, levels []int16, values []T) error {
	if column.NullN() > 0 {
		present := values[:0:0]
		for row, v := range values {
			if column.IsValid(row) {
				present = append(present, v)
			}
		}
		values = present
	}
	_, err := to.(interface {
		WriteBatch(values []T, defLevels, repLevels []int16) (int64, error)
	}).WriteBatch(values, levels, nil)
	return err
}

// Texts are the cells of a column, where they are.
func texts(column *array.String) []parquet.ByteArray {
	values := make([]parquet.ByteArray, column.Len())
	if column.Len() == 0 || column.NullN() == column.Len() {
		return values // there may be no buffer
	}
	text, offsets := column.ValueBytes(), column.ValueOffsets()
	for i := range values {
		values[i] = text[offsets[i]-offsets[0] : offsets[i+1]-offsets[0]]
	}
	return values
}

func booleans(column *array.Boolean) []bool {
	values := make([]bool, column.Len())
	for i := range values {
		values[i] = column.Value(i)
	}
	return values
}

// Decimals are the values with the highest byte first. Their memory is not used
// again, since the library keeps the least and the greatest until the end of
// the row group.
func decimals(column []decimal128.Num) []parquet.FixedLenByteArray {
	values, memory := make([]parquet.FixedLenByteArray, len(column)), make([]byte, len(column)*decimalBytes)
	for i, v := range column {
		at := memory[i*decimalBytes:][:decimalBytes:decimalBytes]
		binary.BigEndian.PutUint64(at, uint64(v.HighBits()))
		binary.BigEndian.PutUint64(at[8:], v.LowBits())
		values[i] = at
	}
	return values
}

// integersAs are integers of a type that Parquet has. An unsigned one keeps its
// bits; the column's type says how to read them.
func integersAs[To int32 | int64, From ~int8 | ~int16 | ~int32 | ~uint8 | ~uint16 | ~uint32 | ~uint64](column []From) []To {
	values := make([]To, len(column))
	for i, v := range column {
		values[i] = To(v)
	}
	return values
}
