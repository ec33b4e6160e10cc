package app

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/io/table"
)

// Count writes a number with thousands signs.
func Count[T int | int64](n T) string { return Grouped(strconv.FormatInt(int64(n), 10)) }

// Counted writes a number and what it counts: "1 customer", "4,339 customers";
// what it counts is in the singular.
func Counted[T int | int64](n T, what string) string { return Count(n) + " " + Plural(n, what) }

// Plural is the word for n of what, which is in the singular.
func Plural[T int | int64](n T, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}

// Money writes an amount with thousands signs.
func Money(n decimal128.Num, scale int32) string { return Grouped(n.ToString(scale)) }

// Exact is an amount as a number that has no bounds.
func Exact(n decimal128.Num, scale int32) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(n.BigInt(), unit)
}

// Grouped puts thousands signs into the whole part of a number.
func Grouped(s string) string { return table.Grouped(s) }

// Percent writes a share with one decimal, a small one with as many as show it.
func Percent(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "0 %"
	}
	share := new(big.Rat).Quo(part, whole)
	share.Mul(share, big.NewRat(100, 1))
	text := share.FloatString(1)
	for decimals := 2; decimals <= 6 && share.Sign() != 0 && strings.Trim(text, "-0.") == ""; decimals++ {
		text = share.FloatString(decimals)
	}
	return text + " %"
}

// Day writes a day as YYYY-MM-DD.
func Day(day arrow.Date32) string { return day.FormattedString() }

// List joins texts with commas.
func List(texts []string) string { return strings.Join(texts, ", ") }

// roundedDigits is how many digits of a float a screen shows.
const roundedDigits = 4

// RoundFloats is a record whose floats are rounded for a screen. The caller
// releases it.
func RoundFloats(rec arrow.Record) arrow.Record {
	columns := slices.Clone(rec.Columns())
	for i, c := range columns {
		floats, is := c.(*array.Float64)
		if !is {
			continue
		}
		b := array.NewFloat64Builder(memory.DefaultAllocator)
		defer b.Release()
		for k := range floats.Len() {
			if floats.IsNull(k) {
				b.AppendNull()
				continue
			}
			rounded, _ := strconv.ParseFloat(strconv.FormatFloat(floats.Value(k), 'g', roundedDigits, 64), 64)
			b.Append(rounded)
		}
		columns[i] = b.NewArray()
		defer columns[i].Release()
	}
	return array.NewRecord(rec.Schema(), columns, rec.NumRows())
}
