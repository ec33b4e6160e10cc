package segment

import (
	"math"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// amount is the float64 nearest to n units of 10^-scale.
func amount(n decimal128.Num, scale int32) float64 {
	sign, size := 1.0, n
	if n.Sign() < 0 {
		sign, size = -1, n.Negate()
	}
	// Both are exact up to 2^53 and 10^22, and their quotient is rounded once.
	if size.HighBits() == 0 && size.LowBits() < 1<<53 && scale <= 22 {
		return sign * float64(size.LowBits()) / math.Pow10(int(scale))
	}
	return quotient(n.BigInt(), unit(scale))
}

func quotient(n, by *big.Int) float64 {
	q, _ := new(big.Rat).SetFrac(n, by).Float64()
	return q
}

func unit(scale int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
}
