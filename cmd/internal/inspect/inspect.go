package inspect

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/rfm"
)

// Command is rfm inspect.
func Command() app.Command {
	return app.Command{Use: "inspect FILE...",
		Short: "Show what would be read and how, with the flags that pin it",
		Long: `Inspect reads the files as rfm score would and tells what it found: the format,
the columns and why each was taken for what, the days, where every row goes and
what looks odd. It scores nobody.

Rows that equal another one are counted up to a million rows; beyond, they are
estimated from a sample, and the report says so. --exact counts them.

The flags it ends with say all that was found out, so that next week's file
cannot change it; --emit-config writes them as keys of rfm.yaml instead.

A file that rfm score refuses is shown, too, as far as it goes; the error tells
the choice, and its exit code stays.`,
		Example: `  rfm inspect sales.csv
  rfm inspect sales.csv --format json
  rfm inspect sales.csv --emit-config > pinned.yaml`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	population population.Flags
	format     string
	emitConfig bool
	exact      bool
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.population.AddFlags(fs)
	fs.StringVar(&o.format, "format", "text", "`text|json`")
	fs.BoolVar(&o.exact, "exact", false, "count the rows that equal another one exactly, where memory allows; by default\nthey are estimated beyond a million rows, which is faster")
	fs.BoolVar(&o.emitConfig, "emit-config", false, "write only the flags that pin what was found, as keys of rfm.yaml")
}

// Run reads the input once and tells what it saw, also where it is refused.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	asJSON, err := app.Choice("format", o.format, map[string]bool{"text": false, "json": true})
	if err != nil {
		return err
	}
	if asJSON && o.emitConfig {
		return app.Usagef("--emit-config writes YAML; --format json does not go with it")
	}
	if o.population.Known() {
		return app.Usagef("--frequency does not go with rfm inspect: it looks at transactions")
	}
	plan, err := o.population.Plan(s, paths, true)
	if err != nil {
		return err
	}
	var seen inspection
	refused := seen.read(ctx, s, &o.population, paths, plan, o.exact)
	var own *fault.Error
	if refused != nil && (len(seen.Files) == 0 || !errors.As(refused, &own) && !errors.Is(refused, rfm.ErrNoCustomers)) {
		return refused
	}
	out := s.Stdout(ctx)
	switch {
	case asJSON:
		err = app.WriteJSON(out, &seen)
	case o.emitConfig:
		if refused == nil {
			err = seen.writeConfig(out)
		}
	default:
		err = seen.writeText(s, out)
	}
	return errors.Join(refused, err)
}

// inspection is what was seen of an input. What was not reached is left out.
type inspection struct {
	Files []role.Finding `json:"files"`
	// First are the first rows of the first file, as they are understood.
	First   []rfmio.UnderstoodRow  `json:"first_rows,omitempty"`
	Rows    *population.RowAccount `json:"rows,omitempty"`
	Quality *quality               `json:"quality,omitempty"`
	Pins    []pin                  `json:"pins,omitempty"`

	account func(w *textReport) // as every command tells it
	status  rfmio.ColumnValues
}

// pin is a flag that says what was found.
type pin struct {
	Flag  string `json:"flag"`
	Value string `json:"value"`
}

// read reads the input; the error is what score would say.
func (in *inspection) read(ctx context.Context, s *app.Streams, f *population.Flags, paths []string, plan *population.Plan, exact bool) error {
	plan.Reading.CountEqual, plan.Reading.Summaries = rfmio.EqualEstimated, "rfm score with FLAGS"
	if exact {
		plan.Reading.CountEqual = rfmio.EqualExact
	}
	plan.Reading.Tell = func(found role.Finding) { in.Files = append(in.Files, found) }
	opened, err := f.Input.Open(ctx, paths, plan.Reading, s)
	if err != nil {
		return err
	}
	if opened.Recognized() {
		return &fault.Error{Kind: fault.Undecided, Message: app.List(paths) + ": scored customers, and no transactions",
			Hints: []string{"rfm score, segment and pareto read them as they are"}}
	}
	in.First = opened.Understood(in.Files[0])
	for _, p := range opened.Pins() {
		in.Pins = append(in.Pins, pin{p.Flag, p.Value})
	}
	var looks population.Looks
	stop := app.ShowProgress(opened, s.Err, false)
	all, account, err := population.Aggregate(ctx, opened, plan.Settings, looks.Tap)
	stop()
	if err != nil {
		return err
	}
	customers, err := population.Whole(ctx, all)
	if err != nil {
		return err
	}
	read := opened.Account()
	rows := population.NewRowAccount(read, account)
	zone, _ := f.Input.Location()
	in.Rows, in.Quality, in.status = &rows, newQuality(looks.Seen(), customers, account, s.Now().In(zone)), read.Status
	in.Quality.Equal, in.Quality.EqualOneIn = read.Equal, read.EqualOneIn
	in.account = func(w *textReport) {
		population.PrintAccount(app.Messages{Writer: w.sentences, Verbose: true}, read, account)
	}
	if read.Files[0].EachRowAnOrder {
		in.Pins = append(in.Pins, pin{"count", "rows"})
	}
	return nil
}
