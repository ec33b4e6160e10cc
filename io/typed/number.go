package typed

import (
	"math"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/parquet"
)

// numberConverter picks the loop that makes float64 from a column. What is no
// number is reported.
func numberConverter(leaf *Leaf) func(*Output, int) {
	switch leaf.Form {
	case FormInt:
		return numbersOfInts
	case FormDecimal:
		if leaf.Physical == parquet.Types.Int32 || leaf.Physical == parquet.Types.Int64 {
			return numbersOfDecimals
		}
		return writeNumbers
	case FormFloat, FormUint, FormText:
		return writeNumbers
	default:
		return noNumbers
	}
}

func numbersOfInts(o *Output, n int) {
	for _, v := range o.Column.Ints[:n] {
		o.vector.Numbers = append(o.vector.Numbers, float64(v))
	}
}

// numbersOfDecimals appends decimals that are stored as integers.
func numbersOfDecimals(o *Output, n int) {
	for _, v := range o.Column.Ints[:n] {
		o.vector.Numbers = append(o.vector.Numbers, value.Float(decimal128.FromI64(v), o.Column.Leaf.Scale))
	}
}

func noNumbers(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		if c.Null == nil || !c.Null[i] {
			o.addBad(len(v.Numbers), i, value.ReasonNotANumber)
		}
		v.Numbers = append(v.Numbers, 0)
	}
}

func writeNumbers(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		number, ok := 0.0, false
		if c.Null == nil || !c.Null[i] {
			number, ok = o.number(i)
		}
		switch {
		case ok && !math.IsNaN(number):
		case ok || c.Null != nil && c.Null[i] || c.Leaf.Form == FormText && value.IsBlank(c.text(i)):
			o.markNull(len(v.Numbers))
			number = 0
		default:
			o.addBad(len(v.Numbers), i, value.ReasonNotANumber)
			number = 0
		}
		v.Numbers = append(v.Numbers, number)
	}
}

// Number is value i of the segment as the nearest float64.
func (o *Output) number(i int) (float64, bool) {
	c := o.Column
	switch c.Leaf.Form {
	case FormFloat:
		return c.Floats[i], true
	case FormUint:
		return float64(c.Leaf.unsigned(c.Ints[i])), true
	case FormDecimal:
		n, ok := c.decimal(i)
		return value.Float(n, c.Leaf.Scale), ok
	default:
		v, ok, doubt := o.Want.Form.Numbers.Float(c.text(i))
		if doubt {
			o.addDoubt(len(o.vector.Numbers), i)
		}
		return v, ok
	}
}
