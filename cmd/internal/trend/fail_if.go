package trend

import (
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/cmd/internal/failif"
	"rfm/rfm/period"
)

// failGroups are what --fail-if can look at: the numbers of complete periods.
func failGroups(schema *arrow.Schema) []failif.Group {
	var numbers []string
	for _, f := range schema.Fields() {
		if isNumber(f.Type) {
			numbers = append(numbers, f.Name)
		}
	}
	return []failif.Group{
		{Name: "last", Numbers: numbers, Absent: "no period is complete"},
		{Name: "before", Numbers: numbers, Absent: "there is no period before the last complete one"},
		{Name: "year_before", Numbers: numbers, Absent: "the data have no such period of the year before"},
	}
}

func isNumber(t arrow.DataType) bool { return arrow.IsInteger(t.ID()) || arrow.IsDecimal(t.ID()) }

// failValues are the numbers of the last complete period, the one before and the
// same one of the year before; rec has all periods.
func failValues(rec arrow.Record, grid *period.Grid) [][]float64 {
	values := make([][]float64, 3)
	last := grid.LastComplete()
	if last < 0 {
		return values
	}
	values[0] = rowOf(rec, last)
	for i, c := range []period.Comparison{period.Previous, period.YearBefore} {
		if p, ok := grid.Before(last, c); ok {
			values[1+i] = rowOf(rec, p)
		}
	}
	return values
}

// rowOf are the numbers of a row; NaN for those that are not known.
func rowOf(rec arrow.Record, row int) (values []float64) {
	for _, column := range rec.Columns() {
		if !isNumber(column.DataType()) {
			continue
		}
		v := math.NaN()
		if column.IsValid(row) {
			switch column := column.(type) {
			case *array.Int64:
				v = float64(column.Value(row))
			case *array.Decimal128:
				v = column.Value(row).ToFloat64(column.DataType().(*arrow.Decimal128Type).Scale)
			}
		}
		values = append(values, v)
	}
	return values
}
