package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/rfm/score"
	"rfm/segment"
)

func newSegmentCommand(s *streams) *cobra.Command {
	var o segmentOptions
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
		RunE: onInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type segmentOptions struct {
	population populationFlags
	scoring    scoringFlags
	scheme     schemeFlags
	fail       failFlags
	previous   previousFlags
	redact     redactFlags
	folder     folderFlags
	output     outputFlags
	flags      *pflag.FlagSet // all of them
}

func (o *segmentOptions) AddFlags(fs *pflag.FlagSet) {
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

// run reads, scores, sums up and writes. Everything that can be refused is
// refused before the input is opened.
func (o *segmentOptions) run(ctx context.Context, s *streams, paths []string) error {
	j, err := o.job(s, paths)
	if err != nil {
		return err
	}
	if o.folder.dir != "" {
		return j.writeFolder(ctx)
	}
	return j.writeSummary(ctx)
}

// segmentJob is what the flags ask for.
type segmentJob struct {
	options *segmentOptions
	streams *streams
	paths   []string
	scoring score.Options
	scheme  *schemeChoice
	plan    *populationPlan
	check   *failCheck
	before  *manifest    // of the run before in the folder; nil for none
	earlier *previousRun // that of --previous; nil for none
	words   io.Writer
}

func (o *segmentOptions) job(s *streams, paths []string) (*segmentJob, error) {
	j := &segmentJob{options: o, streams: s, paths: paths, words: o.output.words(s)}
	var err error
	if j.scoring, err = o.scoring.options(&o.population); err != nil {
		return nil, err
	}
	if j.scheme, err = o.scheme.load(o.scoring.model); err != nil {
		return nil, err
	}
	j.scheme.given = true // there is nothing to write without segments
	if err := j.scheme.scoring(&j.scoring); err != nil {
		return nil, err
	}
	if j.check, err = o.fail.check(j.scheme.Scheme, &o.scoring, j.scoring); err != nil {
		return nil, err
	}
	if j.check.uses("previous") && o.folder.dir == "" {
		return nil, usagef("--fail-if looks at previous, the run before: that needs --out-dir DIR")
	}
	if j.plan, err = o.population.plan(s, paths, false); err != nil {
		return nil, err
	}
	if j.plan.redactor, err = o.redact.load(&o.population); err != nil {
		return nil, err
	}
	return j, o.folder.check(&o.output, o.flags)
}

// segmentResult is what came of reading and scoring.
type segmentResult struct {
	read       *population
	scores     *score.Scores
	assignment *segment.Assignment
}

// assign reads, scores and gives the customers their segments.
func (j *segmentJob) assign(ctx context.Context) (*segmentResult, error) {
	o, verbose := j.options, j.options.output.verbose
	read, err := o.population.read(ctx, j.streams, j.paths, j.plan, unheard, j.words, verbose)
	if err != nil {
		return nil, err
	}
	scores, err := read.score(j.scoring, j.words, verbose)
	if err != nil {
		return nil, err
	}
	assignment, err := read.assign(j.scheme, scores, j.words)
	if err != nil {
		return nil, err
	}
	drift, err := o.scoring.applied(scores, assignment, read, j.words, verbose)
	if err != nil {
		return nil, err
	}
	if err := j.earlier.check(scores.Customers, j.scheme.Scheme, j.words); err != nil {
		return nil, err
	}
	return &segmentResult{read, scores, assignment}, j.check.judge(read, scores, assignment, drift, j.before, j.words)
}

// unheard lets the rows pass unseen.
func unheard(next sink) sink { return next }
