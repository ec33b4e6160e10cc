package value

import (
	"strconv"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// powersOfTen are those that a float64 holds exactly.
var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// Float is the float64 nearest to a decimal: the one that its text reads as.
func Float(n decimal128.Num, scale int32) float64 {
	const exact = 1 << 53 // up to which every whole number is a float64
	if low := int64(n.LowBits()); n.HighBits() == low>>63 && low >= -exact && low <= exact && scale >= 0 && int(scale) < len(powersOfTen) {
		return float64(low) / powersOfTen[scale] // both are exact, and a division rounds to the nearest
	}
	v, _ := strconv.ParseFloat(n.ToString(scale), 64)
	return v
}

// Floats are those nearest to decimals of one scale.
func Floats(out []float64, decimals []decimal128.Num, scale int32) {
	const small = 1 << 52
	power := 0.0
	if scale >= 0 && int(scale) < len(powersOfTen) {
		power = powersOfTen[scale]
	}
	for i, n := range decimals[:len(out)] {
		if low := int64(n.LowBits()); power != 0 && n.HighBits() == low>>63 && uint64(low+small) < 2*small {
			out[i] = float64(low) / power
		} else {
			out[i] = Float(n, scale)
		}
	}
}
