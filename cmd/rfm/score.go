package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

func newScoreCommand(s *streams) *cobra.Command {
	var o scoreOptions
	cmd := &cobra.Command{
		Use:   "score FILE...",
		Short: "Score every customer: one row a customer with R, F, M, scores and segment",
		Long: `Score reads transactions (CSV or Parquet, also inside gzip, zstd or bzip2) and
writes one row a customer: recency, orders and monetary value, a score for each
and the segment. FILE may be -, a path or a quoted pattern; several files are
one input. Columns are found by name, or named by flags.

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
  zcat sales.csv.gz | rfm score - --customer kdnr --date datum --amount umsatz
  rfm score customers.csv --recency days --frequency orders --monetary revenue`,
		RunE: func(cmd *cobra.Command, args []string) error {
			paths, ok := inputPaths(cmd, args)
			if !ok {
				return cmd.Help()
			}
			return o.run(cmd.Context(), s, paths)
		},
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type scoreOptions struct {
	input  inputFlags
	output outputFlags
	given  func(flag string) bool // on the command line

	asOf, count, returns         string
	monetary                     string
	recency, last, frequency     string
	method, bins, edges, weights string
	explain                      string
}

func (o *scoreOptions) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.given = fs.Changed
	o.input.AddFlags(fs)
	fs.StringVar(&o.asOf, "as-of", "data", "last `day` that counts: YYYY-MM-DD, today, or data: the last day in the\ndata that passes --where")
	fs.StringVar(&o.count, "count", "orders", "what the frequency counts: `orders|rows|days`")
	fs.StringVar(&o.returns, "returns", "net", "what returns do: `net|drop|keep` (keep: ordinary rows)")
	fs.StringVar(&o.monetary, "monetary", "sum", "the monetary value: `sum|mean|median` of the orders, as --count counts them;\nor, with --frequency, the column it stands in; a mean keeps four more\ndecimals, a median one")
	fs.StringVar(&o.frequency, "frequency", "", "the input is one row a customer; `column` of the number of orders")
	fs.StringVar(&o.recency, "recency", "", "with --frequency: `column` of the days since the last order")
	fs.StringVar(&o.last, "last", "", "with --frequency: `column` of the date of the last order")
	fs.StringVar(&o.method, "method", "", "`name` of the way to score:"+methodHelp())
	fs.StringVar(&o.bins, "bins", "", "`number` of scores, 2 to 10, or three for R,F,M (default 5);\nthe segment needs 5 for R and F")
	fs.StringVar(&o.edges, "edges", "", "own `limits`: 'r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000';\na value on a limit belongs below it")
	fs.StringVar(&o.weights, "weights", "", "add rfm_weighted, the sum of the scores times these `numbers`: 100,10,1")
	fs.StringVar(&o.explain, "explain", "", "show how the customer with this `id` came to the scores")
	o.output.AddFlags(fs)
}

func methodHelp() string {
	text := ""
	for _, m := range rfm.Methods() {
		text += fmt.Sprintf("\n%-8s  %s", m.Name, m.Meaning)
	}
	return text
}

// run reads, scores and writes. Everything that can be refused is refused
// before the input is opened.
func (o *scoreOptions) run(ctx context.Context, s *streams, paths []string) error {
	settings, err := o.settings()
	if err != nil {
		return err
	}
	scoring, err := o.scoring()
	if err != nil {
		return err
	}
	if err := errors.Join(o.input.validate(), refuseTerminal(paths, s)); err != nil {
		return err
	}
	if o.explain != "" && (o.output.path != "" || o.output.format != "") {
		return usagef("--explain writes words to stdout; -o and --format do not go with it")
	}
	if err := o.output.check(resultSchema(scoring)); err != nil {
		var own *rfmio.Error
		if why := segment.RFGrid().Fits(scoring.NumberOfScores()); why != nil && errors.As(err, &own) {
			own.Hints = append(own.Hints, "no segments: "+why.Error())
		}
		return err
	}
	schema, columns, err := o.schema(settings)
	if err != nil {
		return err
	}
	out, err := o.output.prepare(ctx, s, paths)
	if err != nil {
		return err
	}
	in, err := o.input.open(ctx, paths, schema, columns, s)
	if err != nil {
		return err
	}
	words := io.Discard
	if !o.output.quiet {
		words = s.err
	}
	story := newStory(o.explain, settings)
	customers, account, err := o.read(ctx, in, settings, story, s)
	if err != nil {
		return err
	}
	printAccount(words, in.Account(), account, o.output.verbose)
	scores, err := rfm.Score(customers, scoring)
	if errors.Is(err, rfm.ErrNoCustomers) {
		return nothingToScore(o.input.where, in.Account(), account)
	} else if err != nil {
		return err
	}
	printScored(words, scores, account, o.output.verbose)
	if err := checkIDs(words, customers.ID, out.format); err != nil {
		return err
	}
	assignment, err := segment.Assign(segment.RFGrid(), scores)
	if err != nil {
		fmt.Fprintf(words, "notice: no segments: %v\n", err)
	}
	if out.width > 0 && out.file == nil {
		fmt.Fprintln(words) // between the words and the table on the screen
	}
	if o.explain != "" {
		return explain(out.stdout, o.explain, scores, assignment, story)
	}
	return writeScores(out, scores, assignment)
}

// resultSchema is what the result may hold: no segment where the scheme is
// written for other numbers of scores.
func resultSchema(scoring rfm.ScoreOptions) *arrow.Schema {
	fields := rfm.ScoreSchema(0, 0, scoring.Weights).Fields()
	if segment.RFGrid().Fits(scoring.NumberOfScores()) == nil {
		fields = append(fields, arrow.Field{Name: segment.Field, Type: arrow.BinaryTypes.String})
	}
	return arrow.NewSchema(fields, nil)
}

// writeScores writes the customers and, on a screen, the segments.
func writeScores(out *output, scores *rfm.Scores, assignment *segment.Assignment) error {
	var rec arrow.Record
	if assignment != nil {
		rec = assignment.Record(memory.DefaultAllocator)
	} else {
		rec = scores.Record(memory.DefaultAllocator)
	}
	defer rec.Release()
	var segments []segment.Summary
	if out.onScreen() && assignment != nil {
		var err error
		if segments, err = assignment.Summarize(); err != nil {
			return err // before half of the screen is written
		}
	}
	err := out.write(rec, "-"+rfm.FieldMonetary, []string{rfm.FieldFirstOrder, rfm.FieldAverage,
		rfm.FieldRScore, rfm.FieldFScore, rfm.FieldMScore, rfm.FieldLastOrder})
	if err != nil || segments == nil {
		return err
	}
	if _, err := fmt.Fprintln(out.stdout); err != nil {
		return err
	}
	summary := segment.SummaryRecord(memory.DefaultAllocator, segments, scores.Customers.Scale)
	defer summary.Release()
	if out.width > 0 {
		columns := rfmio.FitColumns(summary, out.width, []string{"advice", "orders"})
		selected, err := rfmio.Select(summary, columns)
		if err != nil {
			return err
		}
		defer selected.Release()
		summary = selected
	}
	return out.writeRecord(summary)
}

// settings are how transactions become customers.
func (o *scoreOptions) settings() (rfm.Settings, error) {
	var s rfm.Settings
	var err error
	if s.Count, err = choice("count", o.count, map[string]rfm.Count{"orders": rfm.CountOrders, "rows": rfm.CountRows, "days": rfm.CountDays}); err != nil {
		return s, err
	}
	if s.Returns, err = choice("returns", o.returns, map[string]rfm.Returns{"net": rfm.NetReturns, "drop": rfm.DropReturns, "keep": rfm.KeepReturns}); err != nil {
		return s, err
	}
	if !o.known() {
		if s.Monetary, err = choice("monetary", o.monetary, map[string]rfm.Statistic{"sum": rfm.SumOrders, "mean": rfm.MeanOrder, "median": rfm.MedianOrder}); err != nil {
			return s, err
		}
	}
	zone, err := o.input.location()
	if err != nil {
		return s, err
	}
	s.AsOf, err = parseAsOf(o.asOf, time.Now().In(zone))
	return s, err
}

// known tells whether the input is one row a customer.
func (o *scoreOptions) known() bool { return o.frequency != "" || o.recency != "" || o.last != "" }

// choice looks up the value of a flag that has a few.
func choice[T any](flag, value string, values map[string]T) (T, error) {
	v, ok := values[value]
	if ok {
		return v, nil
	}
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return v, usagef("--%s %q is none of %s", flag, value, list(names))
}

// parseAsOf reads --as-of; nil for the last day in the data.
func parseAsOf(text string, now time.Time) (*arrow.Date32, error) {
	var day arrow.Date32
	switch text {
	case "data":
		return nil, nil
	case "today":
		day = arrow.Date32FromTime(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	default:
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, usagef("--as-of %q is no day: write YYYY-MM-DD, today or data", text)
		}
		day = arrow.Date32FromTime(t)
	}
	return &day, nil
}

// scoring is how customers are scored.
func (o *scoreOptions) scoring() (rfm.ScoreOptions, error) {
	s := rfm.ScoreOptions{Method: o.method}
	var err error
	if o.bins != "" {
		if s.Bins, err = rfm.ParseBins(o.bins); err != nil {
			return s, usagef("--bins: %v", err)
		}
	}
	if o.edges != "" {
		if s.Edges, err = rfm.ParseEdges(o.edges); err != nil {
			return s, usagef("--edges: %v", err)
		}
	}
	if o.weights != "" {
		if s.Weights, err = rfm.ParseWeights(o.weights); err != nil {
			return s, usagef("--weights: %v", err)
		}
	}
	if err := s.Validate(); err != nil {
		return s, usagef("%v", err)
	}
	return s, nil
}

// schema is what the readers deliver, and from which columns.
func (o *scoreOptions) schema(s rfm.Settings) (*arrow.Schema, map[string]string, error) {
	if !o.known() {
		return rfm.TransactionSchema(s.Count == rfm.CountOrders || o.explain != ""), nil, nil
	}
	columns := map[string]string{"orders": o.frequency, "monetary": o.monetary}
	switch {
	case o.frequency == "" || !o.given("monetary") || o.monetary == "":
		return nil, nil, &usageError{"an input of one row a customer needs --frequency and --monetary", []string{"each names a column"}}
	case (o.recency == "") == (o.last == ""):
		return nil, nil, &usageError{"an input of one row a customer needs --recency or --last", []string{"--recency names a column of days, --last one of dates"}}
	case o.recency != "":
		columns[rfm.FieldRecency] = o.recency
	default:
		columns[rfm.FieldLastOrder] = o.last
	}
	for _, flag := range []string{"date", "amount", "order", "quantity", "count", "returns", "explain"} {
		if o.given(flag) {
			return nil, nil, usagef("--%s does not go with --frequency: the input is one row a customer", flag)
		}
	}
	return rfm.KnownCustomerSchema(o.last != ""), columns, nil
}

// read reads the input into customers.
func (o *scoreOptions) read(ctx context.Context, in *rfmio.Input, s rfm.Settings, story *story, st *streams) (*rfm.Customers, rfm.Account, error) {
	stop := showProgress(in, st.err, o.output.quiet)
	defer stop()
	if o.known() {
		return collectKnown(ctx, in, s.AsOf)
	}
	return aggregate(ctx, in, s, story.listen)
}
