package segment

import (
	"fmt"
	"strings"
)

// Others is the code of the segment for customers that no rule matches.
const Others = "others"

// Scheme divides customers into segments by their scores.
type Scheme struct {
	Name string
	// Bins are the numbers of R, F and M scores the ranges are written for; 0
	// where the scheme does not look at the dimension.
	Bins [3]int
	// Segments are tried in order.
	Segments []Segment
}

// Segment is one named group.
type Segment struct {
	Code   string // stable: for files and programs
	Label  string // for people
	Advice string // what to do with these customers
	// Rules are alternatives: a customer belongs when one of them holds.
	Rules []Rule
}

// Rule holds for the scores within its ranges. A zero range is any score.
type Rule struct{ R, F, M Range }

// Range is from Low to High, both included.
type Range struct{ Low, High uint8 }

func (r Range) holds(score uint8) bool {
	return r == Range{} || r.Low <= score && score <= r.High
}

// Match is the position of the segment that the scores belong to, or
// len(s.Segments) for others.
func (s *Scheme) Match(r, f, m uint8) int {
	for i, segment := range s.Segments {
		for _, rule := range segment.Rules {
			if rule.R.holds(r) && rule.F.holds(f) && rule.M.holds(m) {
				return i
			}
		}
	}
	return len(s.Segments)
}

// Code is the code of the segment at a position that Match returned.
func (s *Scheme) Code(position int) string {
	if position == len(s.Segments) {
		return Others
	}
	return s.Segments[position].Code
}

// Fits tells whether the scheme is written for scores of these numbers of bins.
func (s *Scheme) Fits(bins [3]int) error {
	for i, name := range []string{"R", "F", "M"} {
		if s.Bins[i] != 0 && s.Bins[i] != bins[i] {
			return fmt.Errorf("scheme %s is written for %d %s scores, not %d", s.Name, s.Bins[i], name, bins[i])
		}
	}
	return nil
}

// Describe writes the rules of a segment: "R 4-5, F 2-3".
func (s Segment) Describe() string {
	var rules []string
	for _, rule := range s.Rules {
		var parts []string
		for _, d := range []struct {
			letter string
			r      Range
		}{{"R", rule.R}, {"F", rule.F}, {"M", rule.M}} {
			switch {
			case d.r == Range{}:
			case d.r.Low == d.r.High:
				parts = append(parts, fmt.Sprintf("%s %d", d.letter, d.r.Low))
			default:
				parts = append(parts, fmt.Sprintf("%s %d-%d", d.letter, d.r.Low, d.r.High))
			}
		}
		rules = append(rules, strings.Join(parts, ", "))
	}
	return strings.Join(rules, " or ")
}
