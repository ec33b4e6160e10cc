package value

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// maxScale is the largest number of decimals kept. A value with more is refused.
const maxScale = 37

// maxBits is the size of the largest value kept: below 10^38, what a decimal
// column of 38 digits holds.
const maxBits = 126

// parseDecimal reads a number as an exact decimal: a sign, digits, a point,
// digits, an exponent. ok is false for anything else.
func parseDecimal(s []byte) (value decimal128.Num, scale int32, ok bool) {
	if n, scale, ok := parseShortDecimal(s); ok {
		return decimal128.FromI64(n), scale, true
	}
	return parseLongDecimal(s)
}

// parseTinyDecimal reads plain decimals of up to eight characters, which most
// amounts are, in a few steps without a loop. The cell is the beginning of text.
func parseTinyDecimal(text []byte, length int) (n int64, scale int32, ok bool) {
	if length == 0 || length > 8 || len(text) < 8 {
		return 0, 0, false
	}
	// The last character goes to the top byte, what follows the cell is gone.
	w := binary.LittleEndian.Uint64(text) << (64 - 8*uint(length))
	digits := length
	const (
		low    = 0x7f7f7f7f7f7f7f7f
		points = 0x2e2e2e2e2e2e2e2e
	)
	if point := ^((w&low ^ points + low) | w | low); point != 0 {
		// The digits before the point move up to close the gap.
		at := uint(bits.TrailingZeros64(point)) &^ 7
		scale = int32(7 - at/8)
		before := w & (1<<at - 1)
		w = w&^(1<<(at+8)-1) | before<<8
		digits--
	}
	w ^= zeroDigits << (64 - 8*uint(digits)) // and the empty bytes stay zero
	if digits == 0 || notDigits(w) {
		return 0, 0, false
	}
	return int64(fromDigits(w)), scale, true
}

// TinyDecimals reads cells that parseTinyDecimal reads with the scale given,
// until one is none of them, and returns how many it has read. Where the point
// has to be is known.
func TinyDecimals(to []decimal128.Num, text []byte, cells []Span, scale int32) int {
	if scale < 0 || scale > 6 {
		return 0
	}
	var sign, place, decimals uint64 // the point, its byte, and the bytes behind it
	points := uint32(0)
	if scale > 0 {
		at := 56 - 8*uint(scale)
		sign, place, points = '.'<<at, 0xff<<at, 1
		decimals = ^uint64(0) << (at + 8)
	}
	for r, cell := range cells {
		length := cell.End - cell.Start
		if length-1 >= 8 || int(cell.Start)+8 > len(text) {
			return r
		}
		w := binary.LittleEndian.Uint64(text[cell.Start:]) << ((64 - 8*length) & 63)
		if w&place != sign {
			return r
		}
		if points > 0 {
			w = w&decimals | w&^(decimals|place)<<8
		}
		w ^= zeroDigits << ((64 - 8*(length-points)) & 63)
		if notDigits(w) {
			return r
		}
		to[r] = decimal128.New(0, fromDigits(w))
	}
	return len(cells)
}

// zeroDigits are eight digits zero.
const zeroDigits = 0x3030303030303030

// fromDigits is the number whose digits are the bytes of w.
func fromDigits(w uint64) uint64 {
	// Pairs, then fours, then all eight digits.
	w = w*10 + w>>8
	const pairs = 0x000000ff000000ff
	return (w&pairs*(100+1000000<<32) + w>>16&pairs*(1+10000<<32)) >> 32
}

// parseShortDecimal reads plain decimals of up to 18 digits.
func parseShortDecimal(s []byte) (n int64, scale int32, ok bool) {
	i, negative := 0, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		i = 1
	}
	if len(s)-i > 19 || len(s) == i {
		return 0, 0, false
	}
	point := -1
	digits := 0
	for ; i < len(s); i++ {
		d := s[i] - '0'
		if d <= 9 {
			n = n*10 + int64(d)
			digits++
			continue
		}
		if s[i] != '.' || point >= 0 {
			return 0, 0, false
		}
		point = i
	}
	if digits == 0 || digits > 18 {
		return 0, 0, false
	}
	if point >= 0 {
		scale = int32(len(s) - point - 1)
	}
	if negative {
		n = -n
	}
	return n, scale, true
}

