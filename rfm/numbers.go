package rfm

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// numbers is a column of decimals or of integers, which engines write for what is
// always whole. Nulls are zeros. The zero value is a column that is not there.
type numbers struct {
	decimals *array.Decimal128
	integers func(i int) int64
	nulls    arrow.Array
	scale    int32
}

func newNumbers(column arrow.Array) (numbers, error) {
	n := numbers{nulls: column}
	switch c := column.(type) {
	case *array.Decimal128:
		n.decimals, n.scale = c, c.DataType().(*arrow.Decimal128Type).Scale
	case *array.Int64:
		n.integers = c.Value
	case *array.Int32:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Int16:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Int8:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Uint64:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Uint32:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Uint16:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	case *array.Uint8:
		n.integers = func(i int) int64 { return int64(c.Value(i)) }
	default:
		return n, fmt.Errorf("%s is neither an integer nor a decimal", column.DataType())
	}
	return n, nil
}

func (n *numbers) there() bool { return n.nulls != nil }

// at is value i with the scale of the column.
func (n *numbers) at(i int) decimal128.Num {
	switch {
	case n.nulls == nil || n.nulls.IsNull(i):
		return decimal128.Num{}
	case n.decimals != nil:
		return n.decimals.Value(i)
	}
	return decimal128.FromI64(n.integers(i))
}

// rescaled is value i with a scale that is that of the column or more; false when
// it needs more than 38 digits.
func (n *numbers) rescaled(i int, scale int32) (decimal128.Num, bool) {
	return decimal.Rescale(n.at(i), scale-n.scale)
}

// text is value i as a number is written.
func (n *numbers) text(i int) string { return n.at(i).ToString(n.scale) }

// whole is value i as an integer; false when it has a fraction or does not fit.
func (n *numbers) whole(i int) (int64, bool) {
	v := n.at(i)
	if n.scale > 0 {
		whole, rest := v.Div(decimal128.GetScaleMultiplier(int(n.scale)))
		if rest.Sign() != 0 {
			return 0, false
		}
		v = whole
	}
	small := int64(v.LowBits())
	return small, v.HighBits() == small>>63
}
