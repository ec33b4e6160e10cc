package table

import (
	"cmp"
	"fmt"
	"math"
	"rfm/io/value"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// cellKind is what a text format has to know of a column.
type cellKind uint8

const (
	cellNumber cellKind = iota // digits, sign, point, exponent; or nan, inf, -inf
	cellBool                   // true, false
	cellDate                   // 2024-01-31
	cellText                   // any bytes
)

// cells renders and orders the cells of one column of a record. It is the only
// place that turns values into text, so that every text format shows the same
// digits.
type cells struct {
	kind cellKind
	// Texts are the cells of a text column.
	texts *array.String
	// Plain appends the cell of any other column: ASCII without quotes,
	// blanks or control characters.
	plain func(dst []byte, row int) []byte
	// Compare orders two cells that are not null: negative where i comes first.
	compare func(i, j int) int
	nulls   arrow.Array // nil when no cell is null
	floats  []float64   // of a column that may hold nan
}

// IsNull tells whether a cell holds no value.
func (c *cells) isNull(row int) bool { return c.nulls != nil && c.nulls.IsNull(row) }

// isAbsent tells whether a cell has no place in an order: null or nan.
func (c *cells) isAbsent(row int) bool {
	return c.isNull(row) || c.floats != nil && math.IsNaN(c.floats[row])
}

// Append appends the text of a cell as it is, nothing for a null.
func (c *cells) append(dst []byte, row int) []byte {
	switch {
	case c.isNull(row):
		return dst
	case c.kind == cellText:
		return append(dst, c.texts.Value(row)...)
	default:
		return c.plain(dst, row)
	}
}

// cellsOf resolves the columns of a record, reusing dst.
func cellsOf(rec arrow.Record, dst []cells) []cells {
	dst = dst[:0]
	for _, column := range rec.Columns() {
		c := columnCells(column)
		if column.NullN() > 0 {
			c.nulls = column
		}
		dst = append(dst, c)
	}
	return dst
}

// checkCells tells whether text formats can write every field of the schema.
func checkCells(schema *arrow.Schema) error {
	for _, f := range schema.Fields() {
		switch f.Type.ID() {
		case arrow.STRING, arrow.BOOL, arrow.DATE32, arrow.DECIMAL128, arrow.FLOAT64,
			arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64,
			arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		default:
			return fmt.Errorf("column %s: values of type %s have no form as text", f.Name, f.Type)
		}
	}
	return nil
}

// columnCells resolves one column of a type that checkCells accepts.
func columnCells(column arrow.Array) cells {
	switch a := column.(type) {
	case *array.String:
		return cells{kind: cellText, texts: a, compare: func(i, j int) int {
			return strings.Compare(a.Value(i), a.Value(j))
		}}
	case *array.Boolean:
		return cells{kind: cellBool, plain: func(dst []byte, row int) []byte {
			return strconv.AppendBool(dst, a.Value(row))
		}, compare: func(i, j int) int {
			return compareBools(a.Value(i), a.Value(j))
		}}
	case *array.Date32:
		days, text := a.Date32Values(), value.NewDateText(a.Len())
		return cells{kind: cellDate, plain: func(dst []byte, row int) []byte {
			return text.Append(dst, days[row])
		}, compare: func(i, j int) int {
			return cmp.Compare(days[i], days[j])
		}}
	case *array.Decimal128:
		values, text := a.Values(), value.NewDecimalText(a.DataType().(*arrow.Decimal128Type).Scale)
		return cells{plain: func(dst []byte, row int) []byte {
			return text.Append(dst, values[row])
		}, compare: func(i, j int) int {
			return values[i].Cmp(values[j])
		}}
	case *array.Float64:
		values := a.Float64Values()
		return cells{floats: values, plain: func(dst []byte, row int) []byte {
			return value.AppendFloat(dst, values[row])
		}, compare: func(i, j int) int {
			return cmp.Compare(values[i], values[j])
		}}
	case *array.Int8:
		return integerCells(a.Int8Values())
	case *array.Int16:
		return integerCells(a.Int16Values())
	case *array.Int32:
		return integerCells(a.Int32Values())
	case *array.Int64:
		return integerCells(a.Int64Values())
	case *array.Uint8:
		return integerCells(a.Uint8Values())
	case *array.Uint16:
		return integerCells(a.Uint16Values())
	case *array.Uint32:
		return integerCells(a.Uint32Values())
	case *array.Uint64:
		values := a.Uint64Values()
		return cells{plain: func(dst []byte, row int) []byte {
			return value.AppendUint(dst, values[row])
		}, compare: func(i, j int) int {
			return cmp.Compare(values[i], values[j])
		}}
	}
	panic(fmt.Sprintf("rfmio: no cells for %s", column.DataType()))
}

// integerCells are those of every integer type that fits an int64.
func integerCells[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](values []T) cells {
	return cells{plain: func(dst []byte, row int) []byte {
		return value.AppendInt(dst, int64(values[row]))
	}, compare: func(i, j int) int {
		return cmp.Compare(values[i], values[j])
	}}
}

// compareBools puts false before true.
func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
