package clv

import (
	"fmt"
	"math"
)

// GammaGamma is the model of spend per purchase (Fader & Hardie 2013, note
// 025): a purchase of a customer with rate ν brings Gamma(P, ν), where
// ν ~ Gamma(Q, V), independent of how often the customer buys. Money is in one
// unit, which only V carries.
type GammaGamma struct{ P, Q, V float64 }

func (GammaGamma) Name() string                      { return "gamma-gamma" }
func (GammaGamma) ParamNames() []string              { return []string{"p", "q", "v"} }
func (m GammaGamma) Params() []float64               { return []float64{m.P, m.Q, m.V} }
func (GammaGamma) WithParams(p []float64) GammaGamma { return GammaGamma{p[0], p[1], p[2]} }

// starts are for spends of mean 1.
func (GammaGamma) starts() [][]float64 {
	return [][]float64{{2, 3, 1}, {6, 4, .5}, {1, 2, 1}}
}

// LogLik is the log density of the mean spends given the counts (note 025,
// equation 1a), summed over rows with X > 0 and Mean > 0 and their customers.
// It adds the derivatives with respect to the logarithms of the parameters to
// grad, unless grad is nil. Rows sorted by X are fastest.
func (m GammaGamma) LogLik(rows []Spend, grad []float64) float64 {
	var ll, dp, dq, dv float64
	logV, psiQ := math.Log(m.V), digamma(m.Q)
	gammaQ, _ := math.Lgamma(m.Q)
	var x, px, logX, beta, psiPX, psiPXQ float64
	for _, row := range rows {
		if float64(row.X) != x {
			x = float64(row.X)
			px, logX = m.P*x, math.Log(x)
			up, _ := math.Lgamma(px + m.Q)
			down, _ := math.Lgamma(px)
			beta = up - down - gammaQ
			psiPX, psiPXQ = digamma(px), digamma(px+m.Q)
		}
		n, logM, total := float64(row.customers()), math.Log(row.Mean), m.V+x*row.Mean
		logTotal := math.Log(total)
		ll += n * (beta + m.Q*logV + (px-1)*logM + px*logX - (px+m.Q)*logTotal)
		dp += n * x * (psiPXQ - psiPX + logM + logX - logTotal)
		dq += n * (psiPXQ - psiQ + logV - logTotal)
		dv += n * (m.Q/m.V - (px+m.Q)/total)
	}
	if grad != nil {
		grad[0] += m.P * dp
		grad[1] += m.Q * dq
		grad[2] += m.V * dv
	}
	return ll
}

// Expected is the expected spend per purchase of a customer with mean spend
// mean over x purchases, p(v + x·mean)/(px+q−1); x = 0 gives the mean of the
// population. The error is a *SpendError when px+q ≤ 1.
func (m GammaGamma) Expected(x int, mean float64) (float64, error) {
	n := float64(x)
	if m.P*n+m.Q <= 1 {
		return 0, &SpendError{X: x, Q: m.Q + m.P*n}
	}
	return m.P * (m.V + n*mean) / (m.P*n + m.Q - 1), nil
}

// SpendError says that an expected spend does not exist.
type SpendError struct {
	X int
	Q float64 // q + px, which must exceed 1
}

func (e *SpendError) Error() string {
	return fmt.Sprintf("gamma-gamma: the mean spend after %d purchases does not exist, since q + px = %.4g is not above 1", e.X, e.Q)
}
