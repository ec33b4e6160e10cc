package score

import (
	"strings"
	"testing"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/rfmtest"
)

// checkScores compares with expected rows, at least so many, whose scores stand
// in three columns; turned upside down where 1 is best there.
func checkScores(t *testing.T, s *Scores, expected []map[string]string, atLeast int, id string, columns [3]string, oneIsBest bool) {
	t.Helper()
	if len(expected) < atLeast {
		t.Errorf("%d expected rows, want %d", len(expected), atLeast)
	}
	for _, row := range expected {
		i, found := s.Customers.ID.Find(row[id])
		if !found {
			t.Fatalf("customer %q is missing", row[id])
		}
		for d, column := range columns {
			want, got := int(rfmtest.Whole(t, row[column])), int(s.Of(rfm.Dimension(d))[i])
			if oneIsBest {
				want = s.Bins[d] + 1 - want
			}
			if got != want {
				t.Errorf("%s: %s %d, want %d", row[id], rfm.Dimension(d).ScoreField(), got, want)
			}
		}
	}
}

func checkCutPoints(t *testing.T, s *Scores, want [3]string) {
	t.Helper()
	for _, d := range rfm.Dimensions() {
		var got []string
		for _, at := range s.CutPoints(d) {
			got = append(got, decimal.RatText(at, 0))
		}
		if text := strings.Join(got, " "); text != want[d] {
			t.Errorf("%s cut points %s, want %s", d.Letter(), text, want[d])
		}
	}
}
