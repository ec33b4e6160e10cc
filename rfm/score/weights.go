package score

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Weights make one number of three scores: the sum of weight × score. They are
// exact decimals that share Scale digits after the point, which is also the
// scale of the result.
type Weights struct {
	Unscaled [3]decimal128.Num // R, F, M
	Scale    int32
}

// ParseWeights reads three decimal numbers, such as "100,10,1" or "0.5,0.3,0.2".
func ParseWeights(text string) (*Weights, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return nil, fmt.Errorf("weights %q: want three numbers (R,F,M), such as 100,10,1", text)
	}
	var numbers [3]*big.Int
	var scales [3]int32
	var w Weights
	for d, part := range parts {
		var err error
		if numbers[d], scales[d], err = decimal.Parse(strings.TrimSpace(part)); err != nil {
			return nil, fmt.Errorf("weights %q: %w", text, err)
		}
		w.Scale = max(w.Scale, scales[d])
	}
	for d, number := range numbers {
		number.Mul(number, decimal.Pow10(w.Scale-scales[d]))
		if number.CmpAbs(decimal.Pow10(decimal.Precision-2)) >= 0 {
			return nil, fmt.Errorf("weights %q: too many digits before and after the point together", text)
		}
		w.Unscaled[d] = decimal128.FromBigInt(number)
	}
	return &w, nil
}

// validate leaves room for three weights times the highest score.
func (w *Weights) validate() error {
	limit := decimal.Pow10(decimal.Precision - 2)
	for _, number := range w.Unscaled {
		if number.BigInt().CmpAbs(limit) >= 0 {
			return errors.New("weights: too many digits")
		}
	}
	if w.Scale < 0 || w.Scale > decimal.Precision {
		return fmt.Errorf("weights: scale %d: 0 to %d are allowed", w.Scale, decimal.Precision)
	}
	return nil
}

// of is the weighted score of one customer.
func (w *Weights) of(r, f, m uint8) decimal128.Num {
	sum := w.Unscaled[rfm.Recency].Mul(decimal128.FromU64(uint64(r)))
	sum = sum.Add(w.Unscaled[rfm.Frequency].Mul(decimal128.FromU64(uint64(f))))
	return sum.Add(w.Unscaled[rfm.Monetary].Mul(decimal128.FromU64(uint64(m))))
}
