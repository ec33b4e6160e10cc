package customerfile

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// Record is some rows of the table by customer id, with all columns and a further
// one where extra has a name. Columns that rfm score writes have its types, so
// that other programs find numbers and days; all others are text as it stands in
// the file. The caller releases it.
func (t *Table) Record(keep func(row int) bool, extra string, value func(row int) string) arrow.Record {
	var rows []int
	for i := range t.rows {
		if keep(i) {
			rows = append(rows, i)
		}
	}
	if t.IDs != nil {
		slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(t.IDs[a], t.IDs[b]) })
	}
	var fields []arrow.Field
	var columns []arrow.Array
	for k, name := range t.names {
		column := typed(name, func(i int) string { return t.Text(k, rows[i]) }, len(rows))
		defer column.Release()
		fields = append(fields, arrow.Field{Name: name, Type: column.DataType(), Nullable: true})
		columns = append(columns, column)
	}
	if extra != "" {
		column := texts(func(i int) string { return value(rows[i]) }, len(rows))
		defer column.Release()
		fields = append(fields, arrow.Field{Name: extra, Type: column.DataType()})
		columns = append(columns, column)
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(len(rows)))
}

// typed is a column as rfm score writes it, or as text.
func typed(name string, text func(i int) string, n int) arrow.Array {
	var column arrow.Array
	switch name {
	case rfm.FieldRecency, rfm.FieldOrders, rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore:
		column = integers(text, n)
	case rfm.FieldFirstOrder, rfm.FieldLastOrder:
		column = days(text, n)
	case rfm.FieldMonetary, rfm.FieldAverage:
		column = amounts(text, n)
	}
	if column == nil {
		column = texts(text, n)
	}
	return column
}

func texts(text func(i int) string, n int) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	for i := range n {
		if cell := text(i); cell == "" {
			b.AppendNull()
		} else {
			b.Append(cell)
		}
	}
	return b.NewArray()
}

// integers is nil where a cell is no whole number.
func integers(text func(i int) string, n int) arrow.Array {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	defer b.Release()
	for i := range n {
		cell := text(i)
		if cell == "" {
			b.AppendNull()
			continue
		}
		v, err := strconv.ParseInt(cell, 10, 64)
		if err != nil {
			return nil
		}
		b.Append(v)
	}
	return b.NewArray()
}

// days is nil where a cell is not a date.
func days(text func(i int) string, n int) arrow.Array {
	b := array.NewDate32Builder(memory.DefaultAllocator)
	defer b.Release()
	for i := range n {
		cell := text(i)
		if cell == "" {
			b.AppendNull()
			continue
		}
		day, err := time.Parse(time.DateOnly, cell)
		if err != nil {
			return nil
		}
		b.Append(arrow.Date32FromTime(day))
	}
	return b.NewArray()
}

// amounts is nil where a cell is no plain decimal, or the column does not fit 38
// digits.
func amounts(text func(i int) string, n int) arrow.Array {
	scale := 0
	for i := range n {
		_, fraction, _ := strings.Cut(text(i), ".")
		scale = max(scale, len(fraction))
	}
	if scale > 37 {
		return nil
	}
	b := array.NewDecimal128Builder(memory.DefaultAllocator, &arrow.Decimal128Type{Precision: 38, Scale: int32(scale)})
	defer b.Release()
	for i := range n {
		cell := text(i)
		if cell == "" {
			b.AppendNull()
			continue
		}
		whole, fraction, _ := strings.Cut(cell, ".")
		v, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10)
		if !ok || v.BitLen() > 126 || !decimal128.FromBigInt(v).FitsInPrecision(38) {
			return nil
		}
		b.Append(decimal128.FromBigInt(v))
	}
	return b.NewArray()
}
