package typed

import (
	"encoding/binary"
	"math"
	"rfm/io/value"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/parquet"
)

// decimalConverter picks the loop that makes exact decimals from a column.
func decimalConverter(leaf *Leaf) func(*Output, int) {
	switch leaf.Form {
	case FormInt:
		return decimalsOfInts
	case FormDecimal:
		if leaf.Physical == parquet.Types.Int32 || leaf.Physical == parquet.Types.Int64 {
			return decimalsOfInts
		}
		return decimalsOfBytes
	case FormUint:
		return decimalsOfUints
	case FormFloat:
		return decimalsOfFloats
	case FormText:
		return parseDecimals
	default:
		return noDecimals
	}
}

// decimalsOfInts appends integers, or decimals in them, at the column's scale.
func decimalsOfInts(o *Output, n int) {
	v := &o.vector
	v.Scale = o.Column.Leaf.Scale
	row := len(v.Decimals)
	v.Decimals = slices.Grow(v.Decimals, n)[:row+n]
	out := v.Decimals[row:]
	for i, unscaled := range o.Column.Ints[:n] {
		out[i] = decimal128.New(unscaled>>63, uint64(unscaled))
	}
	// Bits that a disk or a copy has flipped often give more digits than there can
	// be.
	if leaf := o.Column.Leaf; leaf.Form == FormDecimal && leaf.Precision > 0 && leaf.Precision < 19 {
		below := int64(math.Pow10(int(leaf.Precision))) // exact up to 10^18
		for i, n := range o.Column.Ints[:n] {
			if (n >= below || n <= -below) && (o.Column.Null == nil || !o.Column.Null[i]) {
				o.addBad(row+i, i, value.ReasonTooPrecise)
				out[i] = decimal128.Num{}
			}
		}
	}
}

func decimalsOfUints(o *Output, n int) {
	v := &o.vector
	for _, value := range o.Column.Ints[:n] {
		v.Decimals = append(v.Decimals, decimal128.FromU64(o.Column.Leaf.unsigned(value)))
	}
}

// decimalsOfBytes appends decimals that are stored as byte arrays.
func decimalsOfBytes(o *Output, n int) {
	v, c := &o.vector, o.Column
	v.Scale = c.Leaf.Scale
	for i := range n {
		var amount decimal128.Num
		if c.Null == nil || !c.Null[i] {
			var ok bool
			if amount, ok = c.decimal(i); !ok {
				o.addBad(len(v.Decimals), i, value.ReasonTooWide)
			} else if c.Leaf.Precision > 0 && !amount.FitsInPrecision(c.Leaf.Precision) {
				o.addBad(len(v.Decimals), i, value.ReasonTooPrecise)
				amount = decimal128.Num{}
			}
		}
		v.Decimals = append(v.Decimals, amount)
	}
}

// Decimal is value i of a segment of decimals, without its scale.
func (c *Column) decimal(i int) (decimal128.Num, bool) {
	if c.Leaf.Physical == parquet.Types.Int32 || c.Leaf.Physical == parquet.Types.Int64 {
		return decimal128.FromI64(c.Ints[i]), true
	}
	return bigEndianDecimal(c.text(i))
}

// bigEndianDecimal reads an integer in two's complement. More than 16 bytes
// are right if those before only repeat the sign.
func bigEndianDecimal(b []byte) (decimal128.Num, bool) {
	if len(b) == 0 {
		return decimal128.Num{}, true
	}
	sign := int8(b[0]) >> 7 // 0 or -1
	for ; len(b) > 16; b = b[1:] {
		if int8(b[0]) != sign || int8(b[1])>>7 != sign {
			return decimal128.Num{}, false
		}
	}
	var wide [16]byte
	for i := range wide[:16-len(b)] {
		wide[i] = byte(sign)
	}
	copy(wide[16-len(b):], b)
	return decimal128.New(int64(binary.BigEndian.Uint64(wide[:8])), binary.BigEndian.Uint64(wide[8:])), true
}

// decimalsOfFloats appends floats at their shortest decimal form.
func decimalsOfFloats(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		x := c.Floats[i]
		if c.Null != nil && c.Null[i] {
			v.Decimals = append(v.Decimals, decimal128.Num{})
			continue
		}
		if !c.Leaf.Single {
			if m, places, ok := shortDecimal(x, o.places); ok {
				o.places = places
				// The usual case: the scale of the rows before fits.
				if int32(places) == v.Scale {
					v.Decimals = append(v.Decimals, decimal128.New(m>>63, uint64(m)))
				} else {
					o.addDecimal(i, decimal128.New(m>>63, uint64(m)), int32(places))
				}
				continue
			}
		}
		switch m, scale, ok := shortestDecimal(x, c.Leaf.Single); {
		case ok:
			o.addDecimal(i, m, scale)
		case math.IsNaN(x) || math.IsInf(x, 0):
			o.addBadDecimal(i, value.ReasonNotANumber)
		default:
			o.addBadDecimal(i, value.ReasonTooWide)
		}
	}
}

// parseDecimals appends decimals read from text.
func parseDecimals(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		if c.Null != nil && c.Null[i] {
			v.Decimals = append(v.Decimals, decimal128.Num{})
			continue
		}
		m, scale, ok, doubt := o.Want.Form.Numbers.Decimal(c.text(i))
		if doubt {
			o.addDoubt(len(v.Decimals), i)
		}
		if ok {
			o.addDecimal(i, m, scale)
		} else {
			o.addBadDecimal(i, value.ReasonNotANumber)
		}
	}
}

// noDecimals reports each value of a form that is not a number.
func noDecimals(o *Output, n int) {
	for i := range n {
		if c := o.Column; c.Null != nil && c.Null[i] {
			o.vector.Decimals = append(o.vector.Decimals, decimal128.Num{})
		} else {
			o.addBadDecimal(i, value.ReasonNotANumber)
		}
	}
}

func (o *Output) addBadDecimal(i int, reason string) {
	o.addBad(len(o.vector.Decimals), i, reason)
	o.vector.Decimals = append(o.vector.Decimals, decimal128.Num{})
}

// addDecimal appends m at a scale of its own.
func (o *Output) addDecimal(i int, m decimal128.Num, scale int32) {
	row := len(o.vector.Decimals)
	o.vector.Decimals = append(o.vector.Decimals, decimal128.Num{})
	if !o.vector.SetDecimal(row, m, scale) {
		o.addBad(row, i, value.ReasonTooWide)
	}
}
