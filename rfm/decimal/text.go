package decimal

import (
	"fmt"
	"math/big"
	"strings"
)

// MaxDigits bounds the digits of a number in an option, so that scaling it to any
// column stays cheap.
const MaxDigits = 30

// Parse reads a plain decimal number of up to MaxDigits digits: a sign, digits, a
// point, digits. It returns the digits as an integer and how many of them follow
// the point.
func Parse(text string) (unscaled *big.Int, scale int32, err error) {
	return ParseDigits(text, MaxDigits)
}

// ParseDigits reads a plain decimal number of at most so many digits.
func ParseDigits(text string, limit int) (unscaled *big.Int, scale int32, err error) {
	digits := strings.TrimLeft(text, "+-")
	whole, fraction, point := strings.Cut(digits, ".")
	all := whole + fraction
	if len(text)-len(digits) > 1 || all == "" || (point && fraction == "") || strings.Trim(all, "0123456789") != "" {
		return nil, 0, fmt.Errorf("%q is not a decimal number", text)
	}
	if len(all) > limit {
		return nil, 0, fmt.Errorf("%q has more than %d digits", text, limit)
	}
	unscaled, _ = new(big.Int).SetString(all, 10)
	if text[0] == '-' {
		unscaled.Neg(unscaled)
	}
	return unscaled, int32(len(fraction)), nil
}

// Text writes unscaled / 10^scale with exactly scale digits.
func Text(unscaled *big.Int, scale int32) string {
	return new(big.Rat).SetFrac(unscaled, Pow10(scale)).FloatString(int(scale))
}

// RatText writes a number in as few digits as are exact; a fraction that never ends
// is rounded to scale + 3 digits after the point.
func RatText(at *big.Rat, scale int32) string {
	digits, exact := at.FloatPrec()
	if !exact {
		digits = int(scale) + 3
	}
	return at.FloatString(digits)
}
