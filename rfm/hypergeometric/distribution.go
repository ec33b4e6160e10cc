package hypergeometric

import (
	"math"
	"strconv"
)

// Distribution is that of the number of marked ones among Drawn that are drawn
// without replacement from Population, of whom Marked are marked. None is below
// 0, and neither Marked nor Drawn is above Population.
type Distribution struct{ Population, Marked, Drawn int64 }

// Least is the smallest count that can be.
func (d Distribution) Least() int64 { return max(0, d.Marked+d.Drawn-d.Population) }

// Most is the greatest count that can be.
func (d Distribution) Most() int64 { return min(d.Marked, d.Drawn) }

// Mean is the count that is expected.
func (d Distribution) Mean() float64 {
	if d.Population == 0 {
		return 0
	}
	return float64(d.Marked) * float64(d.Drawn) / float64(d.Population)
}

// Exactly is the probability of a count. It is written as three binomial
// probabilities with the share that is drawn, which keeps the relative error
// near that of a float64 for populations of any size.
//
// Source: C. Loader, Fast and Accurate Computation of Binomial Probabilities
// (2000), sections 2 and 4.
func (d Distribution) Exactly(k int64) float64 {
	if k < d.Least() || k > d.Most() {
		return 0
	}
	if d.Drawn == 0 || d.Drawn == d.Population {
		return 1 // there is but one count
	}
	share, rest := float64(d.Drawn)/float64(d.Population), float64(d.Population-d.Drawn)/float64(d.Population)
	return math.Exp(logBinomial(k, d.Marked, share, rest) +
		logBinomial(d.Drawn-k, d.Population-d.Marked, share, rest) -
		logBinomial(d.Drawn, d.Population, share, rest))
}

// AtLeast is the probability of k or more: the p-value of Fisher's exact test
// against a count above what chance makes.
func (d Distribution) AtLeast(k int64) float64 {
	switch {
	case k <= d.Least():
		return 1
	case k > d.Most():
		return 0
	case float64(k) <= d.Mean():
		return 1 - d.below(k-1)
	}
	return d.above(k)
}

// AtMost is the probability of k or less.
func (d Distribution) AtMost(k int64) float64 {
	switch {
	case k >= d.Most():
		return 1
	case k < d.Least():
		return 0
	case float64(k) >= d.Mean():
		return 1 - d.above(k+1)
	}
	return d.below(k)
}

// TwoSided is twice the probability of the tail that the count is in, at most 1.
//
// Source: the function catdes of the R package FactoMineR, whose v.test is the
// normal score of it.
func (d Distribution) TwoSided(k int64) float64 {
	if float64(k) > d.Mean() {
		return min(1, 2*d.AtLeast(k))
	}
	return min(1, 2*d.AtMost(k))
}

// above adds up the probabilities of k and more, which fall from k on: k is not
// below the mean.
func (d Distribution) above(k int64) float64 {
	term := d.Exactly(k)
	sum := term
	for ; k < d.Most() && term > sum*negligible; k++ {
		term *= float64(d.Marked-k) / float64(k+1) * (float64(d.Drawn-k) / float64(d.Population-d.Marked-d.Drawn+k+1))
		sum += term
	}
	return min(sum, 1)
}

// below adds up the probabilities of k and less; k is not above the mean.
func (d Distribution) below(k int64) float64 {
	term := d.Exactly(k)
	sum := term
	for ; k > d.Least() && term > sum*negligible; k-- {
		term *= float64(k) / float64(d.Marked-k+1) * (float64(d.Population-d.Marked-d.Drawn+k) / float64(d.Drawn-k+1))
		sum += term
	}
	return min(sum, 1)
}

// Round gives a probability as many digits as are sure.
func Round(p float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(p, 'g', 11, 64), 64)
	return rounded
}

// negligible is the part of a sum below which a term no longer changes it.
const negligible = 1e-18
