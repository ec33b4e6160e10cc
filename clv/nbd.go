package clv

import "math"

// NBD is the negative binomial model of purchases without death (Ehrenberg
// 1959), the baseline of the others: a customer buys at the rate
// λ ~ Gamma(R, Alpha), mean R/Alpha, for ever.
type NBD struct {
	R     float64
	Alpha float64 // in units of time
}

func (NBD) Name() string                      { return "NBD" }
func (NBD) ParamNames() []string              { return []string{"r", "alpha"} }
func (m NBD) Params() []float64               { return []float64{m.R, m.Alpha} }
func (NBD) WithParams(p []float64) Model      { return NBD{p[0], p[1]} }
func (m NBD) Rescale(c float64) Model         { return NBD{m.R, m.Alpha / c} }
func (m NBD) alive(rows []Row, out []float64) { oneByOne(m, rows, out) }

func (NBD) starts(rate float64) [][]float64 {
	return [][]float64{{.5, .5 / rate}, {.1, .1 / rate}, {2, 2 / rate}}
}

// LogLik is that of the ordered purchase times, as in the other models, so
// that they compare: lnΓ(r+x)/Γ(r) − x ln α − (r+x) ln(1+T/α). The
// likelihood of the count alone is this plus x ln T − ln x!.
func (m NBD) LogLik(rows []Row, grad []float64) float64 {
	var ll, dr, da float64
	g, logAlpha := rise{base: m.R}, math.Log(m.Alpha)
	for _, row := range rows {
		n, x, end := float64(row.customers()), float64(row.X), math.Log1p(row.T/m.Alpha)
		g.to(row.X)
		ll += n * (g.log - x*logAlpha - (m.R+x)*end)
		dr += n * (g.deriv - end)
		da += n * (m.R/m.Alpha - (m.R+x)/(m.Alpha+row.T))
	}
	if grad != nil {
		grad[0] += m.R * dr
		grad[1] += m.Alpha * da
	}
	return ll
}

// Posterior is λ ~ Gamma(R+x, Alpha+T), alive for certain.
func (m NBD) Posterior(row Row) (float64, Future) {
	return 1, NBD{m.R + float64(row.X), m.Alpha + row.T}
}

func (NBD) Alive(float64) float64 { return 1 }

func (m NBD) Orders(t float64) float64 { return m.R / m.Alpha * t }

func (m NBD) Discounted(delta, t float64) (float64, error) {
	if err := checkHorizon(m.Name(), "", 0, delta, t); err != nil {
		return 0, err
	}
	if delta == 0 {
		return m.Orders(t), nil
	}
	return m.R / m.Alpha * -math.Expm1(-delta*t) / delta, nil
}

// PMF is Γ(r+n)/(Γ(r) n!) (α/(α+t))^r (t/(α+t))^n.
func (m NBD) PMF(n int, t float64) float64 {
	if t == 0 {
		return indicator(n == 0)
	}
	return math.Exp(m.logPMF(n, t))
}

func (m NBD) logPMF(n int, t float64) float64 {
	x := float64(n)
	up, _ := math.Lgamma(m.R + x)
	down, _ := math.Lgamma(m.R)
	fact, _ := math.Lgamma(x + 1)
	return up - down - fact - m.R*math.Log1p(t/m.Alpha) - x*math.Log1p(m.Alpha/t)
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
