package value

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// EqualNames compares header names as people write them: customer_id,
// CustomerID, "Customer ID", CUSTOMER-ID.
func EqualNames(a, b string) bool { return NormalName(a) == NormalName(b) }

// NormalName is a header name without case, blanks, signs and accents.
func NormalName(s string) string {
	if !IsASCII([]byte(s)) {
		s = norm.NFKC.String(strings.Map(func(c rune) rune {
			if c >= 0x300 && c <= 0x36f { // an accent
				return -1
			}
			return c
		}, norm.NFKD.String(s)))
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// SplitWords gives the words of a header name in lower case with blanks
// between; a capital after a small letter starts a word.
func SplitWords(s string) string {
	var b strings.Builder
	small := false
	for _, c := range norm.NFKC.String(s) {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			c = ' '
		} else if unicode.IsUpper(c) && small {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(c)
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
