package score

import (
	"fmt"
	"math/big"
	"strings"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// CutPoints are the cut points of a population, ascending, for each dimension one
// fewer than there are scores: days for recency, orders for frequency,
// money for monetary. Cut points may coincide where many values are equal.
//
// They are exact. Money is in whole units, whatever the number of decimals of
// the population they come from.
type CutPoints [3][]*big.Rat

// Freeze returns the cut points that decided the scores, to score another
// population with: as Options.Frozen or, for method edges, as Edges. It is
// an error where one set of cut points per dimension does not decide the scores
// (CheckFreeze).
func (s *Scores) Freeze() (*CutPoints, error) {
	if err := s.options.CheckFreeze(); err != nil {
		return nil, err
	}
	var c CutPoints
	for _, d := range rfm.Dimensions() {
		c[d] = s.CutPoints(d)
	}
	return &c, nil
}

// CheckFreeze is an error where valid options score by something that cannot be
// frozen.
func (o Options) CheckFreeze() error {
	method, err := ParseMethod(o.methodName())
	if err == nil && !method.ByCutPoints() {
		return method.freezeError()
	}
	return err
}

func (m Method) freezeError() error {
	var by []string
	for _, other := range Methods() {
		if other.ByCutPoints() {
			by = append(by, other.Name)
		}
	}
	return fmt.Errorf("method %s has no cut points that could be kept: a score depends on the other customers (those that do: %s)",
		m.Name, strings.Join(by, ", "))
}

// Bins is the number of scores that the cut points make.
func (c *CutPoints) Bins() Bins {
	return Bins{len(c[rfm.Recency]) + 1, len(c[rfm.Frequency]) + 1, len(c[rfm.Monetary]) + 1}
}

// validate refuses cut points that no population can have.
func (c *CutPoints) validate() error {
	if err := c.Bins().validate(); err != nil {
		return fmt.Errorf("cut points: %w", err)
	}
	for _, d := range rfm.Dimensions() {
		for i, at := range c[d][1:] {
			if before := c[d][i]; at.Cmp(before) < 0 {
				return fmt.Errorf("cut points of %s: %s comes after %s: they must ascend", d.Field(), ExactText(at), ExactText(before))
			}
		}
	}
	return nil
}

// maxExactDigits is enough for a cut point between any two amounts, and for the
// mean of any number of them.
const maxExactDigits = 4 * decimal.Precision

// ExactText writes a number exactly, as a decimal where it is one and else as a
// fraction: "13.2", "2014.866", "100/3".
func ExactText(at *big.Rat) string {
	if digits, exact := at.FloatPrec(); exact {
		return at.FloatString(digits)
	}
	return at.RatString()
}

// ParseExact reads what ExactText writes.
func ParseExact(text string) (*big.Rat, error) {
	numerator, denominator, isFraction := strings.Cut(text, "/")
	unscaled, scale, err := decimal.ParseDigits(numerator, maxExactDigits)
	if err != nil {
		return nil, err
	}
	below := decimal.Pow10(scale)
	if isFraction {
		var places int32
		if below, places, err = decimal.ParseDigits(denominator, maxExactDigits); err != nil {
			return nil, err
		}
		if scale != 0 || places != 0 || below.Sign() <= 0 {
			return nil, fmt.Errorf("%q is not a fraction of whole numbers", text)
		}
	}
	return new(big.Rat).SetFrac(unscaled, below), nil
}
