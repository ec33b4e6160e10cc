package segment

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/rfm"
	"rfm/segment"
)

// NewCommand is rfm segment.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "segment FILE...",
		Short: "Sum up the segments: one row a segment with size, revenue, medians and advice",
		Long: `Segment scores the customers as "rfm score" does and writes one row a segment:
how many customers, orders and how much money, the shares of all, the mean value
of an order, the medians and what to do. A segment that nobody is in has a row,
too. Customers that no rule matches are in the segment others, which comes last.

With --out-dir DIR it writes the customers instead: a file DIR/CODE.csv for every
segment, an empty one with a header only, DIR/others.csv when there are others,
and DIR/manifest.json, which says what was read, how, and what came of it. The
files are written beside DIR, which they replace in one step: a reader finds the
old set or the new. A DIR with files of others is refused. DIR.lock keeps a
second run away while one is at work, and is released when that ends, however
it ends.

With --previous the customers have two columns more: previous_segment, where
they were in an earlier run, empty for who was not there, and changed_on, the
as-of date of the run that first had them in the segment they are in. That date
is handed on from run to run; it is empty where no run has seen a change.
--previous DIR may name the folder that is replaced; its first run finds none.

A median has one decimal more than its values, since it may lie half-way
between two. With --monetary mean or median the column monetary adds up what
each customer has; avg_order_value stays the amounts of all orders divided by
the orders.`,
		Example: `  rfm segment sales.csv
  rfm segment 'sales/2024-*.parquet' --as-of 2024-12-31 -o segments.csv
  rfm segment sales.csv --columns segment,customers,advice --format markdown
  rfm segment sales.csv --out-dir segments --format parquet --lock-wait 10m
  rfm segment -q --as-of today --skip-unchanged sales.csv --out-dir segments
  rfm segment sales.csv --out-dir weekly --previous weekly`,
		RunE: population.OnInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type options struct {
	population population.Flags
	scoring    scoring.Flags
	scheme     scoring.SchemeFlags
	fail       scoring.FailFlags
	previous   scoring.PreviousFlags
	redact     population.RedactFlags
	folder     folderFlags
	output     app.OutputFlags
	flags      *pflag.FlagSet // all of them
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.flags = fs
	fs.SortFlags = false
	o.population.AddFlags(fs)
	o.scoring.AddFlags(fs)
	o.scheme.AddFlags(fs)
	o.fail.AddFlags(fs)
	o.folder.AddFlags(fs)
	o.previous.AddFlags(fs)
	o.redact.AddFlags(fs)
	o.output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -monetary\n(default: as the scheme has them; with --out-dir by customer id)"
}

// Overrules are the flags here that keep others from being set by a file.
func Overrules() []app.Overrule {
	return []app.Overrule{
		{Given: []string{"out-dir"}, Overruled: []string{"output"}},
		{Given: []string{"output"}, Overruled: []string{"out-dir", "lock-wait", "skip-unchanged"}},
	}
}

// run reads, scores, sums up and writes. Everything that can be refused is
// refused before the input is opened.
func (o *options) run(ctx context.Context, s *app.Streams, paths []string) error {
	j, err := o.job(s, paths)
	if err != nil {
		return err
	}
	if o.folder.dir != "" {
		return j.writeFolder(ctx)
	}
	return j.writeSummary(ctx)
}

// job is what the flags ask for.
type job struct {
	options  *options
	streams  *app.Streams
	paths    []string
	scoring  rfm.ScoreOptions
	scheme   *scoring.Scheme
	plan     *population.Plan
	check    *scoring.FailCheck
	before   *scoring.Manifest    // of the run before in the folder; nil for none
	earlier  *scoring.PreviousRun // that of --previous; nil for none
	messages io.Writer
}

func (o *options) job(s *app.Streams, paths []string) (*job, error) {
	j := &job{options: o, streams: s, paths: paths, messages: o.output.Messages(s)}
	var err error
	if j.scoring, err = o.scoring.Options(&o.population); err != nil {
		return nil, err
	}
	if j.scheme, err = o.scheme.Load(o.scoring.Model); err != nil {
		return nil, err
	}
	j.scheme.Given = true // there is nothing to write without segments
	if err := j.scheme.Scoring(&j.scoring); err != nil {
		return nil, err
	}
	if j.check, err = o.fail.Check(j.scheme.Scheme, &o.scoring, j.scoring); err != nil {
		return nil, err
	}
	if j.check.Uses("previous") && o.folder.dir == "" {
		return nil, app.Usagef("--fail-if looks at previous, the run before: that needs --out-dir DIR")
	}
	if j.plan, err = o.population.Plan(s, paths, false); err != nil {
		return nil, err
	}
	if j.plan.Redactor, err = o.redact.Load(&o.population); err != nil {
		return nil, err
	}
	return j, o.folder.check(&o.output, o.flags)
}

// result is what came of reading and scoring.
type result struct {
	read       *population.Population
	scores     *rfm.Scores
	assignment *segment.Assignment
}

// assign reads, scores and gives the customers their segments.
func (j *job) assign(ctx context.Context) (*result, error) {
	o, verbose := j.options, j.options.output.Verbose
	read, err := o.population.Read(ctx, j.streams, j.paths, j.plan, nil, j.messages, verbose)
	if err != nil {
		return nil, err
	}
	scores, err := scoring.Score(read, j.scoring, j.messages, verbose)
	if err != nil {
		return nil, err
	}
	assignment, err := scoring.Assign(read, j.scheme, scores, j.messages)
	if err != nil {
		return nil, err
	}
	drift, err := o.scoring.Applied(scores, assignment, read, j.messages, verbose)
	if err != nil {
		return nil, err
	}
	if err := j.earlier.Check(scores.Customers, j.scheme.Scheme, j.messages); err != nil {
		return nil, err
	}
	return &result{read, scores, assignment}, j.check.Judge(read, scores, assignment, drift, j.before, j.messages)
}
