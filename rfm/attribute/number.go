package attribute

import (
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// parse reads a plain decimal such as 12, -3.50 or +.5: the digits without the
// point, and how many of them come after it. Thousands separators, exponents and
// units are not read.
func parse(text string) (unscaled decimal128.Num, scale int32, ok bool) {
	digits, scale, err := decimal.ParseDigits(text, decimal.Precision)
	if err != nil {
		return unscaled, 0, false
	}
	return decimal128.FromBigInt(digits), scale, true
}

// Numbers is a column of exact decimals with Scale digits after the point.
type Numbers struct {
	Values []decimal128.Num
	Known  []bool // false where there is no value
	Scale  int32
}

// parseColumn reads a column; false where a value that is not empty is no
// number, or the numbers do not fit one scale.
func parseColumn(texts []string) (*Numbers, bool) {
	n := &Numbers{Values: make([]decimal128.Num, len(texts)), Known: make([]bool, len(texts))}
	scales := make([]int32, len(texts))
	any := false
	for i, text := range texts {
		if text == "" {
			continue
		}
		var ok bool
		if n.Values[i], scales[i], ok = parse(text); !ok {
			return nil, false
		}
		n.Known[i], any = true, true
		n.Scale = max(n.Scale, scales[i])
	}
	for i, scale := range scales {
		if !n.Known[i] || scale == n.Scale {
			continue
		}
		var fits bool
		if n.Values[i], fits = decimal.Rescale(n.Values[i], n.Scale-scale); !fits {
			return nil, false
		}
	}
	return n, any
}
