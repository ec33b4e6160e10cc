package clv

import (
	"fmt"

	"rfm/clv"
	"rfm/cmd/internal/app"
)

// modelFormat is named in every file. A change that an older program would
// misread makes a new one.
const modelFormat = "rfm clv 1"

// modelFile is a fitted model as JSON: what --save-model writes and --model
// reads.
type modelFile struct {
	Format      string           `json:"format"`
	Model       string           `json:"model"`
	Name        string           `json:"name"`
	Definitions modelDefinitions `json:"definitions"`
	Data        modelData        `json:"data"`
	Purchases   savedEstimate    `json:"purchases"`
	Spend       *savedEstimate   `json:"spend,omitempty"`
}

// modelDefinitions say what the numbers mean.
type modelDefinitions struct {
	Unit     string `json:"unit"`
	Orders   string `json:"orders"`
	Time     string `json:"time"`
	Spend    string `json:"spend"`
	Returns  string `json:"returns"`
	LessCost bool   `json:"less_cost"`
}

// modelData sums up the data of the fit.
type modelData struct {
	FirstDay  string `json:"first_day"`
	AsOf      string `json:"as_of"`
	Customers int    `json:"customers"`
	Repeaters int    `json:"repeat_customers"`
	Repeats   int    `json:"repeat_orders"`
	Histories int    `json:"distinct_histories"`
}

// savedEstimate is the outcome of a fit.
type savedEstimate struct {
	Parameters    []savedParameter `json:"parameters"`
	LogCovariance [][]float64      `json:"log_covariance"`
	LogLikelihood float64          `json:"log_likelihood"`
	Customers     int              `json:"customers"`
	Rows          int              `json:"rows"`
	Warnings      []string         `json:"warnings,omitempty"`
}

type savedParameter struct {
	Name          string  `json:"name"`
	Value         float64 `json:"value"`
	StandardError float64 `json:"standard_error"`
}

// newModelFile is what is saved of a fit.
func newModelFile(j *job, h *histories, f *fit) *modelFile {
	m := &modelFile{Format: modelFormat, Name: f.purchase.Model.Name(), Purchases: saved(&f.purchase.Estimate)}
	for _, known := range models() {
		if known.model.Name() == m.Name {
			m.Model = known.name
		}
	}
	m.Definitions = modelDefinitions{Unit: h.period.name,
		Orders:   "days with an order, less the first one",
		Time:     "whole days from the first order",
		Spend:    "mean net spend of the repeat days; no discount, no margin",
		Returns:  j.plan.returnsName(),
		LessCost: j.plan.cost,
	}
	if h.period.index != nil {
		m.Definitions.Orders = "calendar " + h.period.name + "s with an order, after that of the first one"
		m.Definitions.Time = "calendar " + h.period.name + "s after that of the first order"
		m.Definitions.Spend = "mean net spend of the " + h.period.name + "s with a repeat order; no discount, no margin"
	}
	m.Data = modelData{FirstDay: app.Day(j.account.FirstDay), AsOf: h.endDay(), Customers: h.len(),
		Repeaters: h.repeaters(), Repeats: h.repeats(), Histories: len(h.rows)}
	if f.spend != nil {
		s := saved(&f.spend.Estimate)
		m.Spend = &s
	}
	return m
}

func saved(e *clv.Estimate) savedEstimate {
	s := savedEstimate{LogCovariance: e.LogCov, LogLikelihood: e.LogLik, Customers: e.Customers, Rows: e.Rows, Warnings: e.Warnings}
	for i, name := range e.Names {
		s.Parameters = append(s.Parameters, savedParameter{name, e.Values[i], e.SE[i]})
	}
	return s
}

// loadModel reads the file that --model names, if it names one, and lets the
// plan follow it.
func (o *options) loadModel(p *plan) (*modelFile, error) {
	if p.modelPath == "" {
		return nil, nil
	}
	m := &modelFile{}
	if err := app.ReadModel(p.modelPath, modelFormat, "--model takes a name (rfm clv --help) or a file that --save-model wrote", m); err != nil {
		return nil, err
	}
	return m, m.follow(p)
}

// Check refuses a file whose numbers cannot be used.
func (m *modelFile) Check() error {
	known, ok := m.known()
	if !ok {
		return fmt.Errorf("unknown model %q", m.Model)
	}
	if err := m.Purchases.check(known.model.ParamNames()); err != nil {
		return fmt.Errorf("purchases: %w", err)
	}
	if m.Spend == nil {
		return nil
	}
	if err := m.Spend.check(clv.GammaGamma{}.ParamNames()); err != nil {
		return fmt.Errorf("spend: %w", err)
	}
	return nil
}

// known is the model of that name.
func (m *modelFile) known() (namedModel, bool) {
	for _, known := range models() {
		if known.name == m.Model {
			return known, true
		}
	}
	return namedModel{}, false
}

func (s *savedEstimate) check(names []string) error {
	if len(s.Parameters) != len(names) {
		return fmt.Errorf("%d parameters, not %d", len(s.Parameters), len(names))
	}
	for i, p := range s.Parameters {
		if p.Name != names[i] || !(p.Value > 0) {
			return fmt.Errorf("parameter %d is %s = %g, not %s above 0", i+1, p.Name, p.Value, names[i])
		}
	}
	for _, row := range s.LogCovariance {
		if len(row) != len(names) || len(s.LogCovariance) != len(names) {
			return fmt.Errorf("the covariance is not %d × %d", len(names), len(names))
		}
	}
	return nil
}

// follow makes the plan that of the file.
func (m *modelFile) follow(p *plan) error {
	p.model = m.Model
	for _, u := range timeUnits() {
		if m.Model == "bgbb" && u.name == m.Definitions.Unit {
			p.unit = u
		}
	}
	if p.model == "bgbb" && p.horizon.Month > 0 {
		return app.Usagef("--discounting monthly does not go with bgbb, which counts in --unit")
	}
	switch {
	case m.Definitions.LessCost && !p.cost:
		return app.Usagef("the model was fitted to amounts less costs: name their column with --cost")
	case p.cost && !m.Definitions.LessCost && m.Spend != nil:
		return app.Usagef("the model was fitted to amounts, not to amounts less costs: --cost does not go with it")
	}
	if was := p.returnsName(); was != m.Definitions.Returns {
		return app.Usagef("the model was fitted with --returns %s, not %s", m.Definitions.Returns, was)
	}
	return nil
}

// fit is the saved fit.
func (m *modelFile) fit(withSpend bool) (*fit, error) {
	known, _ := m.known()
	f := &fit{loaded: true, purchase: &clv.Fitted{Estimate: m.Purchases.estimate(), Repeats: m.Data.Repeats}}
	f.purchase.Model = known.model.WithParams(f.purchase.Values)
	if m.Spend != nil && withSpend {
		f.spend = &clv.SpendFit{Estimate: m.Spend.estimate()}
		f.spend.Model = f.spend.Model.WithParams(f.spend.Values)
	}
	return f, nil
}

func (s *savedEstimate) estimate() clv.Estimate {
	e := clv.Estimate{LogCov: s.LogCovariance, LogLik: s.LogLikelihood, Customers: s.Customers, Rows: s.Rows,
		Warnings: s.Warnings, Status: clv.Converged}
	for _, p := range s.Parameters {
		e.Names, e.Values, e.SE = append(e.Names, p.Name), append(e.Values, p.Value), append(e.SE, p.StandardError)
	}
	return e
}
