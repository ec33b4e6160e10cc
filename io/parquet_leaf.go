package rfmio

import (
	"fmt"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

func newParquetLeaf(index int, column *schema.Column) parquetLeaf {
	leaf := parquetLeaf{
		name:     column.Path(),
		index:    index,
		physical: column.PhysicalType(),
		levels:   uint32(column.MaxDefinitionLevel()),
	}
	unreadable := func(format string, args ...any) {
		leaf.form, leaf.reason = formUnreadable, fmt.Sprintf(format, args...)
	}
	switch leaf.physical {
	case parquet.Types.Boolean:
		leaf.form = formBool
	case parquet.Types.Int32:
		leaf.form, leaf.width = formInt, 4
	case parquet.Types.Int64:
		leaf.form, leaf.width = formInt, 8
	case parquet.Types.Float:
		leaf.form, leaf.width, leaf.single = formFloat, 4, true
	case parquet.Types.Double:
		leaf.form, leaf.width = formFloat, 8
	case parquet.Types.Int96: // only ever used for instants, in nanoseconds
		leaf.form, leaf.width = formTimestamp, 12
		leaf.second, leaf.utc = 1e9, true
	case parquet.Types.ByteArray:
		leaf.form = formText
	case parquet.Types.FixedLenByteArray:
		leaf.form, leaf.width = formText, column.TypeLength()
		if leaf.width <= 0 {
			unreadable("has values of %d bytes", leaf.width)
		}
	default:
		unreadable("has the unknown physical type %s", leaf.physical)
	}
	switch logical := column.LogicalType().(type) {
	case *schema.DecimalLogicalType:
		leaf.form, leaf.scale = formDecimal, logical.Scale()
		if logical.Precision() > maxDecimalDigits {
			unreadable("is a decimal of %d digits; %d are the most that can be read", logical.Precision(), maxDecimalDigits)
		}
		if leaf.scale < 0 || leaf.scale > maxDecimalDigits {
			unreadable("is a decimal of scale %d", leaf.scale)
		}
	case schema.DateLogicalType:
		leaf.form = formDate
	case *schema.TimeLogicalType:
		leaf.form, leaf.second = formTime, parquetTicks(logical.TimeUnit())
	case *schema.TimestampLogicalType:
		leaf.form, leaf.second, leaf.utc = formTimestamp, parquetTicks(logical.TimeUnit()), logical.IsAdjustedToUTC()
	case *schema.IntLogicalType:
		if !logical.IsSigned() {
			leaf.form = formUint
		}
	case schema.UUIDLogicalType:
		leaf.form = formUUID
	case schema.Float16LogicalType:
		unreadable("holds floats of 16 bits, which cannot be read")
	case schema.IntervalLogicalType:
		unreadable("holds intervals, which cannot be read")
	}
	if column.MaxRepetitionLevel() > 0 {
		unreadable("is a list: it holds several values a row")
	}
	return leaf
}

// parquetTicks is the number of ticks in a second. An unknown unit can only
// come from a corrupt file; it is read as the commonest.
func parquetTicks(unit schema.TimeUnitType) int64 {
	switch unit {
	case schema.TimeUnitMillis:
		return 1e3
	case schema.TimeUnitNanos:
		return 1e9
	default:
		return 1e6
	}
}
