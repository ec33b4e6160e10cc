package campaign

import (
	"math"
	"math/big"
	"rfm/rfm/decimal"
)

// unitOf is one unit of the last of so many decimals.
func unitOf(scale int32) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1), decimal.Pow10(scale))
}

// revenueOf is what an arm spent.
func (t *Tally) revenueOf(c *Counts) *big.Rat {
	return new(big.Rat).Mul(new(big.Rat).SetInt(&c.revenue), unitOf(t.Scale))
}

// perHead is what a customer of an arm spent on average, responder or not; nil
// where there are no customers.
func (t *Tally) perHead(c *Counts) *big.Rat {
	if c.Customers == 0 {
		return nil
	}
	return new(big.Rat).Quo(t.revenueOf(c), big.NewRat(c.Customers, 1))
}

// perHeadUplift is the difference of the means of two arms. Its standard error
// is Welch's, of two variances: a mailing that sells widens the spread, too.
func (t *Tally) perHeadUplift(mailed, control *Counts) (Effect, bool) {
	if mailed.Customers == 0 || control.Customers == 0 {
		return Effect{}, false
	}
	difference, _ := new(big.Rat).Sub(t.perHead(mailed), t.perHead(control)).Float64()
	return Effect{difference, math.Sqrt(t.meanVariance(mailed) + t.meanVariance(control))}, true
}

// meanVariance is the variance of the mean of an arm, of exact sums:
// (n·Σx² − (Σx)²) / (n²·(n−1)). It is 0 for a single customer.
func (t *Tally) meanVariance(c *Counts) float64 {
	if c.Customers < 2 {
		return 0
	}
	n := big.NewInt(c.Customers)
	above := new(big.Int).Mul(n, &c.squares)
	above.Sub(above, new(big.Int).Mul(&c.revenue, &c.revenue))
	below := new(big.Int).Mul(n, n)
	below.Mul(below, big.NewInt(c.Customers-1))
	below.Mul(below, decimal.Pow10(2*t.Scale))
	v, _ := new(big.Rat).SetFrac(above, below).Float64()
	return v
}
