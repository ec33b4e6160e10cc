package clv

import "math"

// ParetoNBD is the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987): a
// living customer buys at the rate λ ~ Gamma(R, Alpha) and dies at the rate
// μ ~ Gamma(S, Beta), independent of λ.
type ParetoNBD struct {
	R     float64
	Alpha float64 // in units of time
	S     float64
	Beta  float64 // in units of time
}

func (ParetoNBD) Name() string                 { return "Pareto/NBD" }
func (ParetoNBD) ParamNames() []string         { return []string{"r", "alpha", "s", "beta"} }
func (m ParetoNBD) Params() []float64          { return []float64{m.R, m.Alpha, m.S, m.Beta} }
func (ParetoNBD) WithParams(p []float64) Model { return ParetoNBD{p[0], p[1], p[2], p[3]} }
func (m ParetoNBD) Rescale(c float64) Model {
	return ParetoNBD{m.R, m.Alpha / c, m.S, m.Beta / c}
}

func (ParetoNBD) starts(rate float64) [][]float64 {
	return [][]float64{
		{.5, .3 / rate, .5, .3},
		{1, .5 / rate, 1, 1},
		{2, 1 / rate, .3, .1},
	}
}

// LogLik is lnΓ(r+x)/Γ(r) − x ln α + ln(A + s J), where A belongs to customers
// alive at T and s J to those who died in (t_x, T); see deathTerm. The
// derivatives use means over the moment of death from the same nodes.
func (m ParetoNBD) LogLik(rows []Row, grad []float64) float64 {
	var ll, dr, da, ds, db float64
	g, logAlpha := rise{base: m.R}, math.Log(m.Alpha)
	for _, row := range rows {
		g.to(row.X)
		t := m.term(row)
		n, x := float64(row.customers()), float64(row.X)
		ll += n * (g.log - x*logAlpha + t.logSum)
		dr += n * (g.deriv - t.logA)
		da += n * (m.R/m.Alpha - (m.R+x)*t.invA)
		ds += n * (t.dead/m.S - t.logB)
		db += n * (m.S/m.Beta - m.S*t.invB - t.deadInvB)
	}
	if grad != nil {
		grad[0] += m.R * dr
		grad[1] += m.Alpha * da
		grad[2] += m.S * ds
		grad[3] += m.Beta * db
	}
	return ll
}

// Posterior is Pareto/NBD with (r+x, α+T, s, β+T).
func (m ParetoNBD) Posterior(row Row) (float64, Future) {
	return m.term(row).alive, ParetoNBD{m.R + float64(row.X), m.Alpha + row.T, m.S, m.Beta + row.T}
}

// deathTerm is what one row adds to the likelihood beside its constants. The
// end of a life is T for the living and the moment of death y for the dead.
type deathTerm struct {
	logSum      float64 // ln(A + s J)
	alive, dead float64 // shares of A and s J in that sum
	logA, logB  float64 // means of ln(1+end/α), ln(1+end/β)
	invA, invB  float64 // means of 1/(α+end), 1/(β+end)
	deadInvB    float64 // dead times the mean of 1/(β+y)
}

// term computes
//
//	A = (1+T/α)^-(r+x) (1+T/β)^-s,  J = ∫ (1+y/α)^-(r+x) (1+y/β)^-(s+1) dy/β over t_x..T
//
// with Gauss-Legendre rules in v, y = (c+t_x) e^v − c, c the smaller of α and
// β, d the larger. Both are taken relative to their integrand at t_x and in
// logarithms, so nothing over- or underflows, and no difference of
// hypergeometric functions appears. The logarithm of the integrand is concave
// in v; the range ends where its tangent at t_x has fallen to e^-45.
func (m ParetoNBD) term(row Row) deathTerm {
	rx, rest := m.R+float64(row.X), row.T-row.TX
	lastA, lastB := math.Log1p(row.TX/m.Alpha), math.Log1p(row.TX/m.Beta)
	restA, restB := math.Log1p(rest/(m.Alpha+row.TX)), math.Log1p(rest/(m.Beta+row.TX))
	t := deathTerm{
		logSum: -rx*lastA - m.S*lastB, alive: 1,
		logA: lastA + restA, logB: lastB + restB,
		invA: 1 / (m.Alpha + row.T), invB: 1 / (m.Beta + row.T),
	}
	if rest <= 0 {
		return t
	}
	c, d, nc, nd, end := m.Alpha, m.Beta, rx, m.S+1, restA
	if m.Beta < m.Alpha {
		c, d, nc, nd, end = m.Beta, m.Alpha, m.S+1, rx, restB
	}
	startC, startD := c+row.TX, d+row.TX
	if slope := 1 - nc - nd*startC/startD; slope*end < smallestTerm {
		end = smallestTerm / slope
	}
	rule, panels := deathRule(end, (nc+nd)*end)
	half := end / float64(2*panels)
	var sum, sumV, sumL, sumC, sumD float64
	for i := range panels {
		mid := half * float64(2*i+1)
		for _, p := range rule {
			for _, v := range [2]float64{mid - half*p.x, mid + half*p.x} {
				grown := startC * math.Expm1(v) // y − t_x
				l := math.Log1p(grown / startD)
				w := p.w * math.Exp(v*(1-nc)-nd*l)
				sum += w
				sumV += w * v
				sumL += w * l
				sumC += w / (startC + grown)
				sumD += w / (startD + grown)
			}
		}
	}
	logJ := math.Log(startC / (m.Beta + row.TX) * half * sum)
	ends, alive, dead := logSum(-rx*restA-m.S*restB, math.Log(m.S)+logJ)
	t.logSum, t.alive, t.dead = t.logSum+ends, alive, dead
	if m.Beta < m.Alpha {
		sumV, sumL, sumC, sumD = sumL, sumV, sumD, sumC
	}
	t.logA, t.logB = lastA+alive*restA+dead*sumV/sum, lastB+alive*restB+dead*sumL/sum
	t.deadInvB = dead * sumD / sum
	t.invA, t.invB = alive*t.invA+dead*sumC/sum, alive*t.invB+t.deadInvB
	return t
}

