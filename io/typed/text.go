package typed

import (
	"encoding/hex"
	"fmt"
	"math"
	"rfm/io/value"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// textConverter picks the loop that makes text from a column.
func textConverter(leaf *Leaf) func(*Output, int) {
	switch leaf.Form {
	case FormText:
		return copyTexts
	case FormInt:
		return writeInts
	}
	return writeTexts
}

// TextMax bounds the text of a batch: a dictionary lets a small file
// name a long text in every row.
const TextMax = 1 << 29

// copyTexts appends byte arrays.
func copyTexts(o *Output, n int) {
	v, c := &o.vector, o.Column
	size := 0
	for _, span := range c.Spans[:n] {
		size += int(span.End - span.Start)
	}
	// Short texts, the usual ids, are copied 16 bytes at a time: what is copied
	// too much is overwritten by the next. Hence room for 16 more, and the base
	// is not read behind its end.
	const word = 16
	at := len(v.Bytes)
	if at+size > TextMax {
		o.Err = errTooMuchText()
		return
	}
	v.Bytes = slices.Grow(v.Bytes, size+word)
	out := v.Bytes[:cap(v.Bytes)]
	for _, span := range c.Spans[:n] {
		length := int(span.End - span.Start)
		if length <= word && int(span.Start)+word <= len(c.Base) {
			*(*[word]byte)(out[at:]) = *(*[word]byte)(c.Base[span.Start:])
		} else {
			copy(out[at:], c.Base[span.Start:span.End])
		}
		at += length
		v.Offsets = append(v.Offsets, int32(at))
	}
	v.Bytes = out[:at]
}

func errTooMuchText() error {
	return fmt.Errorf("%d rows hold more than %d bytes of text", BatchRows, TextMax)
}

// writeInts appends integers: ids and orders often are some.
func writeInts(o *Output, n int) {
	v, c := &o.vector, o.Column
	const longest = len("-9223372036854775808")
	v.Bytes = slices.Grow(v.Bytes, n*longest)
	for i, n := range c.Ints[:n] {
		if c.Null == nil || !c.Null[i] {
			v.Bytes = value.AppendInt(v.Bytes, n)
		}
		v.Offsets = append(v.Offsets, int32(len(v.Bytes)))
	}
}

// writeTexts appends values of any other form as they would be written.
func writeTexts(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		null := c.Null != nil && c.Null[i]
		if !null && c.Leaf.Form == FormFloat && math.IsNaN(c.Floats[i]) {
			o.markNull(len(v.Offsets) - 1)
			null = true
		}
		if !null {
			v.Bytes = c.appendText(v.Bytes, i, o.Zone)
		}
		v.Offsets = append(v.Offsets, int32(len(v.Bytes)))
	}
}

// appendText writes value i of the segment. The zone is that of instants.
func (c *Column) appendText(b []byte, i int, zone *ZoneDays) []byte {
	leaf := c.Leaf
	switch leaf.Form {
	case FormUUID:
		return appendUUID(b, c.text(i))
	case FormBool:
		return strconv.AppendBool(b, c.Ints[i] != 0)
	case FormInt:
		return strconv.AppendInt(b, c.Ints[i], 10)
	case FormUint:
		return strconv.AppendUint(b, leaf.unsigned(c.Ints[i]), 10)
	case FormFloat:
		return appendPythonFloat(b, c.Floats[i], leaf.Single)
	case FormDecimal:
		n, ok := c.decimal(i)
		if !ok {
			return append(b, "a number of more than 38 digits"...)
		}
		return AppendDecimal(b, n, leaf.Scale)
	case FormDate:
		return time.Unix(c.Ints[i]*86400, 0).UTC().AppendFormat(b, time.DateOnly)
	case FormTime:
		seconds, nanos := value.FloorDiv(c.Ints[i], leaf.Second), value.FloorMod(c.Ints[i], leaf.Second)*(1e9/leaf.Second)
		return appendClock(b, time.Unix(seconds, nanos).UTC(), time.TimeOnly)
	case FormTimestamp:
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

// AppendDecimal writes all digits of a decimal.
func AppendDecimal(b []byte, n decimal128.Num, scale int32) []byte {
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
