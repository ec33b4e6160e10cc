package workbook

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// maxText is the number of UTF-16 units that a cell holds.
const maxText = 32_767

// cellText is a text as a cell may hold it: bytes that are not UTF-8 become
// U+FFFD, and characters that XML does not have, such as U+0001, show as
// _x0001_. A cell never becomes a formula by its text: it has the type of text.
func cellText(s string) string {
	if strings.IndexFunc(s, isForbidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if isForbidden(r) {
			fmt.Fprintf(&out, "_x%04X_", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// isForbidden tells whether XML 1.0 does not have a character.
func isForbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

// units is the length of a text as Excel counts it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// displayWidth is how many digits wide a text is: Chinese characters take two.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
