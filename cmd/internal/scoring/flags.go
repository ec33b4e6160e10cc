package scoring

import (
	"fmt"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm/score"
)

// ScoreFlags are the flags that say how customers are scored.
type ScoreFlags struct {
	method, bins, edges, weights string
	modelPath, SaveModel         string

	Model *Model // of modelPath; nil without one
}

// AddFlags adds the flags to those of a command.
func (f *ScoreFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.method, "method", "", "`name` of the way to score:"+methodHelp())
	fs.StringVar(&f.bins, "bins", "", "`number` of scores, 2 to 10, or three for R,F,M (default: those of\nthe scheme, mostly 5)")
	fs.StringVar(&f.edges, "edges", "", "your own cut points, as `limits`: 'r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000';\na value on a limit belongs below it")
	fs.StringVar(&f.weights, "weights", "", "add rfm_weighted, the sum of the scores times these `numbers`: 100,10,1")
	fs.StringVar(&f.SaveModel, "save-model", "", "write cut points, scheme and rules to a `file`, as JSON")
	fs.StringVar(&f.modelPath, "model", "", "score with the cut points, scheme and rules of a `file` that --save-model\nwrote, and tell how far fresh cut points have drifted from them")
	app.NamesPlace(fs, "save-model")
	app.NamesFile(fs, "model")
	app.Group(fs, app.GroupScores, "method", "bins", "edges", "weights", "save-model", "model")
	var methods []string
	for _, m := range score.Methods() {
		methods = append(methods, m.Name)
	}
	app.Values(fs, "method", methods...)
	app.Overrule(fs, []string{"edges"}, []string{"method", "bins"})
	app.Overrule(fs, []string{"bins", "method=quantile", "method=ntile", "method=nested", "method=r-rfm", "method=pandas"}, []string{"edges"})
}

func methodHelp() string {
	text := ""
	for _, m := range score.Methods() {
		text += fmt.Sprintf("\n  %-8s  %s", m.Name, m.Meaning)
	}
	return text
}

// options are how customers are scored. A model has its say in the flags of the
// population, too.
func (f *ScoreFlags) options(p *population.Flags) (score.Options, error) {
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
		return o, app.Usagef("%v", err)
	}
	if f.SaveModel != "" {
		if err := o.CheckFreeze(); err != nil {
			return o, app.Usagef("--save-model: %v", err)
		}
	}
	return o, nil
}

// own are the options that the flags themselves give.
func (f *ScoreFlags) own() (score.Options, error) {
	s := score.Options{Method: f.method}
	var err error
	if f.bins != "" {
		if s.Bins, err = score.ParseBins(f.bins); err != nil {
			return s, app.Usagef("--%v", err)
		}
	}
	if f.edges != "" {
		if s.Edges, err = score.ParseEdges(f.edges); err != nil {
			return s, app.Usagef("--%v", err)
		}
	}
	if f.weights != "" {
		if s.Weights, err = score.ParseWeights(f.weights); err != nil {
			return s, app.Usagef("--%v", err)
		}
	}
	return s, nil
}

// follow reads the model and takes its cut points; own options that say
// something else are refused.
func (f *ScoreFlags) follow(own score.Options, p *population.Flags) (score.Options, error) {
	if f.SaveModel != "" {
		return own, app.Usagef("--save-model keeps fresh cut points, --model takes old ones: choose")
	}
	m := &Model{}
	if err := app.ReadModel(f.modelPath, modelFormat, "--model takes a file that --save-model wrote", m); err != nil {
		return own, err
	}
	o, err := m.options()
	if err != nil {
		return own, err
	}
	conflict := func(flag, value, saved string) error {
		return app.Usagef("--%s %s does not go with the model, which was saved with --%s", flag, value, saved)
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
	f.Model = m
	return o, m.follow(p)
}
