package rfmio

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/parquet"
)

// decimalConverter picks the loop that makes exact decimals from a column.
func decimalConverter(leaf *parquetLeaf) func(*parquetOutput, int) {
	switch leaf.form {
	case formInt:
		return decimalsOfInts
	case formDecimal:
		if leaf.physical == parquet.Types.Int32 || leaf.physical == parquet.Types.Int64 {
			return decimalsOfInts
		}
		return decimalsOfBytes
	case formUint:
		return decimalsOfUints
	case formFloat:
		return decimalsOfFloats
	case formText:
		return parseDecimals
	default:
		return noDecimals
	}
}

// decimalsOfInts appends integers, or decimals in them, at the column's scale.
func decimalsOfInts(o *parquetOutput, n int) {
	v := &o.vector
	v.scale = o.column.leaf.scale
	row := len(v.decimals)
	v.decimals = slices.Grow(v.decimals, n)[:row+n]
	out := v.decimals[row:]
	for i, value := range o.column.ints[:n] {
		out[i] = decimal128.New(value>>63, uint64(value))
	}
}

func decimalsOfUints(o *parquetOutput, n int) {
	v := &o.vector
	for _, value := range o.column.ints[:n] {
		v.decimals = append(v.decimals, decimal128.FromU64(o.column.leaf.unsigned(value)))
	}
}

// decimalsOfBytes appends decimals that are stored as byte arrays.
func decimalsOfBytes(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	v.scale = c.leaf.scale
	for i := range n {
		var amount decimal128.Num
		if c.null == nil || !c.null[i] {
			var ok bool
			if amount, ok = c.decimal(i); !ok {
				o.addBad(len(v.decimals), i, tooWide)
			}
		}
		v.decimals = append(v.decimals, amount)
	}
}

// decimal is value i of a segment of decimals, without its scale.
func (c *typedColumn) decimal(i int) (decimal128.Num, bool) {
	if c.leaf.physical == parquet.Types.Int32 || c.leaf.physical == parquet.Types.Int64 {
		return decimal128.FromI64(c.ints[i]), true
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
func decimalsOfFloats(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		x := c.floats[i]
		if c.null != nil && c.null[i] {
			v.decimals = append(v.decimals, decimal128.Num{})
			continue
		}
		if !c.leaf.single {
			if m, places, ok := shortDecimal(x, o.places); ok {
				o.places = places
				// The usual case: the scale of the rows before fits.
				if int32(places) == v.scale {
					v.decimals = append(v.decimals, decimal128.New(m>>63, uint64(m)))
				} else {
					o.addDecimal(i, decimal128.New(m>>63, uint64(m)), int32(places))
				}
				continue
			}
		}
		switch m, scale, ok := shortestDecimal(x, c.leaf.single); {
		case ok:
			o.addDecimal(i, m, scale)
		case math.IsNaN(x) || math.IsInf(x, 0):
			o.addBadDecimal(i, notANumber)
		default:
			o.addBadDecimal(i, tooWide)
		}
	}
}

// parseDecimals appends decimals read from text.
func parseDecimals(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		if c.null != nil && c.null[i] {
			v.decimals = append(v.decimals, decimal128.Num{})
			continue
		}
		m, scale, ok, doubt := o.want.form.numbers.decimal(c.text(i))
		if doubt {
			o.addDoubt(len(v.decimals), i)
		}
		if ok {
			o.addDecimal(i, m, scale)
		} else {
			o.addBadDecimal(i, notANumber)
		}
	}
}

// noDecimals reports each value of a form that is no number.
func noDecimals(o *parquetOutput, n int) {
	for i := range n {
		if c := o.column; c.null != nil && c.null[i] {
			o.vector.decimals = append(o.vector.decimals, decimal128.Num{})
		} else {
			o.addBadDecimal(i, notANumber)
		}
	}
}

func (o *parquetOutput) addBadDecimal(i int, reason string) {
	o.addBad(len(o.vector.decimals), i, reason)
	o.vector.decimals = append(o.vector.decimals, decimal128.Num{})
}

// addDecimal appends m at a scale of its own.
func (o *parquetOutput) addDecimal(i int, m decimal128.Num, scale int32) {
	row := len(o.vector.decimals)
	o.vector.decimals = append(o.vector.decimals, decimal128.Num{})
	if !o.vector.setDecimal(row, m, scale) {
		o.addBad(row, i, tooWide)
	}
}
