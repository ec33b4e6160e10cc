package value

import (
	"bytes"
	"strings"
)

// LongestBlank is the length of the longest text that stands for no value, not
// counting blanks before it.
const LongestBlank = 4

// IsBlank tells whether a cell stands for no value.
func IsBlank(cell []byte) bool {
	cell = bytes.TrimSpace(cell)
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
