package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"rfm/rfm"
)

// scoringFlags are the flags of every command that scores customers.
type scoringFlags struct {
	method, bins, edges, weights string
}

func (f *scoringFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.method, "method", "", "`name` of the way to score:"+methodHelp())
	fs.StringVar(&f.bins, "bins", "", "`number` of scores, 2 to 10, or three for R,F,M (default 5);\nthe segment needs 5 for R and F")
	fs.StringVar(&f.edges, "edges", "", "own `limits`: 'r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000';\na value on a limit belongs below it")
	fs.StringVar(&f.weights, "weights", "", "add rfm_weighted, the sum of the scores times these `numbers`: 100,10,1")
}

func methodHelp() string {
	text := ""
	for _, m := range rfm.Methods() {
		text += fmt.Sprintf("\n%-8s  %s", m.Name, m.Meaning)
	}
	return text
}

// options are how customers are scored.
func (f *scoringFlags) options() (rfm.ScoreOptions, error) {
	s := rfm.ScoreOptions{Method: f.method}
	var err error
	if f.bins != "" {
		if s.Bins, err = rfm.ParseBins(f.bins); err != nil {
			return s, usagef("--bins: %v", err)
		}
	}
	if f.edges != "" {
		if s.Edges, err = rfm.ParseEdges(f.edges); err != nil {
			return s, usagef("--edges: %v", err)
		}
	}
	if f.weights != "" {
		if s.Weights, err = rfm.ParseWeights(f.weights); err != nil {
			return s, usagef("--weights: %v", err)
		}
	}
	if err := s.Validate(); err != nil {
		return s, usagef("%v", err)
	}
	return s, nil
}

// score scores a population and tells words what came of it.
func (p *population) score(o rfm.ScoreOptions, words io.Writer, verbose bool) (*rfm.Scores, error) {
	scores, err := rfm.Score(p.customers, o)
	if err != nil {
		return nil, err
	}
	printScored(words, scores, p.account, verbose)
	return scores, nil
}
