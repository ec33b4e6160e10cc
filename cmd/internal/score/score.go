package score

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// NewCommand is rfm score.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "score FILE...",
		Short: "Score every customer: one row a customer with R, F, M, scores and segment",
		Long: `Score reads transactions (CSV, JSON, Parquet or Arrow, also inside gzip, zstd or
bzip2) and writes one row a customer: recency, orders and monetary value, a
score for each and the segment. FILE may be -, a path or a quoted pattern;
several files are one input. Columns are found by name, or named by flags. A
file that rfm score wrote is taken with the scores in it.

Rows without a customer id are left out and counted. A row with a negative
amount or quantity is a return: it lowers the monetary value and is no order.
Dates count as calendar days up to the as-of date; recency is the days from the
last order to it. Scores go from 1 to 5, best last; equal values get equal
scores.

To a terminal goes a table of the customers with the highest monetary value and
a summary of the segments; to a pipe or file go all customers, by id. Money
keeps the decimals of the input; avg_order_value has at least two.`,
		Example: `  rfm score sales.csv
  rfm score 'sales/2024-*.parquet' -o scores.parquet
  rfm score sales.csv --as-of 2024-12-31 --bins 4 --where 'status == "paid"'
  rfm score sales.csv --explain 17850
  rfm score sales.csv --previous march.csv -o april.csv
  zcat sales.csv.gz | rfm score - --customer kdnr --date datum --amount umsatz
  rfm score customers.csv --recency days --frequency orders --monetary revenue`,
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
	redact     population.RedactFlags
	previous   scoring.PreviousFlags
	output     app.OutputFlags
	explain    string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.population.AddFlags(fs)
	o.scoring.AddFlags(fs)
	o.scheme.AddFlags(fs)
	fs.StringVar(&o.explain, "explain", "", "show how the customer with this `id` came to the scores")
	o.fail.AddFlags(fs)
	o.previous.AddFlags(fs)
	o.redact.AddFlags(fs)
	o.output.AddFlags(fs)
}

// Overrules are the flags here that keep others from being set by a file.
func Overrules() []app.Overrule {
	return []app.Overrule{
		{Given: []string{"explain"}, Overruled: []string{"output", "format"}},
	}
}

// run reads, scores and writes. Everything that can be refused is refused
// before the input is opened.
func (o *options) run(ctx context.Context, s *app.Streams, paths []string) error {
	options, err := o.scoring.Options(&o.population)
	if err != nil {
		return err
	}
	scheme, err := o.scheme.Load(o.scoring.Model)
	if err != nil {
		return err
	}
	if err := scheme.Scoring(&options); err != nil {
		return err
	}
	check, err := o.fail.Check(scheme.Scheme, &o.scoring, options)
	if err != nil {
		return err
	}
	if check.Uses("previous") {
		return app.Usagef("--fail-if looks at previous: rfm segment --out-dir has a run before, rfm score none")
	}
	plan, err := o.population.Plan(s, paths, o.explain != "")
	if err != nil {
		return err
	}
	if plan.Redactor, err = o.redact.Load(&o.population); err != nil {
		return err
	}
	if o.explain != "" && o.redact.Redact {
		return app.Usagef("--explain shows a customer, --redact hides all: choose")
	}
	if o.explain != "" && (o.output.Path != "" || o.output.Format != "") {
		return app.Usagef("--explain writes words to stdout; -o and --format do not go with it")
	}
	if o.explain != "" && o.previous.Path != "" {
		return app.Usagef("--explain shows one customer, --previous is for all: choose")
	}
	if why := scheme.Fits(options.NumberOfScores()); why != nil && o.previous.Path != "" {
		return app.Usagef("--previous compares segments: %v", why)
	}
	if err := o.output.Check(o.previous.Schema(scoring.Schema(options, scheme))); err != nil {
		var own *rfmio.Error
		if why := scheme.Fits(options.NumberOfScores()); why != nil && errors.As(err, &own) {
			own.Hints = append(own.Hints, "no segments: "+why.Error())
		}
		return err
	}
	out, err := o.output.Prepare(ctx, s, paths)
	if err != nil {
		return err
	}
	modelFile, err := o.scoring.CreateModel(scheme.Scheme, o.output.Path, paths)
	if err != nil {
		return err
	}
	messages, verbose := o.output.Messages(s), o.output.Verbose
	story := newOrderLog(o.explain, plan.Settings)
	before, err := o.previous.Load(ctx, "", plan.Redactor)
	if err != nil {
		return err
	}
	plan.InBlocks = o.inBlocks(options, scheme, out)
	read, err := o.population.Read(ctx, s, paths, plan, story.tap, messages, verbose)
	if err != nil {
		return err
	}
	if read.Blocks != nil {
		defer read.Remove()
		return o.writeBlocks(read, options, scheme, out, modelFile, messages)
	}
	scores, err := scoring.Score(read, options, messages, verbose)
	if err != nil {
		return err
	}
	assignment, err := scoring.Assign(read, scheme, scores, messages)
	if err != nil {
		return err
	}
	drift, err := o.scoring.Applied(scores, assignment, read, messages, verbose)
	if err != nil {
		return err
	}
	if assignment == nil && before != nil {
		return app.Usagef("--previous compares segments, and there are none")
	}
	if err := before.Check(scores.Customers, scheme.Scheme, messages); err != nil {
		return err
	}
	if err := check.Judge(read, scores, assignment, drift, nil, messages); err != nil {
		return err
	}
	var rec arrow.Record
	if o.explain == "" {
		plain := record(scores, assignment)
		defer plain.Release()
		compared := before.Record(plain, scores.Customers.AsOf, plan.Redactor, messages)
		defer compared.Release()
		if rec, err = plan.Redactor.Record(compared); err != nil {
			return err
		}
		defer rec.Release()
	}
	out.Separate(messages)
	if o.explain != "" {
		err = explain(out.Stdout, o.explain, scores, assignment, scheme.Language, story)
	} else {
		err = write(out, rec, scores, assignment, scheme.Language)
	}
	if err != nil {
		return err
	}
	return o.scoring.Save(modelFile, scores, scheme.Scheme, &o.population, read)
}

// record is one row per customer, with the segment where there is one. The
// caller releases it.
func record(scores *rfm.Scores, assignment *segment.Assignment) arrow.Record {
	if assignment == nil {
		return scores.Record(memory.DefaultAllocator)
	}
	return assignment.Record(memory.DefaultAllocator)
}

// write writes the customers and, on a screen, the segments.
func write(out *app.Output, rec arrow.Record, scores *rfm.Scores, assignment *segment.Assignment, language segment.Language) error {
	var summary arrow.Record
	var err error
	if out.OnScreen() && assignment != nil {
		if summary, err = scoring.SummaryRecord(assignment, scores.Customers, language); err != nil {
			return err // before half of the screen is written
		}
		defer summary.Release()
	}
	err = out.Write(rec, "-"+rfm.FieldMonetary, []string{rfm.FieldFirstOrder, rfm.FieldAverage,
		rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldLastOrder})
	if err != nil || summary == nil {
		return err
	}
	if _, err := fmt.Fprintln(out.Stdout); err != nil {
		return err
	}
	return out.WriteBelow(summary, scoring.SummaryExtras(language))
}
