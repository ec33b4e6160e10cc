package value

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
)

// Number is a cell taken apart: a sign, a currency, and the digits with what
// divides them.
type number struct {
	signed, negative bool
	currency         string
	digits           []byte
}

// SplitNumber takes signs and currencies off the ends of a cell: -5, (5), 5-,
// €5, 5 EUR. ok is false where there are two of a kind.
func SplitNumber(cell []byte) (n number, ok bool) {
	if len(cell) > 0 && isDigit(cell[0]) && isDigit(cell[len(cell)-1]) {
		return number{digits: cell}, true
	}
	s := trimSpaces(Unguarded(trimSpaces(cell)))
	for _, end := range []bool{false, true} {
		for len(s) > 0 && (!end && !isDigit(s[0]) || end && !isDigit(s[len(s)-1])) {
			rest, minus, found := cutSign(s, end)
			if found && n.signed {
				return n, false
			}
			if found {
				n.signed, n.negative, s = true, minus, trimSpaces(rest)
				continue
			}
			name, rest := cutCurrency(s, end)
			if name == "" {
				break
			}
			if n.currency != "" {
				return n, false
			}
			n.currency, s = name, trimSpaces(rest)
		}
	}
	n.digits = s
	return n, len(s) > 0
}

// IsNegative tells whether a cell is a number below zero, in any form.
func IsNegative(cell []byte) bool {
	n, ok := SplitNumber(cell)
	return ok && n.negative && bytes.ContainsAny(n.digits, "123456789")
}

// cutSign takes a sign off one end, or the brackets of a negative number off
// both. Behind a number it can only be a minus.
func cutSign(s []byte, end bool) (rest []byte, minus, found bool) {
	if s[0] == '(' && s[len(s)-1] == ')' {
		return s[1 : len(s)-1], true, true
	}
	for _, sign := range []string{"-", "−", "+"} {
		if end {
			rest, found = bytes.CutSuffix(s, []byte(sign))
		} else {
			rest, found = bytes.CutPrefix(s, []byte(sign))
		}
		if found && (!end || sign != "+") {
			return rest, sign != "+", true
		}
	}
	return s, false, false
}

// currencyNames are currencies as people write them, where that is neither a
// sign of Unicode nor a code of ISO 4217, and their codes.
func currencyNames() [][2]string {
	return [][2]string{{"US$", "USD"}, {"AU$", "AUD"}, {"A$", "AUD"}, {"CA$", "CAD"}, {"C$", "CAD"}, {"HK$", "HKD"},
		{"NT$", "TWD"}, {"NZ$", "NZD"}, {"S$", "SGD"}, {"R$", "BRL"}, {"MX$", "MXN"}, {"RMB", "CNY"}, {"kr.", "kr"},
		{"kr", "kr"}, {"Kč", "CZK"}, {"zł", "PLN"}, {"Ft", "HUF"}, {"lei", "RON"}, {"лв.", "BGN"}, {"лв", "BGN"},
		{"руб.", "RUB"}, {"руб", "RUB"}, {"р.", "RUB"}, {"Rs.", "INR"}, {"Rs", "INR"}, {"Rp.", "IDR"}, {"Rp", "IDR"},
		{"RM", "MYR"}, {"Fr.", "CHF"}, {"元", "CNY"}, {"圆", "CNY"}, {"円", "JPY"}, {"원", "KRW"}}
}

// cutCurrency takes the name of a currency off one end: its code, or its sign
// where that belongs to several; "" when there is none.
func cutCurrency(s []byte, end bool) (code string, rest []byte) {
	r, size := utf8.DecodeRune(s)
	rest = s[size:]
	if end {
		r, size = utf8.DecodeLastRune(s)
		rest = s[:len(s)-size]
	}
	if unicode.Is(unicode.Sc, r) {
		return signCode(r), rest
	}
	cut := bytes.CutPrefix
	if end {
		cut = bytes.CutSuffix
	}
	for _, name := range currencyNames() {
		if rest, found := cut(s, []byte(name[0])); found {
			return name[1], rest
		}
	}
	if len(s) <= 3 {
		return "", s
	}
	letters, rest := s[:3], s[3:]
	if end {
		letters, rest = s[len(s)-3:], s[:len(s)-3]
	}
	if unit, err := currency.ParseISO(string(letters)); err == nil {
		return unit.String(), rest
	}
	return "", s
}

