package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// BGNBD is the beta-geometric/NBD model (Fader, Hardie & Lee 2005, "Counting
// your customers the easy way"): a living customer buys at the rate
// λ ~ Gamma(R, Alpha) and after each repeat purchase leaves with probability
// p ~ Beta(A, B). A customer who never bought again is alive for certain,
// because only a repeat purchase can end the relation.
type BGNBD struct {
	R     float64
	Alpha float64 // in units of time
	A, B  float64
}

func (BGNBD) Name() string                 { return "BG/NBD" }
func (BGNBD) ParamNames() []string         { return []string{"r", "alpha", "a", "b"} }
func (m BGNBD) Params() []float64          { return []float64{m.R, m.Alpha, m.A, m.B} }
func (BGNBD) WithParams(p []float64) Model { return BGNBD{p[0], p[1], p[2], p[3]} }
func (m BGNBD) Rescale(c float64) Model    { return BGNBD{m.R, m.Alpha / c, m.A, m.B} }

func (m BGNBD) alive(rows []Row, out []float64) { oneByOne(m, rows, out) }

func (BGNBD) starts(rate float64) [][]float64 { return coinStarts(rate) }

func (m BGNBD) LogLik(rows []Row, grad []float64) float64 {
	return coins{m, 0}.logLik(rows, grad)
}

func (m BGNBD) Posterior(row Row) (float64, Future) {
	return coins{m, 0}.posterior(row)
}

// Alive is E[(1 + p t/α)^-r]: death comes at the rate λp.
func (m BGNBD) Alive(t float64) float64 {
	v := math.Log1p(t / m.Alpha)
	return newPowerMean(m.R, m.A, m.B, v).at(v)
}

func (m BGNBD) Orders(t float64) float64 {
	d, _ := m.Discounted(0, t)
	return d
}

// Discounted integrates e^(-δt) times the rate of purchases at t,
// (r/α) E[(1 + p t/α)^-(r+1)], over v = ln(1 + t/α), which spreads the decay
// of both factors evenly. Nothing in it is singular at a = 1. Without end or
// discount the sum is E[1/p], the purchases until a coin falls badly.
func (m BGNBD) Discounted(delta, t float64) (float64, error) {
	if err := checkHorizon(m.Name(), "a", m.A, delta, t); err != nil {
		return 0, err
	}
	if delta == 0 && math.IsInf(t, 1) {
		return (m.A + m.B - 1) / (m.A - 1), nil
	}
	z := delta * m.Alpha
	end := discountedRange(z, math.Log1p(t/m.Alpha))
	slope := (m.R + 1) * m.A / (m.A + m.B)
	part := func(lo, hi float64) float64 {
		rate := newPowerMean(m.R+1, m.A, m.B, hi)
		n := discountedPanels(z, lo, hi, slope)
		return integrate(gauss24, lo, hi, n, func(v float64) float64 {
			return rate.at(v) * math.Exp(v-z*math.Expm1(v))
		})
	}
	sum := part(0, min(end, seriesRange))
	if end > seriesRange {
		sum += part(seriesRange, end)
	}
	return m.R * sum, nil
}

// PMF is the paper's P(X(t) = n), with the sum over smaller counts as an
// incomplete beta function, so that small probabilities keep their digits.
func (m BGNBD) PMF(n int, t float64) float64 {
	if t == 0 {
		return indicator(n == 0)
	}
	x := float64(n)
	p := math.Exp(mathext.Lbeta(m.A, m.B+x)-mathext.Lbeta(m.A, m.B)) * NBD{m.R, m.Alpha}.PMF(n, t)
	if n > 0 {
		atLeast := mathext.RegIncBeta(x, m.R, t/(m.Alpha+t))
		p += math.Exp(mathext.Lbeta(m.A+1, m.B+x-1)-mathext.Lbeta(m.A, m.B)) * atLeast
	}
	return p
}

// coins is the likelihood that BG/NBD and MBG/NBD share: they differ in the
// number of coins a customer has survived, x + extra.
type coins struct {
	BGNBD
	extra int
}

func coinStarts(rate float64) [][]float64 {
	return [][]float64{
		{.5, .3 / rate, 1, 3},
		{.25, .1 / rate, .6, 2},
		{2, 1 / rate, .5, 1.5},
	}
}

// logLik, with k = x + extra, is
//
//	lnΓ(r+x)/Γ(r) − x ln α + ln B(a,b+k)/B(a,b) + ln(e^u + 1{k>0} e^v)
//	u = −(r+x) ln(1+T/α),  v = ln a − ln(b+k−1) − (r+x) ln(1+t_x/α)
//
// (the likelihood of FHL 2005 as in Fader & Hardie, note 027, which keeps it
// from overflowing; Batislam, Denizel & Filiztekin 2007 for extra = 1).
// The share of e^v is the probability of being dead, which also weighs the
// derivatives.
func (m coins) logLik(rows []Row, grad []float64) float64 {
	var ll, dr, dAlpha, da, db float64
	g, gb, gab := rise{base: m.R}, rise{base: m.B}, rise{base: m.A + m.B}
	logAlpha := math.Log(m.Alpha)
	for _, row := range rows {
		k, x, n := row.X+m.extra, float64(row.X), float64(row.customers())
		g.to(row.X)
		gb.to(k)
		gab.to(k)
		last, rest := math.Log1p(row.TX/m.Alpha), math.Log1p((row.T-row.TX)/(m.Alpha+row.TX))
		sum, alive, dead := logSum(-(m.R+x)*rest, m.died(k))
		ll += n * (g.log - x*logAlpha + gb.log - gab.log - (m.R+x)*last + sum)
		dr += n * (g.deriv - last - alive*rest)
		dAlpha += n * (m.R/m.Alpha - (m.R+x)*(alive/(m.Alpha+row.T)+dead/(m.Alpha+row.TX)))
		da += n * (dead/m.A - gab.deriv)
		db += n * (gb.deriv - gab.deriv)
		if k > 0 {
			db -= n * dead / (m.B + float64(k-1))
		}
	}
	if grad != nil {
		grad[0] += m.R * dr
		grad[1] += m.Alpha * dAlpha
		grad[2] += m.A * da
		grad[3] += m.B * db
	}
	return ll
}

// died is the logarithm of the odds that coin k, which comes with the last
// purchase, fell badly, before what happened after it is known.
func (m coins) died(k int) float64 {
	if k == 0 {
		return math.Inf(-1)
	}
	return math.Log(m.A / (m.B + float64(k-1)))
}

// posterior is BG/NBD with (r+x, α+T, a, b+k): every coin so far fell well.
func (m coins) posterior(row Row) (float64, Future) {
	k, rx := row.X+m.extra, m.R+float64(row.X)
	_, alive, _ := logSum(-rx*math.Log1p((row.T-row.TX)/(m.Alpha+row.TX)), m.died(k))
	return alive, BGNBD{rx, m.Alpha + row.T, m.A, m.B + float64(k)}
}
