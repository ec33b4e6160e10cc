package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

func newScoreCommand(s *streams) *cobra.Command {
	var o scoreOptions
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
		RunE: onInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type scoreOptions struct {
	population populationFlags
	scoring    scoringFlags
	scheme     schemeFlags
	fail       failFlags
	redact     redactFlags
	previous   previousFlags
	output     outputFlags
	explain    string
}

func (o *scoreOptions) AddFlags(fs *pflag.FlagSet) {
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

// run reads, scores and writes. Everything that can be refused is refused
// before the input is opened.
func (o *scoreOptions) run(ctx context.Context, s *streams, paths []string) error {
	scoring, err := o.scoring.options(&o.population)
	if err != nil {
		return err
	}
	scheme, err := o.scheme.load(o.scoring.model)
	if err != nil {
		return err
	}
	if err := scheme.scoring(&scoring); err != nil {
		return err
	}
	check, err := o.fail.check(scheme.Scheme, &o.scoring, scoring)
	if err != nil {
		return err
	}
	if check.uses("previous") {
		return usagef("--fail-if looks at previous: rfm segment --out-dir has a run before, rfm score none")
	}
	plan, err := o.population.plan(s, paths, o.explain != "")
	if err != nil {
		return err
	}
	if plan.redactor, err = o.redact.load(&o.population); err != nil {
		return err
	}
	if o.explain != "" && o.redact.redact {
		return usagef("--explain shows a customer, --redact hides all: choose")
	}
	if o.explain != "" && (o.output.path != "" || o.output.format != "") {
		return usagef("--explain writes words to stdout; -o and --format do not go with it")
	}
	if o.explain != "" && o.previous.path != "" {
		return usagef("--explain shows one customer, --previous is for all: choose")
	}
	if why := scheme.Fits(scoring.NumberOfScores()); why != nil && o.previous.path != "" {
		return usagef("--previous compares segments: %v", why)
	}
	if err := o.output.check(o.previous.schema(resultSchema(scoring, scheme))); err != nil {
		var own *rfmio.Error
		if why := scheme.Fits(scoring.NumberOfScores()); why != nil && errors.As(err, &own) {
			own.Hints = append(own.Hints, "no segments: "+why.Error())
		}
		return err
	}
	out, err := o.output.prepare(ctx, s, paths)
	if err != nil {
		return err
	}
	modelFile, err := o.scoring.createModel(scheme.Scheme, o.output.path, paths)
	if err != nil {
		return err
	}
	words, verbose := o.output.words(s), o.output.verbose
	story := newStory(o.explain, plan.settings)
	before, err := o.previous.load(ctx, "", plan.redactor)
	if err != nil {
		return err
	}
	plan.inBlocks = o.inBlocks(scoring, scheme, out)
	read, err := o.population.read(ctx, s, paths, plan, story.listen, words, verbose)
	if err != nil {
		return err
	}
	if read.blocks != nil {
		defer read.remove()
		return o.writeBlocks(read, scoring, scheme, out, modelFile, words)
	}
	scores, err := read.score(scoring, words, verbose)
	if err != nil {
		return err
	}
	assignment, err := read.assign(scheme, scores, words)
	if err != nil {
		return err
	}
	drift, err := o.scoring.applied(scores, assignment, read, words, verbose)
	if err != nil {
		return err
	}
	if assignment == nil && before != nil {
		return usagef("--previous compares segments, and there are none")
	}
	if err := before.check(scores.Customers, scheme.Scheme, words); err != nil {
		return err
	}
	if err := check.judge(read, scores, assignment, drift, nil, words); err != nil {
		return err
	}
	var rec arrow.Record
	if o.explain == "" {
		plain := scoredRecord(scores, assignment)
		defer plain.Release()
		compared := before.record(plain, scores.Customers.AsOf, plan.redactor, words)
		defer compared.Release()
		if rec, err = plan.redactor.record(compared); err != nil {
			return err
		}
		defer rec.Release()
	}
	if out.width > 0 && out.file == nil {
		fmt.Fprintln(words) // between the words and the table on the screen
	}
	if o.explain != "" {
		err = explain(out.stdout, o.explain, scores, assignment, scheme.language, story)
	} else {
		err = writeScores(out, rec, scores, assignment, scheme.language)
	}
	if err != nil {
		return err
	}
	return o.scoring.save(modelFile, scores, scheme.Scheme, &o.population, read)
}

// resultSchema is what the result may hold: no segment where the scheme is
// written for other numbers of scores.
func resultSchema(scoring score.Options, scheme *schemeChoice) *arrow.Schema {
	fields := score.Schema(0, 0, scoring.Weights).Fields()
	if scheme.Fits(scoring.NumberOfScores()) == nil {
		fields = append(fields, arrow.Field{Name: segment.Field, Type: arrow.BinaryTypes.String})
	}
	return arrow.NewSchema(fields, nil)
}

// scoredRecord is one row a customer, with the segment where there is one. The
// caller releases it.
func scoredRecord(scores *score.Scores, assignment *segment.Assignment) arrow.Record {
	if assignment == nil {
		return scores.Record(memory.DefaultAllocator)
	}
	return assignment.Record(memory.DefaultAllocator)
}

// writeScores writes the customers and, on a screen, the segments.
func writeScores(out *output, rec arrow.Record, scores *score.Scores, assignment *segment.Assignment, language segment.Language) error {
	var summary arrow.Record
	var err error
	if out.onScreen() && assignment != nil {
		if summary, err = summaryRecord(assignment, scores.Customers, language); err != nil {
			return err // before half of the screen is written
		}
		defer summary.Release()
	}
	err = out.write(rec, "-"+rfm.FieldMonetary, []string{rfm.FieldFirstOrder, rfm.FieldAverage,
		rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldLastOrder})
	if err != nil || summary == nil {
		return err
	}
	if _, err := fmt.Fprintln(out.stdout); err != nil {
		return err
	}
	return out.writeBelow(summary, summaryExtras(language))
}
