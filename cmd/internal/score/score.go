package score

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/external"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// Command is rfm score.
func Command() app.Command {
	return app.Command{Use: "score FILE...",
		Short: "Score every customer: one row per customer with R, F, M, scores and segment",
		Long: `Score reads transactions (CSV, JSON, Parquet, Arrow or Excel, also inside gzip,
zstd or bzip2) and writes one row per customer: recency, orders and monetary
value, a score for each and the segment. FILE may be -, a path or a quoted
pattern; several files are one input. Columns are found by name, or named by
flags. A file that rfm score wrote is taken with the scores in it.

Rows without a customer id are left out and counted. A row with a negative
amount or quantity is a return: it lowers the monetary value and is not an
order. Dates count as calendar days up to the as-of date; recency is the days
from the last order to it. Scores go from 1 to 5, best last; equal values get
equal scores.

To a terminal goes a table of the customers with the highest monetary value and
a summary of the segments; to a pipe or file go all customers, by id. Money
keeps the decimals of the input; avg_order_value has at least two.`,
		Example: `  rfm score sales.csv
  rfm score 'sales/2024-*.parquet' -o scores.parquet
  rfm score sales.csv --as-of 2024-12-31 --bins 4 --where 'status == "paid"'
  rfm score sales.csv --segment at_risk,cant_lose -o call.csv
  rfm score sales.csv --explain 17850
  rfm score sales.csv --attributes crm.csv -o customers.csv
  rfm score sales.csv --previous march.csv -o april.csv
  zcat sales.csv.gz | rfm score - --customer kdnr --date datum --amount umsatz
  rfm score customers.csv --recency days --frequency orders --monetary revenue`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	scoring.Flags
	explain  string
	segments []string // whose customers are written; nil for all
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.Population.AddFlags(fs)
	o.Engine.AddFlags(fs)
	o.Scoring.AddFlags(fs)
	o.Scheme.AddFlags(fs)
	o.Attributes.AddFlags(fs)
	o.Keep.AddFlags(fs)
	fs.StringSliceVar(&o.segments, "segment", nil, "only customers of these segments, all of whom are scored:\n`code,…` such as at_risk,cant_lose")
	fs.StringVar(&o.explain, "explain", "", "show how the customer with this `id` came to the scores")
	o.Fail.AddFlags(fs)
	o.Previous.AddFlags(fs)
	o.Redact.AddFlags(fs)
	o.Output.AddFlags(fs)
	app.ResultColumns(fs, score.Schema(0, 0, nil), segment.Field)
	app.Overrule(fs, []string{"explain"}, []string{"output", "format"})
}

// Run takes the steps of a job, up to the customers or to one who is explained.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{Job: o.NewJob(s, paths), explained: o.explain, segments: o.segments}
	write := j.write
	if o.explain != "" {
		write = j.explain
	}
	defer func() { j.Population.Remove() }()
	return app.Steps(ctx, j.plan, j.Read, j.Score, j.Assign, j.Compare, j.Check, write, j.Save)
}

// job is one run of rfm score.
type job struct {
	scoring.Job
	explained string    // id of a customer; "" for none
	segments  []string  // whose customers are written; nil for all
	orders    *orderLog // of that customer
	out       *app.Output
}

