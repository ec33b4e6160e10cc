package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	rfmio "rfm/io"
	"rfm/rfm/score"
	"rfm/segment"
)

// scoringFlags are the flags of every command that scores customers.
type scoringFlags struct {
	method, bins, edges, weights string
	modelPath, saveModel         string

	model *scoreModel // of modelPath; nil without one
}

func (f *scoringFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.method, "method", "", "`name` of the way to score:"+methodHelp())
	fs.StringVar(&f.bins, "bins", "", "`number` of scores, 2 to 10, or three for R,F,M (default: those of\nthe scheme, mostly 5)")
	fs.StringVar(&f.edges, "edges", "", "own `limits`: 'r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000';\na value on a limit belongs below it")
	fs.StringVar(&f.weights, "weights", "", "add rfm_weighted, the sum of the scores times these `numbers`: 100,10,1")
	fs.StringVar(&f.saveModel, "save-model", "", "write cut points, scheme and rules to a `file`, as JSON")
	fs.StringVar(&f.modelPath, "model", "", "score with the cut points, scheme and rules of a `file` that --save-model\nwrote, and tell how far fresh cut points have drifted from them")
}

func methodHelp() string {
	text := ""
	for _, m := range score.Methods() {
		text += fmt.Sprintf("\n%-8s  %s", m.Name, m.Meaning)
	}
	return text
}

// options are how customers are scored. A model has its say in the flags of the
// population, too.
func (f *scoringFlags) options(p *populationFlags) (score.Options, error) {
	o, err := f.own()
	if err != nil {
		return o, err
	}
	if f.modelPath != "" {
		if o, err = f.follow(o, p); err != nil {
			return o, err
		}
	}
	if err := o.Validate(); err != nil {
		return o, usagef("%v", err)
	}
	if f.saveModel != "" {
		if err := o.CheckFreeze(); err != nil {
			return o, usagef("--save-model: %v", err)
		}
	}
	return o, nil
}

// own are the options that the flags themselves give.
func (f *scoringFlags) own() (score.Options, error) {
	s := score.Options{Method: f.method}
	var err error
	if f.bins != "" {
		if s.Bins, err = score.ParseBins(f.bins); err != nil {
			return s, usagef("--bins: %v", err)
		}
	}
	if f.edges != "" {
		if s.Edges, err = score.ParseEdges(f.edges); err != nil {
			return s, usagef("--edges: %v", err)
		}
	}
	if f.weights != "" {
		if s.Weights, err = score.ParseWeights(f.weights); err != nil {
			return s, usagef("--weights: %v", err)
		}
	}
	return s, nil
}

// follow reads the model and takes its cut points; own options that say
// something else are refused.
func (f *scoringFlags) follow(own score.Options, p *populationFlags) (score.Options, error) {
	if f.saveModel != "" {
		return own, usagef("--save-model keeps fresh cut points, --model takes old ones: choose")
	}
	m := &scoreModel{}
	if err := readModel(f.modelPath, scoreModelFormat, "--model takes a file that --save-model wrote", m); err != nil {
		return own, err
	}
	o, err := m.options()
	if err != nil {
		return own, err
	}
	conflict := func(flag, value, saved string) error {
		return usagef("--%s %s does not go with the model, which was saved with --%s", flag, value, saved)
	}
	switch {
	case own.Method != "" && own.Method != m.Method:
		return own, conflict("method", own.Method, "method "+m.Method)
	case own.Bins != score.Bins{} && own.Bins.String() != m.Bins:
		return own, conflict("bins", own.Bins.String(), "bins "+m.Bins)
	case own.Edges != nil && o.Edges == nil:
		return own, conflict("edges", own.Edges.String(), "method "+m.Method)
	case own.Edges != nil && own.Edges.String() != o.Edges.String():
		return own, conflict("edges", own.Edges.String(), "edges "+o.Edges.String())
	}
	o.Weights = own.Weights
	f.model = m
	return o, m.follow(p)
}

// createModel prepares the file that --save-model names, nil where it names none.
func (f *scoringFlags) createModel(scheme *segment.Scheme, output string, inputs []string) (*rfmio.File, error) {
	if f.saveModel == "" {
		return nil, nil
	}
	if err := scheme.CheckFreeze(); err != nil {
		return nil, usagef("--save-model: %v", err)
	}
	return createModel(f.saveModel, output, inputs)
}

// save writes the model to the file that createModel has prepared.
func (f *scoringFlags) save(file *rfmio.File, s *score.Scores, scheme *segment.Scheme, p *populationFlags, read *population) error {
	if file == nil {
		return nil
	}
	points, err := s.Freeze()
	if err != nil {
		return err
	}
	return writeModel(file, newScoreModel(s.Method, points, newModelScheme(scheme, s.Customers), crowdOf(s.Customers), p, read))
}

// score scores a population and tells words what came of it.
func (p *population) score(o score.Options, words io.Writer, verbose bool) (*score.Scores, error) {
	var scores *score.Scores
	var err error
	if p.known != nil {
		if p.known.Scored() && !p.given("bins") {
			o.Bins = score.Bins{} // those of the scheme are for scoring
		}
		scores, err = score.Known(p.known, o)
	} else {
		scores, err = score.Score(p.customers, o)
	}
	if err != nil {
		return nil, err
	}
	printScored(words, crowdOf(p.customers), p.account, scored{scores.Method == "", scores.Notices, scores.Levels}, verbose)
	return scores, nil
}
