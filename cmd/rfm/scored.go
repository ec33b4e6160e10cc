package main

import (
	"fmt"
	"io"

	"rfm/cmd/internal/app"
	"rfm/rfm"
)

// scored is what messages say of scores.
type scored struct {
	earlier bool // by an earlier run
	notices []rfm.Notice
	levels  func(rfm.Dimension) []rfm.Level
}

// printScored says who was scored, and what a reader of the scores should know.
func printScored(w io.Writer, c *crowd, a rfm.Account, s scored, verbose bool) {
	done := "scored"
	if s.earlier {
		done = "with scores"
	}
	printCustomers(w, c, a, done)
	for _, n := range s.notices {
		fmt.Fprintf(w, "notice: %s\n", n.Text)
	}
	if verbose {
		for _, d := range rfm.Dimensions() {
			for _, level := range s.levels(d) {
				if v := level.Interval; level.Customers == 0 && v.Lower != "" && v.Lower == v.Upper {
					continue // cut points that coincide leave nothing between them
				}
				fmt.Fprintf(w, "  %s %d  %s  (%s)\n", d.Letter(), level.Score, level.Interval.Text(d.Field()), app.Counted(level.Customers, "customer"))
			}
		}
	}
}

// scorePopulation scores a population and says in messages what came of it.
func scorePopulation(p *population, o rfm.ScoreOptions, messages io.Writer, verbose bool) (*rfm.Scores, error) {
	var scores *rfm.Scores
	var err error
	if p.known != nil {
		if p.known.Scored() && !p.given("bins") {
			o.Bins = rfm.Bins{} // those of the scheme are for scoring
		}
		scores, err = p.known.Score(o)
	} else {
		scores, err = rfm.Score(p.customers, o)
	}
	if err != nil {
		return nil, err
	}
	printScored(messages, crowdOf(p.customers), p.account, scored{scores.Method == "", scores.Notices, scores.Levels}, verbose)
	return scores, nil
}
