package main

import (
	"context"
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/rfm"
	"rfm/rfm/pareto"
)

func newParetoCommand(s *streams) *cobra.Command {
	var o paretoOptions
	cmd := &cobra.Command{
		Use:   "pareto FILE...",
		Short: "Show who brings the money: top shares, 80/20, Gini, ABC, value tiers",
		Long: `Pareto ranks the customers by monetary value, the highest first, equal ones by
id, and tells how much of the revenue the best of them bring. Customers who
brought nothing, or less, are customers, too.

The top 20 % of n customers are 0.2 n of them, rounded up. Class A are the
fewest customers who bring 80 % of the revenue, A and B those who bring 95 %.
Tiers are cut by number of customers. The ratio is the share of the revenue
divided by the share of the customers. Gini is 0 when all bring the same, and
near 1 when few bring all.

To a terminal goes a report: top shares, classes, tiers and the curve. To a pipe
or file go all customers, by id, each with rank and shares in percent, rounded
to six decimals; --sort rank puts the best first. On a terminal --sort, --limit
and --columns ask for the customers, too. --summary writes the numbers of the
report as a table in any format.

--by profit ranks by what customers earn: a column named profit, or one named by
--profit, or the amounts less --cost. A loss is no return: returns are told by
amount and quantity. The best customers can then bring more than 100 %, which
those below zero take away again.`,
		Example: `  rfm pareto sales.csv
  rfm pareto sales.csv --at 50,80,90 --tiers 1,19,30,50
  rfm pareto sales.csv --sort rank -o ranks.csv
  rfm pareto sales.csv --summary --format json`,
		RunE: onInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type paretoOptions struct {
	population     populationFlags
	output         outputFlags
	at, abc, tiers string
	by             string
	profit, cost   string
	summary        bool
}

func (o *paretoOptions) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	o.population.AddFlags(fs)
	fs.StringVar(&o.at, "at", "80", "the fewest customers who bring so many `percent`: 80 or 50,80,90")
	fs.StringVar(&o.abc, "abc", "80,95", "`percent` of the revenue at which the classes A, B, … end")
	fs.StringVar(&o.tiers, "tiers", "1,4,15,80", "sizes of the tiers in `percent` of the customers, best first")
	fs.StringVar(&o.by, "by", "", "rank by `revenue|profit` (default revenue; profit with --profit or --cost)")
	fs.StringVar(&o.profit, "profit", "", "`column` of the profit of a row")
	fs.StringVar(&o.cost, "cost", "", "`column` of the cost of a row: the profit is the amount less the cost")
	fs.BoolVar(&o.summary, "summary", false, "write the numbers of the report, not the customers; see --format")
	o.output.AddFlags(fs)
}

// options are what the report tells.
func (o *paretoOptions) options() (p pareto.SummaryOptions, err error) {
	for _, percent := range []int64{1, 5, 10, 20, 50} {
		p.Top = append(p.Top, big.NewRat(percent, 100))
	}
	if p.At, err = pareto.ParsePercents(o.at); err != nil {
		return p, usagef("--at: %v", err)
	}
	for _, part := range p.At {
		if part.Cmp(big.NewRat(1, 100)) < 0 { // a fraction where percent are meant
			return p, usagef("--at: %s percent is less than 1: write 80 for four fifths", pareto.PercentText(part))
		}
	}
	if p.ABC, err = pareto.ParseABC(o.abc); err != nil {
		return p, usagef("--abc: %v", err)
	}
	if p.Tiers, err = pareto.ParseTiers(o.tiers); err != nil {
		return p, usagef("--tiers: %v", err)
	}
	return p, nil
}

// run reads, ranks and writes. Everything that can be refused is refused before
// the input is opened.
func (o *paretoOptions) run(ctx context.Context, s *streams, paths []string) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	plan, err := o.population.plan(s, paths, false)
	if err != nil {
		return err
	}
	if plan.settings.Monetary != rfm.SumOrders {
		return usagef("--monetary %s: the shares are of sums", o.population.monetary)
	}
	measure, err := o.measure(plan)
	if err != nil {
		return err
	}
	if err := o.output.check(o.schema(measure)); err != nil {
		return err
	}
	out, err := o.output.prepare(ctx, s, paths)
	if err != nil {
		return err
	}
	words, verbose := o.output.words(s), o.output.verbose
	read, err := o.population.read(ctx, s, paths, plan, unheard, words, verbose)
	if err != nil {
		return err
	}
	if read.customers.Statistic != rfm.SumOrders { // of a scored file
		return usagef("the monetary values of the input are no sums: there are no shares of them")
	}
	printCustomers(words, crowdOf(read.customers), read.account, "ranked")
	ranking, err := rank(read.customers, measure)
	if err != nil {
		return err
	}
	if measure == pareto.Profit {
		fmt.Fprintf(words, "  profit %s\n", money(ranking.Total(), ranking.Scale))
	}
	if !ranking.HasShares() {
		fmt.Fprintf(words, "notice: the %s of all customers is not above zero: there are no shares and no classes\n", ranking.Measure)
	}
	if out.width > 0 && out.file == nil {
		fmt.Fprintln(words) // between the words and the table on the screen
	}
	switch {
	case out.onScreen() && !o.summary && !o.output.chooses():
		return (&paretoReport{out, ranking, options}).write()
	case o.summary:
		return writeOwned(out)(ranking.SummaryRecord(memory.DefaultAllocator, ranking.Summarize(options)))
	}
	return writeOwned(out)(ranking.Record(memory.DefaultAllocator, options.ABC, options.Tiers))
}

// schema is what the result may hold.
func (o *paretoOptions) schema(m pareto.Measure) *arrow.Schema {
	if o.summary {
		return pareto.SummarySchema(m, 0)
	}
	return pareto.Schema(m, 0, 0)
}

// writeOwned writes a record, the best customers first on a screen, and releases
// it.
func writeOwned(out *output) func(arrow.Record, error) error {
	return func(rec arrow.Record, err error) error {
		if err != nil {
			return err
		}
		defer rec.Release()
		order := ""
		if rec.Schema().HasField(pareto.FieldRank) {
			order = pareto.FieldRank
		}
		return out.write(rec, order, paretoExtras())
	}
}

// paretoExtras are the columns that a table on a narrow screen can do without.
func paretoExtras() []string { return []string{rfm.FieldOrders, "mean", pareto.FieldCustomersPct} }
