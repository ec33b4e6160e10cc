package rfmio

import (
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// BadRowPolicy says what becomes of rows that cannot be understood. The zero
// value refuses the input for one of them.
type BadRowPolicy struct {
	// Skip leaves them out.
	Skip bool
	// Limit is how many may be left out.
	Limit BadRowLimit
	// Rejects gets the rows left out, as CSV, once all of the input is read;
	// nil for nowhere.
	Rejects io.Writer
	// More tells that Rejects has the header already, from another input.
	More bool
}

// BadRowLimit is a number of rows, or a share of all rows. The zero value is no
// limit.
type BadRowLimit struct {
	text  string
	rows  int64
	share *big.Rat // nil for a number
}

// ParseBadRowLimit reads a number such as 20, or a share such as 0.001.
func ParseBadRowLimit(text string) (BadRowLimit, error) {
	l := BadRowLimit{text: text}
	var err error
	if l.rows, err = strconv.ParseInt(text, 10, 64); err == nil && l.rows >= 0 {
		return l, nil
	}
	var ok bool
	if l.share, ok = new(big.Rat).SetString(text); ok && strings.Contains(text, ".") && l.share.Sign() >= 0 && l.share.Cmp(big.NewRat(1, 1)) <= 0 {
		return l, nil
	}
	return l, fmt.Errorf("%q is neither a number of rows, such as 20, nor a share, such as 0.001", text)
}

// allows tells whether so many of the rows may be bad.
func (l BadRowLimit) allows(bad, rows int64) bool {
	switch {
	case l.text == "":
		return true
	case l.share != nil:
		most := new(big.Rat).Mul(l.share, new(big.Rat).SetInt64(rows))
		return new(big.Rat).SetInt64(bad).Cmp(most) <= 0
	}
	return bad <= l.rows
}
