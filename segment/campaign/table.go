package campaign

import (
	"math"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// table is a record in the making: a list of columns, each a field and what
// appends a row.
type table struct {
	rows    int
	percent int32 // decimals of percentages
	whole   bool  // counts and flags are null, while it is set
	fields  []arrow.Field
	appends []func(b array.Builder, i int) error
}

func (t *table) add(name string, of arrow.DataType, nullable bool, appendRow func(b array.Builder, i int) error) {
	t.fields = append(t.fields, arrow.Field{Name: name, Type: of, Nullable: nullable})
	t.appends = append(t.appends, appendRow)
}

func (t *table) text(name string, of func(i int) string) {
	t.add(name, arrow.BinaryTypes.String, false, func(b array.Builder, i int) error {
		b.(*array.StringBuilder).Append(of(i))
		return nil
	})
}

func (t *table) count(name string, of func(i int) int64) {
	null := t.whole
	t.add(name, arrow.PrimitiveTypes.Int64, true, func(b array.Builder, i int) error {
		if null {
			b.AppendNull()
		} else {
			b.(*array.Int64Builder).Append(of(i))
		}
		return nil
	})
}

func (t *table) flag(name string, of func(i int) bool) {
	null := t.whole
	t.add(name, arrow.FixedWidthTypes.Boolean, true, func(b array.Builder, i int) error {
		if null {
			b.AppendNull()
		} else {
			b.(*array.BooleanBuilder).Append(of(i))
		}
		return nil
	})
}

// decimal adds numbers that are rounded to so many decimals, halves to even; nil
// is null.
func (t *table) decimal(name string, scale int32, of func(i int) *big.Rat) {
	t.add(name, rfm.Money(scale), true, func(b array.Builder, i int) error {
		value := of(i)
		if value == nil {
			b.AppendNull()
			return nil
		}
		n, ok := decimal.DivideBig(new(big.Int).Mul(value.Num(), decimal.Pow10(scale)), value.Denom())
		if !ok {
			return rfm.ErrOverflow
		}
		b.(*array.Decimal128Builder).Append(n)
		return nil
	})
}

// float adds numbers that are statistics; NaN is null.
func (t *table) float(name string, scale int32, of func(i int) float64) {
	t.decimal(name, scale, func(i int) *big.Rat {
		v := of(i)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return new(big.Rat).SetFloat64(v)
	})
}

// record makes the record.
func (t *table) record(mem memory.Allocator) (arrow.Record, error) {
	b := array.NewRecordBuilder(mem, arrow.NewSchema(t.fields, nil))
	defer b.Release()
	for column := range t.fields {
		for i := range t.rows {
			if err := t.appends[column](b.Field(column), i); err != nil {
				return nil, err
			}
		}
	}
	return b.NewRecord(), nil
}
