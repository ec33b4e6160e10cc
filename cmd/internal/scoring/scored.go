package scoring

import (
	"fmt"
	"io"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
)

// Scored is what messages say of scores.
type Scored struct {
	earlier bool // by an earlier run
	Notices []rfm.Notice
	Levels  func(rfm.Dimension) []rfm.Level
}

// PrintScored says who was scored, and what a reader of the scores should know.
func PrintScored(w io.Writer, c *population.Summary, a rfm.Account, s Scored, verbose bool) {
	done := "scored"
	if s.earlier {
		done = "with scores"
	}
	population.PrintCustomers(w, c, a, done)
	for _, n := range s.Notices {
		fmt.Fprintf(w, "notice: %s\n", n.Text)
	}
	if verbose {
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

// Score scores a population and says in messages what came of it.
func Score(p *population.Population, o rfm.ScoreOptions, messages io.Writer, verbose bool) (*rfm.Scores, error) {
	var scores *rfm.Scores
	var err error
	if p.Known != nil {
		if p.Known.Scored() && !p.Given("bins") {
			o.Bins = rfm.Bins{} // those of the scheme are for scoring
		}
		scores, err = p.Known.Score(o)
	} else {
		scores, err = rfm.Score(p.Customers, o)
	}
	if err != nil {
		return nil, err
	}
	PrintScored(messages, population.NewSummary(p.Customers), p.Account, Scored{scores.Method == "", scores.Notices, scores.Levels}, verbose)
	return scores, nil
}