// parseLongDecimal reads what parseShortDecimal leaves: blanks around the
// number, many digits, exponents.
func parseLongDecimal(s []byte) (value decimal128.Num, scale int32, ok bool) {
	s = TrimBlanks(s)
	var digits []byte
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		digits = append(digits, s[i])
		i++
	}
	point, seen := false, 0
	var decimals int64
	for ; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits = append(digits, s[i])
			seen++
			if point {
				decimals++
			}
			continue
		case s[i] == '.' && !point:
			point = true
			continue
		}
		break
	}
	if seen == 0 || seen > 100 {
		return value, 0, false
	}
	if i < len(s) {
		exponent, ok := parseExponent(s[i:])
		if !ok {
			return value, 0, false
		}
		decimals -= exponent
		// 1.50e1 is 15: the shortest form, as for a binary float.
		for decimals > 0 && seen > 1 && digits[len(digits)-1] == '0' {
			digits, decimals, seen = digits[:len(digits)-1], decimals-1, seen-1
		}
	}
	n, isNumber := new(big.Int).SetString(string(digits), 10)
	if !isNumber || decimals > maxScale || decimals < -maxScale {
		return value, 0, false
	}
	if decimals < 0 {
		n.Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(-decimals), nil))
		decimals = 0
	}
	if n.BitLen() > maxBits {
		return value, 0, false
	}
	return decimal128.FromBigInt(n), int32(decimals), true
}

// parseExponent reads e5, E+05, e-3.
func parseExponent(s []byte) (int64, bool) {
	if len(s) < 2 || len(s) > 5 || s[0]|0x20 != 'e' {
		return 0, false
	}
	s = s[1:]
	negative := s[0] == '-'
	if negative || s[0] == '+' {
		s = s[1:]
	}
	n := int64(0)
	for _, d := range s {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	if negative {
		n = -n
	}
	return n, len(s) > 0
}

// TrimBlanks drops blanks and tabs around a cell.
func TrimBlanks(s []byte) []byte {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// ScaleUp is m·10^by, and whether 128 bits hold it.
func ScaleUp(m decimal128.Num, by int32) (decimal128.Num, bool) {
	if m == (decimal128.Num{}) {
		return m, true
	}
	if by > MaxDecimalDigits {
		return decimal128.Num{}, false
	}
	negative := m.Sign() < 0
	if negative {
		m = m.Negate()
	}
	hi, lo := uint64(m.HighBits()), m.LowBits()
	for by > 0 {
		step := min(by, 19)
		power := uint64(1)
		for range step {
			power *= 10
		}
		over, top := bits.Mul64(hi, power)
		carry, low := bits.Mul64(lo, power)
		var c uint64
		hi, c = bits.Add64(top, carry, 0)
		lo = low
		if over != 0 || c != 0 || hi > math.MaxInt64 {
			return decimal128.Num{}, false
		}
		by -= step
	}
	m = decimal128.New(int64(hi), lo)
	if negative {
		m = m.Negate()
	}
	return m, true
}

// Multiply is the exact product; false when it does not fit.
func Multiply(a, b decimal128.Num) (decimal128.Num, bool) {
	if x, ok := asInt64(a); ok {
		if y, ok := asInt64(b); ok {
			hi, lo := bits.Mul64(magnitude(x), magnitude(y))
			product := decimal128.New(int64(hi), lo)
			if (x < 0) != (y < 0) {
				product = product.Negate()
			}
			return product, true
		}
	}
	out := new(big.Int).Mul(a.BigInt(), b.BigInt())
	if out.BitLen() > maxBits {
		return decimal128.Num{}, false
	}
	return decimal128.FromBigInt(out), true
}

// asInt64 is the value as a 64-bit integer; false when it needs more bits.
func asInt64(v decimal128.Num) (int64, bool) {
	n := int64(v.LowBits())
	return n, v.HighBits() == n>>63
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// MaxDecimalDigits is what 128 bits hold.
const MaxDecimalDigits = 38