// deathRule picks the smallest rule of n points whose error lies below one
// unit in the last place, for a logarithm that falls by at most fall over a
// range of v of length end: (fall/4)^2n/(2n)! for an exponential, and
// (2π/end + √(1+4π²/end²))^-2n for a singularity π away.
func deathRule(end, fall float64) (rule []abscissa, panels int) {
	switch {
	case end <= 1.5 && fall <= 3:
		return gauss8, 1
	case end <= 2.2 && fall <= 8:
		return gauss12, 1
	case end <= 3 && fall <= 14:
		return gauss16, 1
	}
	return gauss24, min(8, 1+int(max(end/3, fall/20)))
}

// Alive is (β/(β+t))^s.
func (m ParetoNBD) Alive(t float64) float64 {
	return math.Exp(-m.S * math.Log1p(t/m.Beta))
}

// Orders is (rβ/α) ∫ e^((1−s)v) dv over 0..ln(1+t/β), equation 17 of the paper
// without its singularity at s = 1.
func (m ParetoNBD) Orders(t float64) float64 {
	v := math.Log1p(t / m.Beta)
	if k := (1 - m.S) * v; math.Abs(k) > 1e-300 {
		v *= math.Expm1(k) / k
	}
	return m.R * m.Beta / m.Alpha * v
}

// Discounted is (rβ/α) ∫ exp(−z(e^v − 1) + (1−s)v) dv, z = δβ: for t = +Inf
// equal to z^(s−1) e^z Γ(1−s, z)-type closed forms (Fader, Hardie & Lee 2005,
// "RFM and CLV"), of which no special case is needed here.
func (m ParetoNBD) Discounted(delta, t float64) (float64, error) {
	if err := checkHorizon(m.Name(), "s", m.S, delta, t); err != nil {
		return 0, err
	}
	switch {
	case delta == 0 && math.IsInf(t, 1):
		return m.R * m.Beta / (m.Alpha * (m.S - 1)), nil
	case delta == 0:
		return m.Orders(t), nil
	}
	z := delta * m.Beta
	end := discountedRange(z, math.Log1p(t/m.Beta))
	if m.S > 1 {
		end = min(end, 50/(m.S-1))
	}
	n := discountedPanels(z, 0, end, math.Abs(m.S-1))
	return m.R * m.Beta / m.Alpha * integrate(gauss24, 0, end, n, func(v float64) float64 {
		return math.Exp((1-m.S)*v - z*math.Expm1(v))
	}), nil
}

// PMF is the NBD probability of n at t for those alive then, plus its mean
// over the moments of death before t (Fader & Hardie, note 012), integrated in
// v, y = c(e^v − 1), c the smaller of α and β.
func (m ParetoNBD) PMF(n int, t float64) float64 {
	if t == 0 {
		return indicator(n == 0)
	}
	nbd, c := NBD{m.R, m.Alpha}, min(m.Alpha, m.Beta)
	end := math.Log1p(t / c)
	panels := 1 + int(min(500, end+(float64(n)+m.R+m.S)*end/15))
	died := integrate(gauss24, 0, end, panels, func(v float64) float64 {
		y := c * math.Expm1(v)
		return math.Exp(nbd.logPMF(n, y) - (m.S+1)*math.Log1p(y/m.Beta) + v)
	})
	return nbd.PMF(n, t)*m.Alive(t) + died*c*m.S/m.Beta
}
