package value

import (
	"bytes"
	"strings"
)

// longestBlank is the length of the longest text that stands for no value, without
// the blanks around it.
const longestBlank = 4

// IsBlank tells whether a cell stands for no value: it is empty, NA, or nan or
// null in any case, with or without ASCII blanks around it. Databases can say the
// same: their trim and lower need no list of all blanks of Unicode.
func IsBlank(cell []byte) bool {
	cell = TrimSpace(cell)
	switch len(cell) {
	case 0:
		return true
	case 2:
		return string(cell) == "NA"
	case 3:
		return strings.EqualFold(string(cell), "nan")
	case 4:
		return strings.EqualFold(string(cell), "null")
	}
	return false
}

// MayBeBlank tells by the length and the bytes at both ends whether IsBlank need be
// asked: for most cells it need not.
func MayBeBlank(cell []byte) bool {
	return len(cell) <= longestBlank || cell[0] <= ' ' || cell[len(cell)-1] <= ' '
}

// TrimSpace drops the ASCII blanks around a cell: space, tab, line feed, vertical
// tab, form feed and carriage return.
func TrimSpace(s []byte) []byte {
	for len(s) > 0 && isSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// The guard around a cell by which a spreadsheet leaves it as it is: ="00123".
const guardStart, guardEnd = `="`, `"`

// HasGuard tells whether a text may hold cells with a guard.
func HasGuard(text []byte) bool { return bytes.Contains(text, []byte(guardStart)) }

// Unguarded is a cell without its guard.
func Unguarded(cell []byte) []byte {
	inner, found := bytes.CutPrefix(cell, []byte(guardStart))
	if !found {
		return cell
	}
	if inner, found = bytes.CutSuffix(inner, []byte(guardEnd)); !found {
		return cell
	}
	return inner
}
