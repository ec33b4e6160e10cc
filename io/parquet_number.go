package rfmio

import "math"

// numberConverter picks the loop that makes float64 from a column. What is no
// number is reported.
func numberConverter(leaf *parquetLeaf) func(*parquetOutput, int) {
	switch leaf.form {
	case formInt:
		return numbersOfInts
	case formFloat, formUint, formDecimal, formText:
		return writeNumbers
	default:
		return noNumbers
	}
}

func numbersOfInts(o *parquetOutput, n int) {
	for _, v := range o.column.ints[:n] {
		o.vector.numbers = append(o.vector.numbers, float64(v))
	}
}

func noNumbers(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		if c.null == nil || !c.null[i] {
			o.addBad(len(v.numbers), i, notANumber)
		}
		v.numbers = append(v.numbers, 0)
	}
}

func writeNumbers(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		number, ok := 0.0, false
		if c.null == nil || !c.null[i] {
			number, ok = o.number(i)
		}
		switch {
		case ok && !math.IsNaN(number):
		case ok || c.null != nil && c.null[i] || c.leaf.form == formText && isBlank(c.text(i)):
			o.markNull(len(v.numbers))
			number = 0
		default:
			o.addBad(len(v.numbers), i, notANumber)
			number = 0
		}
		v.numbers = append(v.numbers, number)
	}
}

// number is value i of the segment as the nearest float64.
func (o *parquetOutput) number(i int) (float64, bool) {
	c := o.column
	switch c.leaf.form {
	case formFloat:
		return c.floats[i], true
	case formUint:
		return float64(c.leaf.unsigned(c.ints[i])), true
	case formDecimal:
		n, ok := c.decimal(i)
		return n.ToFloat64(c.leaf.scale), ok
	default:
		v, ok, doubt := o.want.form.numbers.float(c.text(i))
		if doubt {
			o.addDoubt(len(o.vector.numbers), i)
		}
		return v, ok
	}
}
