package segment

import (
	"fmt"
	"slices"

	"embed"
	"rfm/rfm"
	"rfm/rfm/score"
)

// Others is the code of the segment for customers that no rule matches.
const Others = "others"

// Scheme divides customers into segments.
type Scheme struct {
	Name  string
	About Text // one line on where it comes from and what it looks at
	// Bins are the numbers of R, F and M scores the rules are written for; zero
	// where no rule looks at a score.
	Bins score.Bins
	// Axes are weighted scores that rules may look at by name; nil for none.
	Axes []Axis
	// Declared are attributes that rules may look at by name; nil for none.
	Declared []Attribute
	// Segments are tried in order.
	Segments []Segment
	// Means are those of an earlier population, in place of those of the customers
	// who are assigned; nil for their own.
	Means *Means
	// Source is the text it was read from.
	Source []byte
}

// Segment is one named group.
type Segment struct {
	Code   string // stable: for files and programs
	Label  Text   // for people
	Advice Text   // what to do with these customers, one line
	Rule   Rule
}

// Code is the code of the segment at a position of an Assignment.
func (s *Scheme) Code(position int) string {
	if position == len(s.Segments) {
		return Others
	}
	return s.Segments[position].Code
}

// Fits tells whether the scheme is written for scores of these numbers of bins.
// A dimension that no rule looks at may have any.
func (s *Scheme) Fits(bins score.Bins) error {
	looks := s.looksAt()
	for _, d := range rfm.Dimensions() {
		if looks[d] && s.Bins[d] != bins[d] {
			return fmt.Errorf("scheme %s is written for %d %s scores, not %d", s.Name, s.Bins[d], d.Letter(), bins[d])
		}
	}
	return nil
}

// looksAt tells which scores the rules look at.
func (s *Scheme) looksAt() (looks [3]bool) {
	looks = s.axesLookAt()
	for _, segment := range s.Segments {
		for d, rule := range segment.Rule.looksAt() {
			looks[d] = looks[d] || rule
		}
	}
	return looks
}

// Shared are the fields that rules look at in which other customers have a part,
// such as means and ranks: a customer can change segment by what others do.
func (s *Scheme) Shared() []string {
	return slices.DeleteFunc(s.fields(), func(name string) bool { return !slices.Contains(sharedFields(), name) })
}

// fields are the fields beside scores that rules look at, in order.
func (s *Scheme) fields() []string {
	return slices.DeleteFunc(fieldNames(), func(name string) bool {
		return !slices.ContainsFunc(s.Segments, func(g Segment) bool {
			return g.Rule.When != nil && slices.Contains(g.Rule.When.others, name)
		})
	})
}

// OthersSegment is the segment of the customers that no rule matches.
func OthersSegment() Segment {
	return Segment{
		Code:   Others,
		Label:  Text{EN: "Others", ZH: "其他"},
		Advice: Text{EN: "no rule of the scheme matches them", ZH: "没有任何规则匹配"},
	}
}

//go:embed schemes/*.yaml
var schemes embed.FS

// Default is the name of the scheme for those who name none.
const Default = "rf-grid"

// Names lists the built-in schemes.
func Names() []string {
	return []string{Default, "putler", "klaviyo", "r-rfm", "py-rfm", "hughes", "cube-8", "pyramid", "abc", "lifecycle", "grading", "kaism"}
}

// Named is a built-in scheme.
func Named(name string) (*Scheme, error) {
	text, err := schemes.ReadFile("schemes/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no scheme is named %q", name)
	}
	return Parse(name+".yaml", text)
}
