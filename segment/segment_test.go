package segment

import "testing"

// The cells as published: rows are R 1 to 5, columns F 1 to 5.
func TestRFGridIsAnExactPartition(t *testing.T) {
	published := [5][5]string{
		{"hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"},
		{"hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"},
		{"about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"},
		{"promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"},
		{"new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"},
	}
	s := RFGrid()
	for r := uint8(1); r <= 5; r++ {
		for f := uint8(1); f <= 5; f++ {
			if got, want := s.Code(s.Match(r, f, 1)), published[r-1][f-1]; got != want {
				t.Errorf("R%d F%d is %s, published as %s", r, f, got, want)
			}
			matches := 0
			for _, segment := range s.Segments {
				for _, rule := range segment.Rules {
					if rule.R.holds(r) && rule.F.holds(f) {
						matches++
					}
				}
			}
			if matches != 1 {
				t.Errorf("R%d F%d matches %d segments", r, f, matches)
			}
		}
	}
}

func TestUnmatchedScoresAreOthers(t *testing.T) {
	s := &Scheme{Segments: []Segment{{Code: "best", Rules: []Rule{{R: Range{5, 5}, M: Range{4, 5}}}}}}
	for _, c := range []struct {
		r, f, m uint8
		want    string
	}{{5, 1, 4, "best"}, {5, 5, 3, Others}, {4, 5, 5, Others}} {
		if got := s.Code(s.Match(c.r, c.f, c.m)); got != c.want {
			t.Errorf("%d%d%d is %s, want %s", c.r, c.f, c.m, got, c.want)
		}
	}
}

func TestSchemeRefusesOtherBins(t *testing.T) {
	for bins, ok := range map[[3]int]bool{{5, 5, 5}: true, {5, 5, 3}: true, {4, 4, 4}: false, {5, 3, 5}: false} {
		if err := RFGrid().Fits(bins); (err == nil) != ok {
			t.Errorf("bins %v: %v", bins, err)
		}
	}
}
