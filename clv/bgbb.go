package clv

import "math"

// BGBB is the beta-geometric/beta-binomial model (Fader, Hardie & Shang 2010,
// "Customer-base analysis in a discrete-time noncontractual setting"): at each
// opportunity a living customer first leaves with probability
// θ ~ Beta(Gamma, Delta) and otherwise buys with probability
// p ~ Beta(Alpha, Beta). Time is counted in opportunities: T is how many came
// after the first purchase, TX the last one used.
type BGBB struct{ Alpha, Beta, Gamma, Delta float64 }

func (BGBB) Name() string                 { return "BG/BB" }
func (BGBB) ParamNames() []string         { return []string{"alpha", "beta", "gamma", "delta"} }
func (m BGBB) Params() []float64          { return []float64{m.Alpha, m.Beta, m.Gamma, m.Delta} }
func (BGBB) WithParams(p []float64) Model { return BGBB{p[0], p[1], p[2], p[3]} }
func (m BGBB) Rescale(float64) Model      { return m }

func (m BGBB) alive(rows []Row, out []float64) { oneByOne(m, rows, out) }

func (BGBB) starts(float64) [][]float64 {
	return [][]float64{{1, 1, 1, 1}, {.5, .5, .5, 2}, {.5, 5, 1, 10}}
}

// LogLik is the paper's likelihood, a sum over the moments of leaving.
func (m BGBB) LogLik(rows []Row, grad []float64) float64 {
	var ll float64
	f := m.factorials()
	for _, row := range rows {
		n := float64(row.customers())
		l, _, d := m.row(row, f)
		ll += n * l
		if grad != nil {
			for i, p := range m.Params() {
				grad[i] += n * p * d[i]
			}
		}
	}
	return ll
}

// Posterior has a BG/BB future with (α+x, β+n−x, γ, δ+n); alive means not
// gone by opportunity n = T.
func (m BGBB) Posterior(row Row) (float64, Future) {
	_, alive, _ := m.row(row, m.factorials())
	x := float64(row.X)
	return alive, BGBB{m.Alpha + x, m.Beta + row.T - x, m.Gamma, m.Delta + row.T}
}

// bgbbFactorials are the rising factorials of the likelihood, kept from row to
// row: sorted rows move them up.
type bgbbFactorials struct{ buy, skip, use, stay, leave rise }

func (m BGBB) factorials() *bgbbFactorials {
	return &bgbbFactorials{buy: rise{base: m.Alpha}, skip: rise{base: m.Beta}, use: rise{base: m.Alpha + m.Beta},
		stay: rise{base: m.Delta}, leave: rise{base: m.Gamma + m.Delta}}
}

// row sums the ways to have lived: gone after opportunity k = t_x … n−1, or
// alive at n. It returns the log-likelihood, the share of the living and the
// derivatives, which are means over the ways. Every beta ratio is a ratio of
// rising factorials; one way follows from the one before it by a factor, so
// that only the first takes logarithms.
func (m BGBB) row(row Row, f *bgbbFactorials) (ll, alive float64, d [4]float64) {
	last, n := int(row.TX), int(row.T)
	f.buy.to(row.X)
	f.skip.to(last - row.X)
	f.use.to(last)
	f.stay.to(last)
	f.leave.to(last)
	first := f.buy.log + f.skip.log - f.use.log + f.stay.log - f.leave.log
	dSkip, dUse, dStay, dLeave := f.skip.deriv, f.use.deriv, f.stay.deriv, f.leave.deriv
	var sum float64
	for k, c := last, 1.0; ; k++ { // c is the chance to be there at k, by that at t_x
		at := float64(k)
		skips, uses := m.Beta+at-float64(row.X), m.Alpha+m.Beta+at
		stays, leaves := m.Delta+at, m.Gamma+m.Delta+at
		w, dGone, dWay := c, 0.0, dLeave
		if k < n {
			w *= m.Gamma / leaves
			dGone, dWay = 1/m.Gamma, dLeave+1/leaves
		}
		sum += w
		d[0] += w * (f.buy.deriv - dUse)
		d[1] += w * (dSkip - dUse)
		d[2] += w * (dGone - dWay)
		d[3] += w * (dStay - dWay)
		if k == n {
			alive = w
			break
		}
		c *= skips / uses * (stays / leaves)
		dSkip, dUse = dSkip+1/skips, dUse+1/uses
		dStay, dLeave = dStay+1/stays, dLeave+1/leaves
	}
	for i := range d {
		d[i] /= sum
	}
	return first + math.Log(sum), alive / sum, d
}

// Alive is Γ(δ+t)/Γ(δ) · Γ(γ+δ)/Γ(γ+δ+t), t whole opportunities.
func (m BGBB) Alive(t float64) float64 {
	stay, leave := rise{base: m.Delta}, rise{base: m.Gamma + m.Delta}
	stay.to(int(t))
	leave.to(int(t))
	return math.Exp(stay.log - leave.log)
}

func (m BGBB) Orders(t float64) float64 {
	d, _ := m.Discounted(0, t)
	return d
}

// Discounted is α/(α+β) Σ P(alive at k) e^(-δk), k = 1 … t. The infinite sum is
// a mean over θ of a geometric series, E[τ(1−θ)/(1+θτ)] with τ = 1/(e^δ − 1)
// (the paper's DERT, there as 2F1), without discount E[(1−θ)/θ].
func (m BGBB) Discounted(delta, t float64) (float64, error) {
	if err := checkHorizon(m.Name(), "gamma", m.Gamma, delta, t); err != nil {
		return 0, err
	}
	buys := m.Alpha / (m.Alpha + m.Beta)
	switch {
	case math.IsInf(t, 1) && delta == 0:
		return buys * m.Delta / (m.Gamma - 1), nil
	case math.IsInf(t, 1):
		v := -math.Log(-math.Expm1(-delta)) // 1 + τ = e^v
		geometric := newPowerMean(1, m.Gamma, m.Delta+1, v).at(v)
		return buys * m.Delta / (m.Gamma + m.Delta) * geometric / math.Expm1(delta), nil
	}
	var sum float64
	alive := 1.0
	for k := 0.0; k < math.Floor(t); k++ {
		alive *= (m.Delta + k) / (m.Gamma + m.Delta + k)
		sum += alive * math.Exp(-delta*(k+1))
	}
	return buys * sum, nil
}

// PMF is the paper's P(X(t) = n): n purchases in the first t opportunities,
// over the moments of leaving.
func (m BGBB) PMF(n int, t float64) float64 {
	var sum float64
	choose := rise{base: 1} // C(k, n) = k!/(n!(k−n)!)
	buy, skip, use := rise{base: m.Alpha}, rise{base: m.Beta}, rise{base: m.Alpha + m.Beta}
	stay, leave := rise{base: m.Delta}, rise{base: m.Gamma + m.Delta}
	nFact, restFact := rise{base: 1}, rise{base: 1}
	buy.to(n)
	nFact.to(n)
	for k := n; k <= int(t); k++ {
		choose.to(k)
		restFact.to(k - n)
		skip.to(k - n)
		use.to(k)
		stay.to(k)
		log := choose.log - nFact.log - restFact.log + buy.log + skip.log - use.log + stay.log
		if k < int(t) {
			leave.to(k + 1)
			log += math.Log(m.Gamma)
		} else {
			leave.to(k)
		}
		sum += math.Exp(log - leave.log)
	}
	return sum
}
