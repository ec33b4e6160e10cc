package hypergeometric

import "math"

// logBinomial is the logarithm of the binomial probability of k among n, each
// with probability p; q is 1-p.
//
// Source: Loader, section 2: the saddle-point expansion, in which all large
// terms are gone before they are subtracted.
func logBinomial(k, n int64, p, q float64) float64 {
	x, size := float64(k), float64(n)
	switch k {
	case 0:
		if n == 0 {
			return 0
		}
		return -deviance(size, size*q) - size*p
	case n:
		return -deviance(size, size*p) - size*q
	}
	rest := size - x
	return stirlingError(n) - stirlingError(k) - stirlingError(n-k) - deviance(x, size*p) - deviance(rest, size*q) +
		0.5*math.Log(size/(2*math.Pi*x*rest))
}

// deviance is x·ln(x/m) + m - x, without loss where x and m are near each other.
//
// Source: Loader, section 3: with v = (x-m)/(x+m) it is
// (x-m)·v + 2·x·(v³/3 + v⁵/5 + …).
func deviance(x, m float64) float64 {
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, power := (x-m)*v, 2*x*v
	for i := 3.0; ; i += 2 {
		power *= v * v
		next := sum + power/i
		if next == sum {
			return sum
		}
		sum = next
	}
}

// stirlingError is ln(n!) less Stirling's approximation of it,
// ln(√(2πn)·(n/e)ⁿ); n is above 0.
//
// Source: the asymptotic series 1/(12n) - 1/(360n³) + 1/(1260n⁵) - 1/(1680n⁷) +
// 1/(1188n⁹), M. Abramowitz, I. Stegun, Handbook of Mathematical Functions,
// 6.1.41.
func stirlingError(n int64) float64 {
	x := float64(n)
	if n <= 15 {
		factorial := 1.0
		for i := 2.0; i <= x; i++ {
			factorial *= i
		}
		return math.Log(factorial) - 0.5*math.Log(2*math.Pi*x) - x*math.Log(x) + x
	}
	square := x * x
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-1.0/1188/square)/square)/square)/square) / x
}
