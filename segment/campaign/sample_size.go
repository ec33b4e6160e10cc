package campaign

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// SampleSize is how many of a population must be mailed to know a response rate
// of about p to within ± d at Level: n0 = z²·p(1−p)/d², and for a finite
// population n = n0 / (1 + (n0−1)/N), rounded up (Cochran, Sampling Techniques,
// 4.4). population 0 means one without end. p and d are shares above 0.
func SampleSize(p, d float64, population int64) int64 {
	z := zOf(Level)
	n := z * z * p * (1 - p) / (d * d)
	if population > 0 {
		n /= 1 + (n-1)/float64(population)
	}
	return wholeUp(n)
}

// Power is the chance that ArmSize gives a test to find the uplift it is for.
const Power = 0.8

// ArmSize is how many customers each of two arms needs, so that a test at Level
// finds an uplift from rate p to rate p+u with chance Power: (z_a+z_b)² ·
// (p(1−p) + q(1−q)) / u², q = p+u, rounded up (Fleiss, Statistical Methods for
// Rates and Proportions, 2.12, without continuity correction).
func ArmSize(p, u float64) int64 {
	q := p + u
	z := zOf(Level) + distuv.UnitNormal.Quantile(Power)
	return wholeUp(z * z * (p*(1-p) + q*(1-q)) / (u * u))
}

// wholeUp rounds up; what is whole but for rounding stays.
func wholeUp(n float64) int64 { return int64(math.Ceil(n - 1e-9*n)) }
