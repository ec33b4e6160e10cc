package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// column says which cells the values of a field become.
type column struct {
	name string
	// format is the number format of its cells; empty for the general one.
	format string
	// numeric tells of a text column that some of its texts are numbers. Excel
	// would mark them as mistakes.
	numeric bool
	// asText counts numbers and days that are written as text: those of more than
	// 15 digits, and those before March 1900.
	asText int64
}

// textFormat keeps what is typed into a cell as text.
const textFormat = "@"

// firstDay is the first day that Excel counts right: 1 March 1900, its day 61.
const (
	firstDay       = arrow.Date32(-25508)
	firstDaySerial = 61
)

// newColumn is the column of a field. Percentages are told by their names:
// _pct counts from 0 to 100, _share and p_ from 0 to 1.
func newColumn(f arrow.Field) (*column, error) {
	c := &column{name: f.Name}
	switch t := f.Type.(type) {
	case *arrow.StringType, *arrow.BooleanType:
	case *arrow.Date32Type:
		c.format = "yyyy-mm-dd"
	case *arrow.Decimal128Type:
		c.format = "#,##0"
		if t.Scale > 0 {
			c.format += "." + strings.Repeat("0", int(t.Scale))
		}
	case *arrow.Float64Type:
	default:
		if !arrow.IsInteger(f.Type.ID()) {
			return nil, fmt.Errorf("column %s: values of type %s have no form in a workbook", f.Name, f.Type)
		}
		c.format = "0"
	}
	switch {
	case arrow.IsFloating(f.Type.ID()) && (strings.HasSuffix(f.Name, "_share") || strings.HasPrefix(f.Name, "p_")):
		c.format = "0.0%"
	case strings.HasSuffix(f.Name, "_pct") && c.format != "":
		c.format = `0.0\%`
	}
	return c, nil
}

// value is a cell of the column: nil, a bool, an int64, a float64 of at most 15
// digits, or a text.
func (c *column) value(a arrow.Array, row int) (any, error) {
	if a.IsNull(row) {
		return nil, nil
	}
	switch a := a.(type) {
	case *array.String:
		return c.text(a.Value(row))
	case *array.Boolean:
		return a.Value(row), nil
	case *array.Date32:
		if day := a.Value(row); day >= firstDay && day <= lastDay {
			return int64(day-firstDay) + firstDaySerial, nil
		}
		c.asText++
		return a.Value(row).FormattedString(), nil
	case *array.Decimal128:
		return c.number(a.Value(row).ToString(a.DataType().(*arrow.Decimal128Type).Scale)), nil
	case *array.Float64:
		v := a.Value(row)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, nil
		}
		// excelize would cut digits behind the 15th off, Excel rounds them.
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 14, 64), 64)
		return v, nil
	}
	return c.number(a.ValueStr(row)), nil
}

// lastDay is 31 December 9999.
var lastDay = arrow.Date32FromTime(time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC))

// number is a decimal as a number, or as text where it has more digits than
// Excel keeps.
func (c *column) number(plain string) any {
	const maxDigits = 15
	digits := strings.TrimLeft(strings.ReplaceAll(strings.TrimPrefix(plain, "-"), ".", ""), "0")
	if strings.Contains(plain, ".") {
		digits = strings.TrimRight(digits, "0")
	}
	v, err := strconv.ParseFloat(plain, 64)
	if len(digits) > maxDigits || err != nil {
		c.asText++
		return plain
	}
	return v
}

func (c *column) text(s string) (any, error) {
	s = cellText(s)
	if len(s) > maxText && units(s) > maxText {
		return nil, &LimitError{Message: fmt.Sprintf("column %s has a text of %d characters; a cell of Excel holds %d", c.name, units(s), maxText), Hint: "leave the column out, or write .csv or .parquet"}
	}
	return s, nil
}

// shown is a cell about as Excel shows it, for the width of its column.
func (c *column) shown(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		first, _, _ := strings.Cut(v, "\n")
		return first
	case bool:
		return "FALSE"
	case int64:
		return "2006-01-02"
	case float64:
		_, decimals, _ := strings.Cut(c.format, ".")
		if strings.HasPrefix(c.format, "#,##0") {
			whole := strconv.FormatFloat(math.Trunc(v), 'f', 0, 64)
			return whole + strings.Repeat(",", len(whole)/3) + "." + decimals
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
