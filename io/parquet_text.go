package rfmio

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// textConverter picks the loop that makes text from a column.
func textConverter(leaf *parquetLeaf) func(*parquetOutput, int) {
	switch leaf.form {
	case formText:
		return copyTexts
	case formInt:
		return writeInts
	}
	return writeTexts
}

// parquetTextMax bounds the text of a batch: a dictionary lets a small file
// name a long text in every row.
const parquetTextMax = 1 << 29

// copyTexts appends byte arrays.
func copyTexts(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	size := 0
	for _, span := range c.spans[:n] {
		size += int(span.end - span.start)
	}
	// Short texts, the usual ids, are copied 16 bytes at a time: what is copied
	// too much is overwritten by the next. Hence room for 16 more, and the base
	// is not read behind its end.
	const word = 16
	at := len(v.bytes)
	if at+size > parquetTextMax {
		o.err = fmt.Errorf("%d rows hold more than %d bytes of text", parquetBatchRows, parquetTextMax)
		return
	}
	v.bytes = slices.Grow(v.bytes, size+word)
	out := v.bytes[:cap(v.bytes)]
	for _, span := range c.spans[:n] {
		length := int(span.end - span.start)
		if length <= word && int(span.start)+word <= len(c.base) {
			*(*[word]byte)(out[at:]) = *(*[word]byte)(c.base[span.start:])
		} else {
			copy(out[at:], c.base[span.start:span.end])
		}
		at += length
		v.offsets = append(v.offsets, int32(at))
	}
	v.bytes = out[:at]
}

// writeInts appends integers: ids and orders often are some.
func writeInts(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	const longest = len("-9223372036854775808")
	v.bytes = slices.Grow(v.bytes, n*longest)
	for i, n := range c.ints[:n] {
		if c.null == nil || !c.null[i] {
			v.bytes = appendInt(v.bytes, n)
		}
		v.offsets = append(v.offsets, int32(len(v.bytes)))
	}
}

// writeTexts appends values of any other form as they would be written.
func writeTexts(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		null := c.null != nil && c.null[i]
		if !null && c.leaf.form == formFloat && math.IsNaN(c.floats[i]) {
			o.markNull(len(v.offsets) - 1)
			null = true
		}
		if !null {
			v.bytes = c.appendText(v.bytes, i, o.zone)
		}
		v.offsets = append(v.offsets, int32(len(v.bytes)))
	}
}

// appendText writes value i of the segment. The zone is that of instants.
func (c *typedColumn) appendText(b []byte, i int, zone *zoneDays) []byte {
	leaf := c.leaf
	switch leaf.form {
	case formUUID:
		return appendUUID(b, c.text(i))
	case formBool:
		return strconv.AppendBool(b, c.ints[i] != 0)
	case formInt:
		return strconv.AppendInt(b, c.ints[i], 10)
	case formUint:
		return strconv.AppendUint(b, leaf.unsigned(c.ints[i]), 10)
	case formFloat:
		return appendPythonFloat(b, c.floats[i], leaf.single)
	case formDecimal:
		n, ok := c.decimal(i)
		if !ok {
			return append(b, "a number of more than 38 digits"...)
		}
		return appendDecimal(b, n, leaf.scale)
	case formDate:
		return time.Unix(c.ints[i]*86400, 0).UTC().AppendFormat(b, time.DateOnly)
	case formTime:
		seconds, nanos := floorDiv(c.ints[i], leaf.second), floorMod(c.ints[i], leaf.second)*(1e9/leaf.second)
		return appendClock(b, time.Unix(seconds, nanos).UTC(), time.TimeOnly)
	case formTimestamp:
		seconds, nanos := c.instant(i)
		if zone != nil {
			seconds += zone.offset(seconds)
		}
		return appendClock(b, time.Unix(seconds, nanos).UTC(), time.DateTime)
	default:
		return append(b, c.text(i)...)
	}
}

// appendPythonFloat writes the shortest text that reads back as the same float, with
// a point even when it is whole: 17850.0. It is what Python writes.
func appendPythonFloat(b []byte, v float64, single bool) []byte {
	bits := 64
	if single {
		bits = 32
	}
	if a := math.Abs(v); a != 0 && (a < 1e-4 || a >= 1e16) || math.IsNaN(v) {
		return strconv.AppendFloat(b, v, 'e', -1, bits)
	}
	b = strconv.AppendFloat(b, v, 'f', -1, bits)
	if v == math.Trunc(v) {
		b = append(b, ".0"...)
	}
	return b
}

// appendDecimal writes all digits of a decimal.
func appendDecimal(b []byte, n decimal128.Num, scale int32) []byte {
	if n.Sign() < 0 {
		b = append(b, '-')
	}
	start := len(b)
	if n.HighBits() == 0 || n.HighBits() == -1 && int64(n.LowBits()) < 0 {
		low := n.LowBits()
		if n.HighBits() < 0 {
			low = -low
		}
		b = strconv.AppendUint(b, low, 10)
	} else {
		b = n.BigInt().Append(b, 10)
		if b[start] == '-' {
			b = slices.Delete(b, start, start+1)
		}
	}
	if scale > 0 {
		for len(b)-start <= int(scale) {
			b = slices.Insert(b, start, '0')
		}
		b = slices.Insert(b, len(b)-int(scale), '.')
	}
	return b
}

// appendClock writes a time with six digits after the second, nine if it needs
// them, none if they are all zero.
func appendClock(b []byte, t time.Time, layout string) []byte {
	switch nanos := t.Nanosecond(); {
	case nanos == 0:
		return t.AppendFormat(b, layout)
	case nanos%1000 == 0:
		return t.AppendFormat(b, layout+".000000")
	default:
		return t.AppendFormat(b, layout+".000000000")
	}
}

// appendUUID writes the canonical form: 8-4-4-4-12 hexadecimal digits.
func appendUUID(b, uuid []byte) []byte {
	for i := range uuid {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, uuid[i:i+1])
	}
	return b
}
