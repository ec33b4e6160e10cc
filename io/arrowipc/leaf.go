package arrowipc

import (
	"fmt"
	"rfm/io/typed"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
)

// leaf is a column of Arrow data, described as the column of a Parquet
// file that holds the same.
type leaf struct {
	typed.Leaf
	path []int // of fields, from the record inwards
}

func newLeaf(name string, f arrow.Field, path []int) leaf {
	leaf := leaf{path: path}
	leaf.Name = name
	t := f.Type
	if e, ok := t.(arrow.ExtensionType); ok {
		t = e.StorageType()
	}
	if d, ok := t.(*arrow.DictionaryType); ok {
		t = d.ValueType
	}
	unreadable := func(format string, args ...any) {
		leaf.Form, leaf.Reason = typed.FormUnreadable, fmt.Sprintf(format, args...)
	}
	leaf.Physical, leaf.Width = parquet.Types.Int64, 8
	switch t := t.(type) {
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Int64Type:
		leaf.Form = typed.FormInt
	case *arrow.Uint8Type, *arrow.Uint16Type, *arrow.Uint32Type, *arrow.Uint64Type:
		leaf.Form = typed.FormUint
	case *arrow.BooleanType:
		leaf.Form = typed.FormBool
	case *arrow.Float32Type:
		leaf.Form, leaf.Physical, leaf.Single = typed.FormFloat, parquet.Types.Float, true
	case *arrow.Float64Type:
		leaf.Form, leaf.Physical = typed.FormFloat, parquet.Types.Double
	case *arrow.Date32Type, *arrow.Date64Type:
		leaf.Form = typed.FormDate
	case *arrow.Time32Type:
		leaf.Form, leaf.Second = typed.FormTime, ticks(t.Unit)
	case *arrow.Time64Type:
		leaf.Form, leaf.Second = typed.FormTime, ticks(t.Unit)
	case *arrow.TimestampType:
		// Seconds are read as milliseconds, the coarsest unit of Parquet.
		leaf.Form, leaf.Second, leaf.UTC = typed.FormTimestamp, max(ticks(t.Unit), 1e3), t.TimeZone != ""
		if zone, err := t.GetZone(); err == nil && t.TimeZone != "" {
			leaf.Zone = zone
		}
	case arrow.DecimalType:
		leaf.Form, leaf.Physical, leaf.Scale, leaf.Precision = typed.FormDecimal, parquet.Types.FixedLenByteArray, t.GetScale(), t.GetPrecision()
		if t.GetPrecision() > value.MaxDecimalDigits {
			unreadable("is a decimal of %d digits; %d are the most that can be read", t.GetPrecision(), value.MaxDecimalDigits)
		} else if leaf.Scale < 0 || leaf.Scale > value.MaxDecimalDigits {
			unreadable("is a decimal of scale %d", leaf.Scale)
		}
	case *arrow.StringType, *arrow.BinaryType, *arrow.LargeStringType, *arrow.LargeBinaryType,
		*arrow.StringViewType, *arrow.BinaryViewType, *arrow.NullType:
		leaf.Form, leaf.Physical, leaf.Width = typed.FormText, parquet.Types.ByteArray, 0
	case *arrow.FixedSizeBinaryType:
		leaf.Form, leaf.Physical, leaf.Width = typed.FormText, parquet.Types.FixedLenByteArray, t.ByteWidth
		if name, _ := f.Metadata.GetValue("ARROW:extension:name"); name == "arrow.uuid" && t.ByteWidth == 16 {
			leaf.Form = typed.FormUUID
		}
	case arrow.ListLikeType:
		unreadable("is a list: it holds several values per row")
	default:
		unreadable("is of type %s, which cannot be read", t)
	}
	return leaf
}

// ticks is the number of a unit in a second.
func ticks(u arrow.TimeUnit) int64 { return 1e9 / int64(u.Multiplier()) }
