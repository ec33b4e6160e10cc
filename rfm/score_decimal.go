package rfm

import (
	"fmt"
	"math/big"
	"strings"
)

// maxDigits bounds the digits of a number in an option, so that scaling it to
// any column stays cheap.
const maxDigits = 30

// readDecimal reads a plain decimal number: a sign, digits, a point, digits.
// It returns the digits as an integer and how many of them follow the point.
func readDecimal(text string) (unscaled *big.Int, scale int32, err error) {
	return readDigits(text, maxDigits)
}

// readDigits reads a plain decimal number of at most so many digits.
func readDigits(text string, limit int) (unscaled *big.Int, scale int32, err error) {
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

// scaledText writes unscaled / 10^scale with exactly scale digits.
func scaledText(unscaled *big.Int, scale int32) string {
	return new(big.Rat).SetFrac(unscaled, pow10(scale)).FloatString(int(scale))
}

// cutText writes a cut point in as few digits as are exact; a fraction that
// never ends is rounded to three digits more than the values have.
func cutText(at *big.Rat, scale int32) string {
	digits, exact := at.FloatPrec()
	if !exact {
		digits = int(scale) + 3
	}
	return at.FloatString(digits)
}
