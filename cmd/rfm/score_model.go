package main

import (
	"fmt"

	"rfm/rfm"
	"rfm/rfm/score"
)

// scoreModel is how customers were scored, as JSON: what --save-model writes and
// --model reads.
type scoreModel struct {
	Format    string         `json:"format"`
	Method    string         `json:"method"`
	Bins      string         `json:"bins"`
	CutPoints modelCutPoints `json:"cut_points"`
	Scheme    modelScheme    `json:"scheme"`
	Rules     modelRules     `json:"rules"`
	Data      scoreModelData `json:"data"`
}

// modelCutPoints are exact: decimals, or fractions where they never end. Money
// is in whole units.
type modelCutPoints struct {
	Recency  []string `json:"recency_days"`
	Orders   []string `json:"orders"`
	Monetary []string `json:"monetary"`
}

func (c *modelCutPoints) of(d rfm.Dimension) *[]string {
	return [...]*[]string{&c.Recency, &c.Orders, &c.Monetary}[d]
}

// modelRules are the flags by which transactions became customers. An input of
// one row a customer has none of the last three.
type modelRules struct {
	AsOf     string `json:"as_of"`
	Zone     string `json:"tz"`
	Count    string `json:"count,omitempty"`
	Returns  string `json:"returns,omitempty"`
	Monetary string `json:"monetary,omitempty"`
}

// scoreModelData sums up the customers whom the cut points come from.
type scoreModelData struct {
	AsOf      string `json:"as_of"`
	Customers int    `json:"customers"`
}

// newScoreModel is what is kept of a scored population.
func newScoreModel(method string, points *score.CutPoints, scheme modelScheme, c *crowd, p *populationFlags, read *population) *scoreModel {
	m := &scoreModel{Format: scoreModelFormat, Method: method, Bins: points.Bins().String(), Scheme: scheme,
		Rules: modelRules{AsOf: p.asOf, Zone: p.input.zone},
		Data:  scoreModelData{dayText(c.asOf), c.customers}}
	if read.known == nil {
		m.Rules.Count, m.Rules.Returns, m.Rules.Monetary = p.count, p.returns, p.monetary
	}
	for _, d := range rfm.Dimensions() {
		for _, at := range points[d] {
			*m.CutPoints.of(d) = append(*m.CutPoints.of(d), score.ExactText(at))
		}
	}
	return m
}

// check refuses a file whose values cannot be used.
func (m *scoreModel) check() error {
	o, err := m.options()
	if err != nil {
		return err
	}
	if err := o.Validate(); err != nil {
		return err
	}
	if bins := o.NumberOfScores().String(); bins != m.Bins {
		return fmt.Errorf("the cut points make %s scores, not %s", bins, m.Bins)
	}
	_, err = m.Scheme.load()
	return err
}

// options are how customers are scored by the model.
func (m *scoreModel) options() (score.Options, error) {
	var points score.CutPoints
	for _, d := range rfm.Dimensions() {
		for _, text := range *m.CutPoints.of(d) {
			at, err := score.ParseExact(text)
			if err != nil {
				return score.Options{}, fmt.Errorf("cut points of %s: %w", d.Field(), err)
			}
			points[d] = append(points[d], at)
		}
	}
	if m.Method == score.MethodEdges {
		edges := score.Edges(points)
		return score.Options{Edges: &edges}, nil
	}
	return score.Options{Method: m.Method, Frozen: &points}, nil
}

// follow lets the flags take what the model says. A flag that says something
// else is refused, but the as-of day: a new day is what a model is for.
func (m *scoreModel) follow(p *populationFlags) error {
	type rule struct {
		flag, saved string
		value       *string
	}
	rules := []rule{{"tz", m.Rules.Zone, &p.input.zone}}
	if !p.known() && m.Rules.Count != "" {
		rules = append(rules, rule{"count", m.Rules.Count, &p.count}, rule{"returns", m.Rules.Returns, &p.returns},
			rule{"monetary", m.Rules.Monetary, &p.monetary})
	}
	for _, r := range rules {
		if p.given(r.flag) && *r.value != r.saved {
			return usagef("--%s %s does not go with the model, which was saved with --%s %s", r.flag, *r.value, r.flag, r.saved)
		}
		*r.value = r.saved
	}
	switch {
	case p.given("as-of") || p.recency != "":
	case m.Rules.AsOf == "data" || m.Rules.AsOf == "today":
		p.asOf = m.Rules.AsOf
	default:
		return &usageError{"the model was saved with --as-of " + m.Rules.AsOf + ", which leaves out every later order",
			[]string{"say which day counts now: --as-of data, today or YYYY-MM-DD"}}
	}
	return nil
}

// sameRules tells whether what the model counted is known to be what is counted
// now: an input of one row a customer brings its own numbers.
func (m *scoreModel) sameRules(read *population) bool {
	return (read.known != nil) == (m.Rules.Count == "")
}
