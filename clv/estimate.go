package clv

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Status says what a fit may be used for.
type Status int

const (
	// NotConverged: no maximum was found; the values are where the search
	// ended.
	NotConverged Status = iota
	// NotIdentified: the likelihood is flat in some direction, or has no
	// maximum, so the data do not determine the values.
	NotIdentified
	// Converged: the gradient is zero and the curvature that of a maximum.
	Converged
)

func (s Status) String() string {
	switch s {
	case Converged:
		return "converged"
	case NotIdentified:
		return "not identified"
	}
	return "not converged"
}

// MarshalText writes the words of String.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the words of String.
func (s *Status) UnmarshalText(text []byte) error {
	for _, *s = range []Status{NotConverged, NotIdentified, Converged} {
		if s.String() == string(text) {
			return nil
		}
	}
	return fmt.Errorf("%q is not a status of a fit", text)
}

// Estimate is the outcome of a fit by maximum likelihood.
type Estimate struct {
	Names    []string
	Values   []float64
	SE       []float64   // standard errors of Values by the delta method; NaN unless converged
	LogCov   [][]float64 // covariance of the logarithms, the inverse of -H; nil unless converged
	LogLik   float64
	Gradient []float64 // derivatives of LogLik by the logarithms, per customer

	Customers int
	Rows      int // distinct rows
	Starts    []Start

	Status   Status
	Reason   string // why not converged or not identified
	Warnings []string
}

// Start is one start of the search and the log-likelihood reached from it, on
// every so-manieth row when there are many.
type Start struct {
	Params []float64
	LogLik float64
}

// AIC is Akaike's criterion, 2k − 2 LL.
func (e *Estimate) AIC() float64 { return 2*float64(len(e.Values)) - 2*e.LogLik }

// BIC is Schwarz's criterion, k ln n − 2 LL, n customers.
func (e *Estimate) BIC() float64 {
	return float64(len(e.Values))*math.Log(float64(e.Customers)) - 2*e.LogLik
}

// Interval is the confidence interval of parameter i at a level such as 0.95,
// symmetric on the log scale so that both ends are positive. Without standard
// errors it is (0, +Inf).
func (e *Estimate) Interval(i int, level float64) (low, high float64) {
	if e.LogCov == nil {
		return 0, math.Inf(1)
	}
	f := math.Exp(distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(e.LogCov[i][i]))
	return e.Values[i] / f, e.Values[i] * f
}

// Draws returns n parameter sets drawn from the normal distribution of the
// logarithms, N(ln Values, LogCov). The same seed gives the same sets. It
// returns nil without LogCov.
func (e *Estimate) Draws(n int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0))
	shift := make([][]float64, n)
	for i := range shift {
		shift[i] = make([]float64, len(e.Values))
		for j := range shift[i] {
			shift[i][j] = rng.NormFloat64()
		}
	}
	return e.shifted(shift)
}

// SigmaPoints returns 2k parameter sets, k the number of parameters, whose
// mean and covariance on the log scale are those of Draws exactly (Julier &
// Uhlmann 1997): the spread of a nearly linear prediction over them is that of
// many draws, at a fraction of the work. It returns nil without LogCov.
func (e *Estimate) SigmaPoints() [][]float64 {
	k := len(e.Values)
	shift := make([][]float64, 0, 2*k)
	for i := range k {
		for _, s := range [2]float64{1, -1} {
			v := make([]float64, k)
			v[i] = s * math.Sqrt(float64(k))
			shift = append(shift, v)
		}
	}
	return e.shifted(shift)
}

// shifted returns Values·exp(L z) for each z, L L' = LogCov.
func (e *Estimate) shifted(shift [][]float64) [][]float64 {
	if e.LogCov == nil {
		return nil
	}
	cov := mat.NewSymDense(len(e.Values), nil)
	for i, row := range e.LogCov {
		for j := i; j < len(row); j++ {
			cov.SetSym(i, j, row[j])
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(cov) {
		return nil
	}
	var l mat.TriDense
	chol.LTo(&l)
	sets := make([][]float64, len(shift))
	for i, z := range shift {
		var d mat.VecDense
		d.MulVec(&l, mat.NewVecDense(len(z), z))
		sets[i] = make([]float64, len(z))
		for j := range z {
			sets[i][j] = e.Values[j] * math.Exp(d.AtVec(j))
		}
	}
	return sets
}
