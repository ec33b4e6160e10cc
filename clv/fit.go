package clv

import (
	"errors"
	"math"
	"runtime"

	"gonum.org/v1/gonum/stat"
)

// Settings change a fit; the zero value is the default.
type Settings struct {
	// Workers is the number of goroutines; 0 means one for each processor. It
	// does not change a digit of the result.
	Workers int
	// Tolerance is the largest derivative of the log-likelihood by a log
	// parameter, per customer, that counts as zero; 0 means 1e-6.
	Tolerance float64
	// Starts are further starting parameters beside the model's own.
	Starts [][]float64
}

func (s Settings) workers() int {
	if s.Workers > 0 {
		return s.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (s Settings) tolerance() float64 {
	if s.Tolerance > 0 {
		return s.Tolerance
	}
	return 1e-6
}

// Fitted is a purchase model with the estimate of its parameters.
type Fitted struct {
	Model   Model
	Repeats int // repeat purchases of all customers
	Estimate
}

// SpendFit is a gamma-gamma model with the estimate of its parameters.
type SpendFit struct {
	Model GammaGamma
	// Dropped counts the repeat customers left out because their mean spend
	// was zero or less.
	Dropped int
	// Correlation is that of count and mean spend over the customers, which
	// the model takes for zero.
	Correlation float64
	Estimate
}

// ErrNoTime says that no customer was observed for longer than zero.
var ErrNoTime = errors.New("no customer was observed after the first purchase: every T is 0")

// Fit estimates the parameters of the model by maximum likelihood; those that
// m holds do not matter. Rows need not be distinct or sorted, their order
// changes no digit; those from Collapse save the time to do it again. Errors are a *RowError or ErrNoTime; a fit that fails says
// so in its Status.
//
// The search runs in logarithms, with time in units of the longest T, so that
// a change of unit changes nothing but the unit of the result.
func Fit(m Model, rows []Row, s Settings) (*Fitted, error) {
	if err := checkRows(rows); err != nil {
		return nil, err
	}
	if _, ok := m.(BGBB); ok {
		if err := checkOpportunities(rows); err != nil {
			return nil, err
		}
	}
	distinct := rows
	if !collapsed(rows) {
		distinct, _ = Collapse(rows)
	}
	customers, repeats, repeaters, span, total := 0, 0, 0, 0.0, 0.0
	for _, r := range distinct {
		n := r.customers()
		customers += n
		repeats += n * r.X
		if r.X > 0 {
			repeaters += n
		}
		span = max(span, r.T)
		total += float64(n) * r.T
	}
	if span == 0 {
		return nil, ErrNoTime
	}
	f := &Fitted{Model: m, Repeats: repeats}
	if repeats == 0 {
		f.Estimate = hopeless(m.ParamNames(), customers, len(distinct), "no customer bought again, so nothing tells how often customers buy or when they leave")
		return f, nil
	}
	var starts [][]float64
	for _, p := range m.starts(float64(repeats) / total * span) {
		starts = append(starts, m.WithParams(p).Rescale(1/span).Params())
	}
	f.Estimate = maximise(m.ParamNames(), distinct, customers, starts, s, func(p []float64) logLik[Row] {
		return m.WithParams(p).LogLik
	})
	f.Model = m.WithParams(f.Values)
	f.Warnings = modelWarnings(f.Model, repeaters)
	return f, nil
}

// FitSpend estimates the gamma-gamma parameters from the customers with repeat
// purchases; rows with X = 0 are ignored, rows with a mean of zero or less are
// dropped and counted.
func FitSpend(rows []Spend, s Settings) *SpendFit {
	distinct, dropped := collapseSpend(rows)
	f := &SpendFit{Dropped: dropped}
	customers, total := 0, 0.0
	var x, mean, weight []float64
	for _, r := range distinct {
		customers += r.N
		total += float64(r.N) * r.Mean
		x, mean, weight = append(x, float64(r.X)), append(mean, r.Mean), append(weight, float64(r.N))
	}
	if len(distinct) < 2 {
		f.Estimate = hopeless(f.Model.ParamNames(), customers, len(distinct), "fewer than two different spends of repeat customers")
		return f
	}
	var starts [][]float64
	for _, p := range f.Model.starts() {
		starts = append(starts, []float64{p[0], p[1], p[2] * total / float64(customers)})
	}
	f.Estimate = maximise(f.Model.ParamNames(), distinct, customers, starts, s, func(p []float64) logLik[Spend] {
		return GammaGamma{}.WithParams(p).LogLik
	})
	f.Model = f.Model.WithParams(f.Values)
	f.Correlation = stat.Correlation(x, mean, weight)
	f.Warnings = spendWarnings(f)
	return f
}

// Rescale returns the same fit with time measured in units c times as long:
// Rescale(7) turns a fit in days into one in weeks. The log-likelihood is a
// density of times and grows by ln c a repeat purchase.
func (f *Fitted) Rescale(c float64) *Fitted {
	g := *f
	g.Model = f.Model.Rescale(c)
	g.Values, g.SE = g.Model.Params(), append([]float64(nil), f.SE...)
	for i := range g.SE {
		g.SE[i] *= g.Values[i] / f.Values[i]
	}
	if _, ok := f.Model.(BGBB); !ok {
		g.LogLik += float64(f.Repeats) * math.Log(c)
	}
	return &g
}
