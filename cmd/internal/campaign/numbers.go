package campaign

import (
	"math/big"
	"strings"

	"rfm/cmd/internal/app"
)

// readAmount reads an exact decimal that is not below 0.
func readAmount(flag, text string) (*big.Rat, error) {
	r, ok := plainNumber(text)
	if !ok || r.Sign() < 0 {
		return nil, app.Usagef("--%s %q is not an amount such as 2.50", flag, text)
	}
	return r, nil
}

// readShare reads an exact share from 0 to 1: 0.1 or 10%.
func readShare(flag, text string) (*big.Rat, error) {
	number, percent := strings.CutSuffix(text, "%")
	r, ok := plainNumber(strings.TrimSpace(number))
	if ok && percent {
		r.Quo(r, big.NewRat(100, 1))
	}
	if !ok || r.Sign() < 0 || r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, app.Usagef("--%s %q is not a share from 0 to 1: 0.1 or 10%%", flag, text)
	}
	return r, nil
}

// plainNumber reads a plain decimal number.
func plainNumber(text string) (*big.Rat, bool) {
	if text == "" || len(text) > 40 || strings.Trim(text, "-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// share reads a share as a float, for statistics.
func share(flag, text string) (float64, error) {
	r, err := readShare(flag, text)
	if err != nil {
		return 0, err
	}
	v, _ := r.Float64()
	if v <= 0 || v >= 1 {
		return 0, app.Usagef("--%s %s is not between 0 and 1", flag, text)
	}
	return v, nil
}

// amountText writes an exact amount with thousands signs and at least two, at
// most so many decimals as it has.
func amountText(r *big.Rat) string {
	digits, _ := r.FloatPrec()
	return app.Grouped(r.FloatString(min(max(digits, 2), 6)))
}
