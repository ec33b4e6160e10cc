package value

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// AppendInt appends a whole number.
func AppendInt(dst []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		dst, u = append(dst, '-'), -u
	}
	return AppendUint(dst, u)
}

// AppendUint appends a whole number.
func AppendUint(dst []byte, u uint64) []byte {
	if u < 10 { // scores, mostly
		return append(dst, '0'+byte(u))
	}
	if u >= tenTo8 {
		dst = AppendUint(dst, u/tenTo8)
		return appendDigits(dst, u%tenTo8, 8)
	}
	digits := eightDigits(u)
	zeros := bits.TrailingZeros64(digits|1<<56) / 8 // the last digit always stands
	return appendLow(dst, digits|asciiZeros, zeros)
}

// appendDigits appends the last n digits of u, from the left padded with zeros.
func appendDigits(dst []byte, u uint64, n int) []byte {
	for n > 8 {
		unit := uint64(1)
		for range n - 8 {
			unit *= 10
		}
		dst = appendDigits(dst, u/unit, 8)
		u, n = u%unit, n-8
	}
	return appendLow(dst, eightDigits(u%tenTo8)|asciiZeros, 8-n)
}

const (
	tenTo8     = 100_000_000
	asciiZeros = 0x3030303030303030
)

// eightDigits spreads a number below 10^8 over the bytes of a word, the first
// digit in the lowest, by three divisions that each split all parts at once.
func eightDigits(u uint64) uint64 {
	word := u/10_000 | u%10_000<<32
	hundreds := word * 10_486 >> 20 & 0x7f_0000_007f // of each half
	word = hundreds | (word-100*hundreds)<<16
	tens := word * 103 >> 10 & 0x000f_000f_000f_000f // of each quarter
	return tens | (word-10*tens)<<8
}

// appendLow appends the bytes of a word, lowest first, without the first few.
func appendLow(dst []byte, word uint64, without int) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, word>>(8*without))
	return dst[:len(dst)-without]
}

// DecimalText renders decimals of one scale.
type DecimalText struct {
	scale int
	unit  uint64 // 10 to the scale; 0 where a decimal may have a whole part of 64 bits or more
}

// NewDecimalText writes decimals of a scale.
func NewDecimalText(scale int32) DecimalText {
	t := DecimalText{scale: int(scale)}
	if 0 < scale && scale <= 19 {
		t.unit = 1
		for range scale {
			t.unit *= 10
		}
	}
	return t
}

// Append appends a decimal with exactly scale digits after the point: 1785010
// with scale 2 is 17850.10. A negative scale appends zeros instead. Every
// 128-bit value is right, the least one too.
func (t DecimalText) Append(dst []byte, n decimal128.Num) []byte {
	high, low := uint64(n.HighBits()), n.LowBits()
	if n.HighBits() < 0 {
		dst = append(dst, '-')
		var borrow uint64
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	if high != 0 || t.unit == 0 {
		return t.appendWide(dst, high, low)
	}
	whole := low / t.unit
	dst = append(AppendUint(dst, whole), '.')
	return appendDigits(dst, low-whole*t.unit, t.scale)
}

// appendWide appends a magnitude of up to 2^127, in any scale.
func (t DecimalText) appendWide(dst []byte, high, low uint64) []byte {
	const tenTo19 = 10_000_000_000_000_000_000
	upper, lower := bits.Div64(high, low, tenTo19)
	var room [64]byte
	digits := appendDigits(room[:0], upper, 20)
	digits = appendDigits(digits, lower, 19)
	fraction := max(t.scale, 0)
	for len(digits) > fraction+1 && digits[0] == '0' {
		digits = digits[1:]
	}
	for len(digits) <= fraction {
		digits = slices.Insert(digits, 0, '0')
	}
	point := len(digits) - fraction
	dst = append(dst, digits[:point]...)
	if fraction > 0 {
		dst = append(dst, '.')
		dst = append(dst, digits[point:]...)
	}
	for range -t.scale {
		if high|low != 0 {
			dst = append(dst, '0')
		}
	}
	return dst
}

// AppendFloat appends the shortest digits that read back as v, with an exponent
// only where encoding/json would write one.
func AppendFloat(dst []byte, v float64) []byte {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return append(dst, "nan"...)
	case math.IsInf(v, 1):
		return append(dst, "inf"...)
	case math.IsInf(v, -1):
		return append(dst, "-inf"...)
	case size != 0 && (size < 1e-6 || size >= 1e21):
		return strconv.AppendFloat(dst, v, 'e', -1, 64)
	default:
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
}