// signCode is the code of a currency that has a sign of its own, or mostly has
// it; the sign itself where it belongs to several.
func signCode(sign rune) string {
	switch sign {
	case '€':
		return "EUR"
	case '$', '＄':
		return "USD"
	case '£':
		return "GBP"
	case '₹':
		return "INR"
	case '₽':
		return "RUB"
	case '￥':
		return "¥"
	}
	return string(sign)
}

// SignOf tells whether a sign that belongs to several currencies may stand for one,
// given by its code.
func SignOf(sign, code string) bool {
	switch sign {
	case "¥":
		return code == "CNY" || code == "JPY"
	case "kr":
		return code == "SEK" || code == "NOK" || code == "DKK" || code == "ISK"
	}
	return false
}

// Plain appends the number with a decimal point and nothing between its
// thousands; ok is false when it is none with that decimal sign.
func (n number) Plain(dst []byte, sign byte) (text []byte, ok bool) {
	if n.negative {
		dst = append(dst, '-')
	}
	digits, exponent := n.digits, []byte(nil)
	if e := bytes.IndexAny(digits, "eE"); e >= 0 {
		digits, exponent = digits[:e], digits[e:]
		if _, ok := parseExponent(exponent); !ok {
			return nil, false
		}
	}
	whole, decimals, has := bytes.Cut(digits, []byte{sign})
	if !IsDigits(decimals) || len(whole)+len(decimals) == 0 {
		return nil, false
	}
	if dst, ok = appendWhole(dst, whole, sign); !ok {
		return nil, false
	}
	if has {
		dst = append(dst, '.')
	}
	return append(append(dst, decimals...), exponent...), true
}

// appendWhole appends the digits of a whole number without what divides its
// thousands: one sign throughout, with three digits behind it, or two and at
// last three, as in India.
func appendWhole(dst, whole []byte, decimal byte) (text []byte, ok bool) {
	divider, groups := "", []int{0}
	for s := whole; len(s) > 0; {
		if isDigit(s[0]) {
			dst = append(dst, s[0])
			groups[len(groups)-1]++
			s = s[1:]
			continue
		}
		d := dividerOf(s, decimal)
		if d == "" || divider != "" && d != divider {
			return nil, false
		}
		divider, groups, s = d, append(groups, 0), s[len(d):]
	}
	last := len(groups) - 1
	if last == 0 {
		return dst, true
	}
	if groups[0] == 0 || groups[0] > 3 || whole[0] == '0' || groups[last] != 3 {
		return nil, false
	}
	inner := groups[1:last]
	threes := !slices.ContainsFunc(inner, func(n int) bool { return n != 3 })
	twos := groups[0] < 3 && !slices.ContainsFunc(inner, func(n int) bool { return n != 2 })
	return dst, threes || twos
}

// dividerOf is the sign between thousands that s starts with; "" for none.
func dividerOf(s []byte, decimal byte) string {
	for _, d := range []string{",", ".", "'", "’"} {
		if d[0] != decimal && bytes.HasPrefix(s, []byte(d)) {
			return d
		}
	}
	for _, space := range spaces() {
		if bytes.HasPrefix(s, []byte(space)) {
			return space
		}
	}
	return ""
}

// spaces are the blanks that stand in numbers: the plain one, the ones that do
// not break a line, the last of which is that of Latin-1, and a narrow one.
func spaces() []string { return []string{" ", "\t", "\u00a0", "\u202f", "\u2009", "\xa0"} }

// trimSpaces drops the spaces around a number.
func trimSpaces(s []byte) []byte {
	for {
		before := len(s)
		for _, space := range spaces() {
			s = bytes.TrimSuffix(bytes.TrimPrefix(s, []byte(space)), []byte(space))
		}
		if len(s) == before {
			return s
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// IsDigits tells whether a text is nothing but digits.
func IsDigits(s []byte) bool {
	return !slices.ContainsFunc(s, func(c byte) bool { return !isDigit(c) })
}