// plan refuses what cannot be, before any file is opened.
func (j *job) plan(ctx context.Context) error {
	if err := j.Plan(false, j.explained != ""); err != nil {
		return err
	}
	f, explain, noSegments := j.Flags, j.explained != "", j.NoSegments()
	switch {
	case j.FailIf.Uses("previous"):
		return app.Usagef("--fail-if looks at previous: rfm segment --out-dir has a run before, rfm score none")
	case explain && f.Redact.Redact:
		return app.Usagef("--explain shows a customer, --redact hides all: choose")
	case explain && (f.Output.Path != "" || f.Output.Format != ""):
		return app.Usagef("--explain writes words to stdout; -o and --format do not go with it")
	case explain && f.Previous.Path != "":
		return app.Usagef("--explain shows one customer, --previous is for all: choose")
	case noSegments != nil && f.Previous.Path != "":
		return app.Usagef("--previous compares segments: %v", noSegments)
	}
	if err := j.LoadAttributes(ctx, nil); err != nil {
		return err
	}
	if err := j.checkSegments(noSegments); err != nil {
		return err
	}
	if err := f.Output.Check(j.Schema()); err != nil {
		var own *fault.Error
		if noSegments != nil && errors.As(err, &own) {
			own.Hints = append(own.Hints, "no segments: "+noSegments.Error())
		}
		return err
	}
	var err error
	if j.out, err = f.Output.Prepare(ctx, j.Streams, j.Input.Paths); err != nil {
		return err
	}
	if err := j.CreateModel(); err != nil {
		return err
	}
	j.orders = newOrderLog(j.explained, j.Input.Settings)
	if j.orders != nil {
		j.Input.Tap = j.orders.tap
	}
	j.Input.NeedsAll = j.needsAll()
	j.Previous, err = f.Previous.Load(ctx, "", j.Input.Redactor)
	return err
}

// needsAll is what makes the result need all customers at once; "" for nothing.
func (j *job) needsAll() string {
	whole := []string{"table", "markdown", "xlsx"} // columns as wide as the widest cell; few rows
	if slices.Contains(whole, j.out.Format.Name) && j.explained == "" {
		return "--format " + j.out.Format.Name
	}
	return j.NeedsAll()
}

// writeStream writes customers who come in blocks.
func (j *job) writeStream() error {
	order := j.Flags.Output.Sort
	if order == "" && j.Flags.Output.Limit >= 0 {
		order = "-" + rfm.FieldMonetary // the first rows are those that a screen shows
	}
	records := j.Stream.Records(order)
	if j.segments == nil {
		return j.out.WriteRecords(records)
	}
	kept := int64(0)
	err := j.out.WriteRecords(external.Pieces(func(yield func(arrow.Record, error) bool) {
		for rec, err := range records {
			if err == nil {
				rec = j.ofSegments(rec)
				kept += rec.NumRows()
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}, app.PieceRows))
	j.printSegments(kept)
	return err
}

// write writes the customers and, on a screen, the segments.
func (j *job) write(context.Context) error {
	if j.Stream != nil {
		return j.writeStream()
	}
	rec, err := j.Record()
	if err != nil {
		return err
	}
	defer rec.Release()
	if j.segments != nil {
		if j.Assignment == nil {
			return app.Usagef("--segment chooses by segment, and there are none")
		}
		rec = j.ofSegments(rec)
		defer rec.Release()
		j.printSegments(rec.NumRows())
	}
	j.Describe(j.out)
	j.out.Separate(j.Messages)
	var summary arrow.Record
	if j.out.OnScreen() && j.Assignment != nil {
		if summary, err = j.Summary(j.out.Terminal()); err != nil {
			return err // before half of the screen is written
		}
		defer summary.Release()
		const around = 4 // an empty line, the header and two rules
		j.out.Below = int(summary.NumRows()) + around
	}
	j.LookAtCustomers(j.out)
	err = j.out.Write(rec, "-"+rfm.FieldMonetary, []string{rfm.FieldFirstOrder, rfm.FieldAverage,
		rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldLastOrder})
	if err != nil || summary == nil {
		return err
	}
	if _, err := fmt.Fprintln(j.out.Stdout); err != nil {
		return err
	}
	j.LookAtSegments(j.out, j.out.Terminal())
	if err := j.out.WriteBelow(summary, j.SummaryExtras()); err != nil {
		return err
	}
	return j.out.Next(app.FollowUp{Command: "segment", Flags: "--out-dir segments"}, app.FollowUp{Command: "report", Flags: "-o report.html"})
}
