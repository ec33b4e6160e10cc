package scoring

import (
	"fmt"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/score"
)

// Scored is what messages say of scores.
type Scored struct {
	earlier bool // by an earlier run
	Notices []score.Notice
	Levels  func(rfm.Dimension) []score.Level
}

// PrintScored says who was scored, and what a reader of the scores should know.
func PrintScored(w app.Messages, c *population.Summary, a rfm.Account, s Scored) {
	done := "scored"
	if s.earlier {
		done = "with scores"
	}
	population.PrintCustomers(w, c, a, done)
	for _, n := range s.Notices {
		fmt.Fprintf(w, "notice: %s\n", n.Text)
	}
	if w.Verbose {
		for _, d := range rfm.Dimensions() {
			for _, level := range s.Levels(d) {
				if v := level.Interval; level.Customers == 0 && v.Lower != "" && v.Lower == v.Upper {
					continue // cut points that coincide leave nothing between them
				}
				fmt.Fprintf(w, "  %s %d  %s  (%s)\n", d.Letter(), level.Score, level.Interval.Text(d.Field()), app.Counted(level.Customers, "customer"))
			}
		}
	}
}
