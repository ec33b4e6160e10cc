package segment

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/segment"
)

// Command is rfm segment.
func Command() app.Command {
	return app.Command{Use: "segment FILE...",
		Short: "Sum up the segments: one row per segment with size, revenue, medians and advice",
		Long: `Segment scores the customers as "rfm score" does and writes one row per segment:
how many customers, orders and how much money, the shares of all, the mean value
of an order, the medians and what to do. A segment that nobody is in has a row,
too. Customers that no rule matches are in the segment others, which comes last.

With --out-dir DIR it writes the customers instead: one file DIR/CODE.csv per
segment (an empty one has only a header), DIR/others.csv when there are others,
and DIR/manifest.json, which says what was read, how, and what came of it. The
files are written beside DIR, which they replace in one step: a reader finds the
old set or the new. A DIR with files of others is refused. DIR.lock keeps a
second run away while one is at work, and is released when that ends, however
it ends.

With --attributes FILE a scheme can use ratings and other columns of a file with
one row per customer (see rfm scheme show kaism), and the files of --out-dir
have these columns, too. With --profile-columns as well, the result is one row
per segment and value: share_pct is the share of the segment with this value,
share_all_pct the share of all customers, index their ratio (100: equal), and p
the two-sided probability of a difference at least as large if the segment were
a random sample. Numeric columns have one row per segment with the means and z,
the difference in standard errors. Customers without a value are left out.

With --workbook FILE.xlsx it writes a workbook for Excel: an overview with bars,
charts and the money of every R and F score, a sheet with the customers of each
segment, and a sheet about where all of it comes from.

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
  rfm segment sales.csv --out-dir weekly --previous weekly
  rfm segment sales.csv --attributes crm.csv --profile-columns age,income
  rfm segment sales.csv --attributes ratings.csv --scheme kaism
  rfm segment sales.csv --workbook crm.xlsx`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	scoring.Flags
	folder  folderFlags
	book    bookFlags
	profile profileFlags
	flags   *pflag.FlagSet // all of them
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.flags = fs
	o.Population.AddFlags(fs)
	o.Engine.AddFlags(fs)
	o.Scoring.AddFlags(fs)
	o.Scheme.AddFlags(fs)
	o.Attributes.AddFlags(fs)
	o.Keep.AddFlags(fs)
	o.profile.AddFlags(fs)
	o.Fail.AddFlags(fs)
	o.folder.AddFlags(fs)
	o.book.AddFlags(fs)
	o.Previous.AddFlags(fs)
	o.Redact.AddFlags(fs)
	o.Output.AddFlags(fs)
	app.ResultColumns(fs, segment.SummarySchema(0, 0))
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -monetary\n(default: as the scheme has them; with --out-dir by customer id)"
	app.Overrule(fs, []string{"out-dir"}, []string{"output", "workbook"})
	app.Overrule(fs, []string{"workbook"}, []string{"output", "format", "out-dir", "lock-wait", "skip-unchanged"})
	app.Overrule(fs, []string{"output", "format"}, []string{"workbook"})
	app.Overrule(fs, []string{"output"}, []string{"out-dir", "lock-wait", "skip-unchanged"})
}

// Run takes the steps of a job, up to the summary or to the folder.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{Job: o.NewJob(s, paths), options: o}
	defer func() { j.Population.Remove() }()
	switch {
	case o.profile.columns != nil:
		return app.Steps(ctx, j.plan, j.planProfile, j.Read, j.Score, j.Assign, j.Compare, j.Check, j.writeProfile, j.Save)
	case o.folder.dir != "":
		return j.runFolder(ctx)
	case o.book.path != "":
		return j.runWorkbook(ctx)
	}
	return app.Steps(ctx, j.plan, j.planSummary, j.Read, j.Score, j.Assign, j.Compare, j.Check, j.writeSummary, j.Save)
}

// job is one run of rfm segment.
type job struct {
	scoring.Job
	options *options
	out     *app.Output // of the summary
	folder  *folder     // of the customers
}

// plan refuses what cannot be, before any file is opened.
func (j *job) plan(context.Context) error {
	if err := j.Plan(true, false); err != nil {
		return err
	}
	o := j.options
	if j.FailIf.Uses("previous") && o.folder.dir == "" {
		return app.Usagef("--fail-if looks at previous, the run before: that needs --out-dir DIR")
	}
	j.Input.NeedsAll = "--profile-columns"
	if o.book.path != "" {
		j.Input.NeedsAll = "--workbook"
	}
	return cmp.Or(o.checkProfile(), o.book.check(o), o.folder.check(&o.Output, o.flags))
}

// planSummary prepares the place for the summary.
func (j *job) planSummary(ctx context.Context) (err error) {
	if err := j.Flags.Output.Check(segment.SummarySchema(0, 0)); err != nil {
		return err
	}
	if j.out, err = j.Flags.Output.Prepare(ctx, j.Streams, append(j.Input.Paths, j.Flags.Attributes.Path)); err != nil {
		return err
	}
	if err := j.LoadAttributes(ctx, []string{}); err != nil {
		return err
	}
	j.Input.NeedsAll = j.NeedsAll()
	return j.CreateModel()
}

// writeSummary writes one row per segment.
func (j *job) writeSummary(context.Context) error {
	total := j.out.Terminal() && !j.Flags.Output.Chooses()
	summary, err := j.Summary(total)
	if err != nil {
		return err
	}
	defer summary.Release()
	if shares := summary.Schema().FieldIndices(segment.FieldMonetaryShare)[0]; summary.Column(shares).NullN() > 0 {
		fmt.Fprintln(j.Messages, "notice: the revenue of all customers is not above zero: there are no shares of it")
	}
	j.Describe(j.out)
	j.out.Separate(j.Messages)
	j.LookAtSegments(j.out, total)
	if err := j.out.Write(summary, "", j.SummaryExtras()); err != nil {
		return err
	}
	return j.out.Next(app.FollowUp{Command: "segment", Flags: "--out-dir segments"}, app.FollowUp{Command: "report", Flags: "-o report.html"})
}
