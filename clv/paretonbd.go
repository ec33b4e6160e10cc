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
// alive at T and s J to those who died in (t_x, T); see deaths. The derivatives
// use means over the moment of death from the same nodes.
func (m ParetoNBD) LogLik(rows []Row, grad []float64) float64 {
	var ll, dr, da, ds, db float64
	g, logAlpha := rise{base: m.R}, math.Log(m.Alpha)
	m.lives(rows, func(i int, l lives) {
		g.to(rows[i].X)
		n, x := float64(rows[i].customers()), float64(rows[i].X)
		ll += n * (g.log - x*logAlpha + l.log)
		dr += n * (g.deriv - l.logA)
		da += n * (m.R/m.Alpha - (m.R+x)*l.invA)
		ds += n * (l.dead/m.S - l.logB)
		db += n * (m.S/m.Beta - m.S*l.invB - l.deadInvB)
	})
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
	var alive [1]float64
	m.alive([]Row{row}, alive[:])
	return alive[0], ParetoNBD{m.R + float64(row.X), m.Alpha + row.T, m.S, m.Beta + row.T}
}

func (m ParetoNBD) alive(rows []Row, out []float64) {
	m.lives(rows, func(i int, l lives) { out[i] = l.alive })
}

// lives calls f with the part of each row, in order; rows of one X that follow
// each other share the work.
func (m ParetoNBD) lives(rows []Row, f func(i int, l lives)) {
	var d deaths
	for i := 0; i < len(rows); {
		end := i + 1
		for end < len(rows) && rows[end].X == rows[i].X {
			end++
		}
		d.reset(m, rows[i:end])
		for ; i < end; i++ {
			f(i, d.of(rows[i]))
		}
	}
}

// Alive is (β/(β+t))^s.
func (m ParetoNBD) Alive(t float64) float64 {
	return math.Exp(-m.S * math.Log1p(t/m.Beta))
}

// Orders is (rβ/α) ∫ e^((1−s)v) dv over 0..ln(1+t/β), the paper's E[X(t)]
// without its singularity at s = 1.
func (m ParetoNBD) Orders(t float64) float64 {
	v := math.Log1p(t / m.Beta)
	if k := (1 - m.S) * v; math.Abs(k) > 1e-300 {
		v *= math.Expm1(k) / k
	}
	return m.R * m.Beta / m.Alpha * v
}

// Discounted is (rβ/α) ∫ exp(−z(e^v − 1) + (1−s)v) dv over 0..ln(1+t/β), z = δβ:
// for t = +Inf the DERT of Fader, Hardie & Lee 2005, "RFM and CLV", there with
// a Tricomi function, which overflows for large s.
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
