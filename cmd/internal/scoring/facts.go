package scoring

import (
	"strings"

	"rfm/cmd/internal/app"
	"rfm/io/workbook"
	"rfm/rfm"
	"rfm/rfm/score"
)

// Facts are what a workbook says of the scores: the as-of day, how they were
// made, where the cut points are, which scheme names the segments.
func (j *Job) Facts() []workbook.Fact {
	s := j.Scores
	facts := []workbook.Fact{{Name: "as of", Value: app.Day(s.Customers.AsOf)}}
	if s.Method != "" { // else the input came with scores
		facts = append(facts, workbook.Fact{Name: "method", Value: s.Method + ", " + s.Bins.String() + " scores"})
		for _, d := range rfm.Dimensions() {
			if s.RuleOf(d) != score.ByCutPoints {
				continue
			}
			var points []string
			for _, at := range s.CutPoints(d) {
				points = append(points, score.ExactText(at))
			}
			facts = append(facts, workbook.Fact{Name: "cut points of " + d.Field(), Value: strings.Join(points, ", ")})
		}
	}
	if j.Assignment != nil {
		facts = append(facts, workbook.Fact{Name: "scheme", Value: j.Scheme.Name})
	}
	return facts
}

// Describe lets a workbook say what the job has done.
func (j *Job) Describe(o *app.Output) {
	o.Facts = j.Facts()
}
