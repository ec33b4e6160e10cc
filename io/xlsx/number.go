package xlsx

import (
	"bytes"
	"math"
	"strconv"
)

// maxDigits is how many significant digits Excel keeps of a number that is
// typed, and shows at the most.
const maxDigits = 15

// appendNumber appends a stored number as a plain decimal of at most 15
// significant digits, the way Excel shows it: 2.5499999999999998 is 2.55.
// Numbers of 39 digits and more keep an exponent. long tells that the number has
// more than 15 digits before its decimal point, the last of which are lost.
func appendNumber(dst, stored []byte) (out []byte, long, ok bool) {
	if isPlain(stored) {
		return appendTrimmed(dst, stored), false, true
	}
	v, err := strconv.ParseFloat(string(stored), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return dst, false, false
	}
	return appendFloat(dst, v), math.Abs(v) >= 1e15, true
}

// isPlain tells whether a number is written in at most 15 digits with nothing
// else but a minus and a point: then these digits are those that Excel shows.
func isPlain(stored []byte) bool {
	digits := bytes.TrimPrefix(stored, []byte{'-'})
	point := false
	for _, c := range digits {
		switch {
		case c >= '0' && c <= '9':
		case c == '.' && !point:
			point = true
		default:
			return false
		}
	}
	n := len(digits)
	if point {
		n--
	}
	return n > 0 && n <= maxDigits && digits[0] != '.' && digits[len(digits)-1] != '.' && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.')
}

// appendTrimmed appends a plain number without zeros at the end of its
// decimals: writers differ in them.
func appendTrimmed(dst, plain []byte) []byte {
	if bytes.IndexByte(plain, '.') >= 0 {
		plain = bytes.TrimSuffix(bytes.TrimRight(plain, "0"), []byte{'.'})
	}
	if string(plain) == "-0" {
		plain = plain[1:]
	}
	return append(dst, plain...)
}

// appendFloat is appendNumber for a number that is written in another way.
func appendFloat(dst []byte, v float64) []byte {
	var room [32]byte
	rounded := strconv.AppendFloat(room[:0], v, 'e', maxDigits-1, 64) // -d.ddddde±xx
	e := bytes.IndexByte(rounded, 'e')
	exponent, _ := strconv.Atoi(string(rounded[e+1:]))
	if exponent > 38 || exponent < -38 {
		return append(append(dst, appendTrimmed(nil, rounded[:e])...), rounded[e:]...)
	}
	mantissa := rounded[:e]
	if mantissa[0] == '-' {
		dst, mantissa = append(dst, '-'), mantissa[1:]
	}
	digits := append(mantissa[:1:1], mantissa[2:]...)
	start := len(dst)
	for ; exponent < 0; exponent++ { // 0.00d
		digits = append([]byte{'0'}, digits...)
	}
	for len(digits) <= exponent {
		digits = append(digits, '0')
	}
	dst = append(append(append(dst, digits[:exponent+1]...), '.'), digits[exponent+1:]...)
	trimmed := appendTrimmed(nil, dst[start:])
	if string(trimmed) == "0" && start > 0 && dst[start-1] == '-' {
		start--
	}
	return append(dst[:start], trimmed...)
}

// appendZeros appends a whole number with zeros before it, as the format 00000
// shows it; false where the number is not one.
func appendZeros(dst, plain []byte, digits int) ([]byte, bool) {
	for _, c := range plain {
		if c < '0' || c > '9' {
			return dst, false
		}
	}
	for n := len(plain); n < digits; n++ {
		dst = append(dst, '0')
	}
	return append(dst, plain...), true
}
