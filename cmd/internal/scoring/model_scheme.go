package scoring

import (
	"fmt"
	"math/big"

	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

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
