package segment

import (
	"testing"

	"rfm/rfm/score"
)

// named is a built-in scheme.
func named(t *testing.T, name string) *Scheme {
	t.Helper()
	s, err := Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// codeOf is the segment of a cell of a scheme that looks at scores only.
func codeOf(t *testing.T, s *Scheme, c Cell) string {
	t.Helper()
	p, err := s.plan(s.Bins)
	if err != nil {
		t.Fatal(err)
	}
	return s.Code(int(p.of(c[0], c[1], c[2]).segment))
}

// The cells as published: rows are R 1 to 5, columns F 1 to 5.
func TestRFGridIsThePublishedGrid(t *testing.T) {
	published := [5][5]string{
		{"hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"},
		{"hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"},
		{"about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"},
		{"promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"},
		{"new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"},
	}
	s := named(t, "rf-grid")
	for _, c := range cells(s.Bins) {
		if got, want := codeOf(t, s, c), published[c[0]-1][c[1]-1]; got != want {
			t.Errorf("%v is %s, published as %s", c, got, want)
		}
	}
}

func TestUnmatchedScoresAreOthers(t *testing.T) {
	s := &Scheme{Bins: score.Bins{5, 5, 5}, Segments: []Segment{{Code: "best", Rule: Rule{R: Range{5, 5}, M: Range{4, 5}}}}}
	for c, want := range map[Cell]string{{5, 1, 4}: "best", {5, 5, 3}: Others, {4, 5, 5}: Others} {
		if got := codeOf(t, s, c); got != want {
			t.Errorf("%v is %s, want %s", c, got, want)
		}
	}
}

func TestSchemeRefusesOtherBins(t *testing.T) {
	for _, c := range []struct {
		scheme string
		bins   score.Bins
		fits   bool
	}{
		{"rf-grid", score.Bins{5, 5, 5}, true},
		{"rf-grid", score.Bins{5, 5, 3}, true}, // it does not look at M
		{"rf-grid", score.Bins{4, 4, 4}, false},
		{"rf-grid", score.Bins{5, 3, 5}, false},
		{"putler", score.Bins{5, 5, 3}, false},
		{"klaviyo", score.Bins{5, 5, 5}, false},
		{"klaviyo", score.Bins{3, 3, 3}, true},
		{"cube-8", score.Bins{2, 7, 10}, true}, // it looks at no score
	} {
		if err := named(t, c.scheme).Fits(c.bins); (err == nil) != c.fits {
			t.Errorf("%s, bins %v: %v", c.scheme, c.bins, err)
		}
	}
}

// Half points of fm are not rounded.
func TestHalfPoints(t *testing.T) {
	s, err := Parse("half.yaml", []byte(`name: half
bins: 5
segments:
  - {code: low, fm: 1-2}
  - {code: middle, fm: 2.5-3}
  - {code: high, fm: 4-5}
`))
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[Cell]string{{1, 1, 3}: "low", {1, 2, 3}: "middle", {1, 3, 3}: "middle", {1, 4, 3}: Others, {1, 3, 5}: "high"} {
		if got := codeOf(t, s, c); got != want {
			t.Errorf("%v is %s, want %s", c, got, want)
		}
	}
}

// Every segment of the built-in schemes says what it is in both languages.
func TestBuiltInSchemesSpeakBothLanguages(t *testing.T) {
	for _, name := range Names() {
		s := named(t, name)
		if s.Name != name {
			t.Errorf("%s.yaml is named %s", name, s.Name)
		}
		texts := []Text{s.About}
		for _, segment := range s.Segments {
			texts = append(texts, segment.Label, segment.Advice)
		}
		for _, text := range texts {
			if text.EN == "" || text.ZH == "" || len(text.EN) > 80 {
				t.Errorf("%s: %q in English, %q in Chinese", name, text.EN, text.ZH)
			}
		}
	}
}
