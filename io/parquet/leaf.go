package parquet

import (
	"fmt"
	"rfm/io/typed"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

func newLeaf(index int, column *schema.Column) typed.Leaf {
	leaf := typed.Leaf{
		Name:     column.Path(),
		Index:    index,
		Physical: column.PhysicalType(),
		Levels:   uint32(column.MaxDefinitionLevel()),
	}
	unreadable := func(format string, args ...any) {
		leaf.Form, leaf.Reason = typed.FormUnreadable, fmt.Sprintf(format, args...)
	}
	switch leaf.Physical {
	case parquet.Types.Boolean:
		leaf.Form = typed.FormBool
	case parquet.Types.Int32:
		leaf.Form, leaf.Width = typed.FormInt, 4
	case parquet.Types.Int64:
		leaf.Form, leaf.Width = typed.FormInt, 8
	case parquet.Types.Float:
		leaf.Form, leaf.Width, leaf.Single = typed.FormFloat, 4, true
	case parquet.Types.Double:
		leaf.Form, leaf.Width = typed.FormFloat, 8
	case parquet.Types.Int96: // only ever used for instants, in nanoseconds
		leaf.Form, leaf.Width = typed.FormTimestamp, 12
		leaf.Second, leaf.UTC = 1e9, true
	case parquet.Types.ByteArray:
		leaf.Form = typed.FormText
	case parquet.Types.FixedLenByteArray:
		leaf.Form, leaf.Width = typed.FormText, column.TypeLength()
		if leaf.Width <= 0 {
			unreadable("has values of %d bytes", leaf.Width)
		}
	default:
		unreadable("has the unknown physical type %s", leaf.Physical)
	}
	switch logical := column.LogicalType().(type) {
	case *schema.DecimalLogicalType:
		leaf.Form, leaf.Scale, leaf.Precision = typed.FormDecimal, logical.Scale(), logical.Precision()
		if logical.Precision() > value.MaxDecimalDigits {
			unreadable("is a decimal of %d digits; %d are the most that can be read", logical.Precision(), value.MaxDecimalDigits)
		}
		if leaf.Scale < 0 || leaf.Scale > value.MaxDecimalDigits {
			unreadable("is a decimal of scale %d", leaf.Scale)
		}
	case schema.DateLogicalType:
		leaf.Form = typed.FormDate
	case *schema.TimeLogicalType:
		leaf.Form, leaf.Second = typed.FormTime, ticks(logical.TimeUnit())
	case *schema.TimestampLogicalType:
		leaf.Form, leaf.Second, leaf.UTC = typed.FormTimestamp, ticks(logical.TimeUnit()), logical.IsAdjustedToUTC()
	case *schema.IntLogicalType:
		if !logical.IsSigned() {
			leaf.Form = typed.FormUint
		}
	case schema.UUIDLogicalType:
		leaf.Form = typed.FormUUID
	case schema.Float16LogicalType:
		unreadable("holds floats of 16 bits, which cannot be read")
	case schema.IntervalLogicalType:
		unreadable("holds intervals, which cannot be read")
	}
	if column.MaxRepetitionLevel() > 0 {
		unreadable("is a list: it holds several values per row")
	}
	return leaf
}

// ticks is the number of ticks in a second. An unknown unit can only
// come from a corrupt file; it is read as the commonest.
func ticks(unit schema.TimeUnitType) int64 {
	switch unit {
	case schema.TimeUnitMillis:
		return 1e3
	case schema.TimeUnitNanos:
		return 1e9
	default:
		return 1e6
	}
}
