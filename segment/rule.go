package segment

import (
	"fmt"
	"strconv"
	"strings"

	"rfm/rfm"
)

// Rule holds for a customer when the scores are within all of its ranges and
// its expression, where there is one, is true.
type Rule struct {
	R, F, M Range
	// FM is for the mean of the F and the M score, which has half points. It is
	// not rounded: 2.5 is within 2-3 and 1-2.5, and neither within 1-2 nor 3-4.
	FM   Range
	When *Expression // nil for none
}

// Range is from Low to High, both included. The zero Range is any score.
type Range struct{ Low, High float64 }

func (r Range) holds(score float64) bool {
	return r == Range{} || r.Low <= score && score <= r.High
}

// String is the form that files have: "4-5", "3", "" for any score.
func (r Range) String() string {
	low, high := strconv.FormatFloat(r.Low, 'f', -1, 64), strconv.FormatFloat(r.High, 'f', -1, 64)
	switch {
	case r == Range{}:
		return ""
	case r.Low == r.High:
		return low
	}
	return low + "-" + high
}

// parseRange reads "3" or "4-5". half allows half points: "2.5-3".
func parseRange(text string, half bool) (Range, error) {
	low, high, isRange := strings.Cut(text, "-")
	if !isRange {
		high = low
	}
	var r Range
	for _, end := range []struct {
		text string
		to   *float64
	}{{low, &r.Low}, {high, &r.High}} {
		n, err := strconv.ParseFloat(strings.TrimSpace(end.text), 64)
		if err != nil || strings.ContainsAny(end.text, "eExXnN_+") {
			return Range{}, fmt.Errorf("%q is not a range: write 3 or 4-5", text)
		}
		if twice := 2 * n; n != float64(int(n)) && (!half || twice != float64(int(twice))) {
			return Range{}, fmt.Errorf("%q: no score is %s", text, strings.TrimSpace(end.text))
		}
		*end.to = n
	}
	if r.Low > r.High {
		return Range{}, fmt.Errorf("%q: %s is above %s", text, low, high)
	}
	return r, nil
}

// within tells whether the ranges hold for the scores of a cell.
func (r Rule) within(c Cell) bool {
	return r.R.holds(float64(c[rfm.Recency])) && r.F.holds(float64(c[rfm.Frequency])) &&
		r.M.holds(float64(c[rfm.Monetary])) && r.FM.holds(c.fm())
}

// looksAt tells which scores decide on the rule.
func (r Rule) looksAt() [3]bool {
	any := Range{}
	looks := [3]bool{r.R != any, r.F != any || r.FM != any, r.M != any || r.FM != any}
	if r.When != nil {
		for d, when := range r.When.scores {
			looks[d] = looks[d] || when
		}
	}
	return looks
}

// cellsTell tells whether the scores alone decide on the rule.
func (r Rule) cellsTell() bool { return r.When == nil || r.When.scoresOnly() }

// String writes the rule: "R 4-5, F 2-3", "FM 4-5, when orders > 3".
func (r Rule) String() string {
	var parts []string
	for _, d := range []struct {
		name string
		r    Range
	}{{"R", r.R}, {"F", r.F}, {"M", r.M}, {"FM", r.FM}} {
		if d.r != (Range{}) {
			parts = append(parts, d.name+" "+d.r.String())
		}
	}
	if r.When != nil {
		parts = append(parts, "when "+r.When.String())
	}
	return strings.Join(parts, ", ")
}
