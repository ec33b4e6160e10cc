package scoring

import (
	"fmt"
	"math/big"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// modelFormat is named in every file. A change that an older program would
// misread makes a new one.
const modelFormat = "rfm score 1"

// Model is how customers were scored, as JSON: what --save-model writes and
// --model reads.
type Model struct {
	Format    string      `json:"format"`
	Method    string      `json:"method"`
	Bins      string      `json:"bins"`
	CutPoints CutPoints   `json:"cut_points"`
	Scheme    modelScheme `json:"scheme"`
	Rules     modelRules  `json:"rules"`
	Data      modelData   `json:"data"`
}

// CutPoints are exact: decimals, or fractions where they never end. Money
// is in whole units.
type CutPoints struct {
	Recency  []string `json:"recency_days"`
	Orders   []string `json:"orders"`
	Monetary []string `json:"monetary"`
}

// Of is the list of the cut points of a dimension.
func (c *CutPoints) Of(d rfm.Dimension) *[]string {
	return [...]*[]string{&c.Recency, &c.Orders, &c.Monetary}[d]
}

// modelRules are the flags by which transactions became customers. An input of
// one row per customer has none of the last three.
type modelRules struct {
	AsOf     string `json:"as_of"`
	Zone     string `json:"tz"`
	Count    string `json:"count,omitempty"`
	Returns  string `json:"returns,omitempty"`
	Monetary string `json:"monetary,omitempty"`
}

// modelData sums up the customers whom the cut points come from.
type modelData struct {
	AsOf      string `json:"as_of"`
	Customers int    `json:"customers"`
}

// newModel is what is kept of a scored population.
func newModel(method string, points *score.CutPoints, scheme modelScheme, c *population.Summary, p *population.Flags, read *population.Population) *Model {
	m := &Model{Format: modelFormat, Method: method, Bins: points.Bins().String(), Scheme: scheme,
		Rules: modelRules{AsOf: p.AsOf, Zone: p.Input.Zone},
		Data:  modelData{app.Day(c.AsOf), c.Customers}}
	if read.Known == nil {
		m.Rules.Count, m.Rules.Returns, m.Rules.Monetary = p.Count, p.Returns, p.Monetary
	}
	for _, d := range rfm.Dimensions() {
		for _, at := range points[d] {
			*m.CutPoints.Of(d) = append(*m.CutPoints.Of(d), score.ExactText(at))
		}
	}
	return m
}

// Check refuses a file whose values cannot be used.
func (m *Model) Check() error {
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
func (m *Model) options() (score.Options, error) {
	var points score.CutPoints
	for _, d := range rfm.Dimensions() {
		for _, text := range *m.CutPoints.Of(d) {
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
func (m *Model) follow(p *population.Flags) error {
	type rule struct {
		flag, saved string
		value       *string
	}
	rules := []rule{{"tz", m.Rules.Zone, &p.Input.Zone}}
	if !p.Known() && m.Rules.Count != "" {
		rules = append(rules, rule{"count", m.Rules.Count, &p.Count}, rule{"returns", m.Rules.Returns, &p.Returns},
			rule{"monetary", m.Rules.Monetary, &p.Monetary})
	}
	for _, r := range rules {
		if p.Given(r.flag) && *r.value != r.saved {
			return app.Usagef("--%s %s does not go with the model, which was saved with --%s %s", r.flag, *r.value, r.flag, r.saved)
		}
		*r.value = r.saved
	}
	switch {
	case p.Given("as-of") || p.Recency != "":
	case m.Rules.AsOf == "data" || m.Rules.AsOf == "today":
		p.AsOf = m.Rules.AsOf
	default:
		return app.Usage("the model was saved with --as-of "+m.Rules.AsOf+", which leaves out every later order",
			"say which day counts now: --as-of data, today or YYYY-MM-DD")
	}
	return nil
}

// sameRules reports whether what the model counted is known to be what is counted
// now: an input of one row per customer brings its own numbers.
func (m *Model) sameRules(read *population.Population) bool {
	return (read.Known != nil) == (m.Rules.Count == "")
}

// modelScheme is the scheme of the segments. One that is not built in is kept
// with the text of its file, one that looks at means with these.
type modelScheme struct {
	Name  string      `json:"name"`
	Text  string      `json:"text,omitempty"`
	Means *modelMeans `json:"means,omitempty"`
}

// modelMeans are what all customers had on average, exactly.
type modelMeans struct {
	Customers int    `json:"customers"`
	Recency   string `json:"recency_days"`
	Orders    string `json:"orders"`
	Monetary  string `json:"monetary"`
}

// NewModelScheme is what is kept of a scheme; the means, where it looks at some,
// are those of the scheme, else of the customers.
func NewModelScheme(s *segment.Scheme, c *rfm.Customers) modelScheme {
	m := modelScheme{Name: s.Name}
	if built, err := segment.Named(s.Name); err != nil || string(built.Source) != string(s.Source) {
		m.Text = string(s.Source)
	}
	if s.LooksAtMeans() {
		means := s.Means
		if means == nil {
			means = segment.MeansOf(c)
		}
		m.Means = &modelMeans{means.Customers, score.ExactText(means.Recency), score.ExactText(means.Orders), score.ExactText(means.Monetary)}
	}
	return m
}

// load is the scheme itself.
func (m modelScheme) load() (s *segment.Scheme, err error) {
	if m.Text == "" {
		s, err = segment.Named(m.Name)
	} else {
		s, err = segment.Parse("scheme "+m.Name, []byte(m.Text))
	}
	if err != nil {
		return nil, err
	}
	if s.LooksAtMeans() != (m.Means != nil) {
		return nil, fmt.Errorf("scheme %s goes with means where its rules look at some, and only there", s.Name)
	}
	if m.Means == nil {
		return s, nil
	}
	s.Means = &segment.Means{Customers: m.Means.Customers}
	for _, mean := range []struct {
		text string
		to   **big.Rat
	}{{m.Means.Recency, &s.Means.Recency}, {m.Means.Orders, &s.Means.Orders}, {m.Means.Monetary, &s.Means.Monetary}} {
		if *mean.to, err = score.ParseExact(mean.text); err != nil {
			return nil, fmt.Errorf("means of scheme %s: %w", s.Name, err)
		}
	}
	return s, nil
}
