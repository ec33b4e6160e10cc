package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

A median has one decimal more than its values, since it may lie half-way
between two. With --monetary mean or median the column monetary adds up what
each customer has; avg_order_value stays the amounts of all orders divided by
the orders.`,
		Example: `  rfm segment sales.csv
  rfm segment 'sales/2024-*.parquet' --as-of 2024-12-31 -o segments.csv
  rfm segment sales.csv --columns segment,customers,advice --format markdown`,
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

type segmentOptions struct {
	population populationFlags
	scoring    scoringFlags
	scheme     schemeFlags
	fail       failFlags
	output     outputFlags
}

func (o *segmentOptions) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.population.AddFlags(fs)
	o.scoring.AddFlags(fs)
	o.scheme.AddFlags(fs)
	o.fail.AddFlags(fs)
	o.output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -monetary\n(default: as the scheme has them)"
}

// run reads, scores, sums up and writes. Everything that can be refused is
// refused before the input is opened.
func (o *segmentOptions) run(ctx context.Context, s *streams, paths []string) error {
	scoring, err := o.scoring.options(&o.population)
	if err != nil {
		return err
	}
	scheme, err := o.scheme.load(o.scoring.model)
	if err != nil {
		return err
	}
	scheme.given = true // there is nothing to write without segments
	if err := scheme.scoring(&scoring); err != nil {
		return err
	}
	check, err := o.fail.check(scheme.Scheme, &o.scoring, scoring)
	if err != nil {
		return err
	}
	plan, err := o.population.plan(s, paths, false)
	if err != nil {
		return err
	}
	if err := o.output.check(segment.SummarySchema(0, 0)); err != nil {
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
	read, err := o.population.read(ctx, s, paths, plan, unheard, words, verbose)
	if err != nil {
		return err
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
	if err := check.judge(read, scores, assignment, drift); err != nil {
		return err
	}
	summary, err := summaryRecord(assignment, scores.Customers, scheme.language)
	if err != nil {
		return err
	}
	defer summary.Release()
	if out.width > 0 && out.file == nil {
		fmt.Fprintln(words) // between the words and the table on the screen
	}
	if err := out.write(summary, "", summaryExtras(scheme.language)); err != nil {
		return err
	}
	return o.scoring.save(modelFile, scores, scheme.Scheme, &o.population, read)
}

// unheard lets the rows pass unseen.
func unheard(next sink) sink { return next }
