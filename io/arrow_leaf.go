package rfmio

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
)

// arrowLeaf is a column of Arrow data, described as the column of a Parquet
// file that holds the same.
type arrowLeaf struct {
	parquetLeaf
	path []int // of fields, from the record inwards
}

func newArrowLeaf(name string, f arrow.Field, path []int) arrowLeaf {
	leaf := arrowLeaf{path: path}
	leaf.name = name
	t := f.Type
	if e, ok := t.(arrow.ExtensionType); ok {
		t = e.StorageType()
	}
	if d, ok := t.(*arrow.DictionaryType); ok {
		t = d.ValueType
	}
	unreadable := func(format string, args ...any) {
		leaf.form, leaf.reason = formUnreadable, fmt.Sprintf(format, args...)
	}
	leaf.physical, leaf.width = parquet.Types.Int64, 8
	switch t := t.(type) {
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Int64Type:
		leaf.form = formInt
	case *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type, *arrow.Uint64Type:
		leaf.form = formUint
	case *arrow.BooleanType:
		leaf.form = formBool
	case *arrow.Float32Type:
		leaf.form, leaf.physical, leaf.single = formFloat, parquet.Types.Float, true
	case *arrow.Float64Type:
		leaf.form, leaf.physical = formFloat, parquet.Types.Double
	case *arrow.Date32Type, *arrow.Date64Type:
		leaf.form = formDate
	case *arrow.Time32Type:
		leaf.form, leaf.second = formTime, ticks(t.Unit)
	case *arrow.Time64Type:
		leaf.form, leaf.second = formTime, ticks(t.Unit)
	case *arrow.TimestampType:
		// Seconds are read as milliseconds, the coarsest unit of Parquet.
		leaf.form, leaf.second, leaf.utc = formTimestamp, max(ticks(t.Unit), 1e3), t.TimeZone != ""
	case arrow.DecimalType:
		leaf.form, leaf.physical, leaf.scale = formDecimal, parquet.Types.FixedLenByteArray, t.GetScale()
		if t.GetPrecision() > maxDecimalDigits {
			unreadable("is a decimal of %d digits; %d are the most that can be read", t.GetPrecision(), maxDecimalDigits)
		} else if leaf.scale < 0 || leaf.scale > maxDecimalDigits {
			unreadable("is a decimal of scale %d", leaf.scale)
		}
	case *arrow.StringType, *arrow.BinaryType, *arrow.LargeStringType, *arrow.LargeBinaryType,
		*arrow.StringViewType, *arrow.BinaryViewType, *arrow.NullType:
		leaf.form, leaf.physical, leaf.width = formText, parquet.Types.ByteArray, 0
	case *arrow.FixedSizeBinaryType:
		leaf.form, leaf.physical, leaf.width = formText, parquet.Types.FixedLenByteArray, t.ByteWidth
		if name, _ := f.Metadata.GetValue("ARROW:extension:name"); name == "arrow.uuid" && t.ByteWidth == 16 {
			leaf.form = formUUID
		}
	case arrow.ListLikeType:
		unreadable("is a list: it holds several values a row")
	default:
		unreadable("is of type %s, which cannot be read", t)
	}
	return leaf
}

// ticks is the number of a unit in a second.
func ticks(u arrow.TimeUnit) int64 { return 1e9 / int64(u.Multiplier()) }
