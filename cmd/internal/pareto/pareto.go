package pareto

import (
	"context"
	"fmt"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/pareto"
)

// Command is rfm pareto.
func Command() app.Command {
	return app.Command{Use: "pareto FILE...",
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
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	population     population.Flags
	engine         population.EngineFlags
	output         app.OutputFlags
	at, abc, tiers string
	by             string
	profit, cost   string
	summary        bool
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.population.AddFlags(fs)
	o.engine.AddFlags(fs)
	fs.StringVar(&o.at, "at", "80", "the fewest customers who bring so many `percent`: 80 or 50,80,90")
	fs.StringVar(&o.abc, "abc", "80,95", "`percent` of the revenue at which the classes A, B, … end")
	fs.StringVar(&o.tiers, "tiers", "1,4,15,80", "sizes of the tiers in `percent` of the customers, best first")
	fs.StringVar(&o.by, "by", "", "rank by `revenue|profit` (default revenue; profit with --profit or --cost)")
	fs.StringVar(&o.profit, "profit", "", "`column` of the profit of a row")
	fs.StringVar(&o.cost, "cost", "", "`column` of the cost of a row: the profit is the amount less the cost")
	fs.BoolVar(&o.summary, "summary", false, "write the numbers of the report, not the customers; see --format")
	o.output.AddFlags(fs)
	app.ResultColumns(fs, pareto.Schema(pareto.Revenue, 0, 0))
}

// figures are what the report shows.
func (o *options) figures() (p pareto.SummaryOptions, err error) {
	for _, percent := range []int64{1, 5, 10, 20, 50} {
		p.Top = append(p.Top, big.NewRat(percent, 100))
	}
	if p.At, err = pareto.ParsePercents(o.at); err != nil {
		return p, app.Usagef("--at: %v", err)
	}
	for _, part := range p.At {
		if part.Cmp(big.NewRat(1, 100)) < 0 { // a fraction where percent are meant
			return p, app.Usagef("--at: %s percent is less than 1: write 80 for four fifths", pareto.PercentText(part))
		}
	}
	if p.ABC, err = pareto.ParseABC(o.abc); err != nil {
		return p, app.Usagef("--abc: %v", err)
	}
	if p.Tiers, err = pareto.ParseTiers(o.tiers); err != nil {
		return p, app.Usagef("--tiers: %v", err)
	}
	return p, nil
}

// Run takes the steps of a job.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{options: o, messages: o.output.Messages(s)}
	plan := func(ctx context.Context) error { return j.plan(ctx, s, paths) }
	return app.Steps(ctx, plan, j.read, j.rank, j.write)
}

// job is one run of rfm pareto.
type job struct {
	options  *options
	messages app.Messages

	input   *population.Plan // by planning
	figures pareto.SummaryOptions
	measure pareto.Measure // what the customers are ranked by
	out     *app.Output

	population *population.Population // by reading
	ranking    *pareto.Ranking        // by ranking
}

// plan refuses what cannot be, before any file is opened.
func (j *job) plan(ctx context.Context, s *app.Streams, paths []string) (err error) {
	o := j.options
	if j.figures, err = o.figures(); err != nil {
		return err
	}
	if j.input, err = o.population.Plan(s, paths, false); err != nil {
		return err
	}
	if j.input.Settings.Monetary != rfm.SumOrders {
		return app.Usagef("--monetary %s: the shares are of sums", o.population.Monetary)
	}
	if j.measure, err = o.measure(j.input); err != nil {
		return err
	}
	if err := o.engine.Plan(&o.population, j.input, s.Now()); err != nil {
		return err
	}
	if err := o.output.Check(o.schema(j.measure)); err != nil {
		return err
	}
	j.out, err = o.output.Prepare(ctx, s, paths)
	return err
}

// read reads the input into customers.
func (j *job) read(ctx context.Context) (err error) {
	if j.population, err = j.input.Read(ctx, j.messages); err != nil {
		return err
	}
	if j.population.Customers.Statistic != rfm.SumOrders { // of a scored file
		return app.Usagef("the monetary values of the input are not sums: there are no shares of them")
	}
	return nil
}

// rank ranks the customers by the measure.
func (j *job) rank(context.Context) (err error) {
	c := j.population.Customers
	population.PrintCustomers(j.messages, population.NewSummary(c), j.population.Account, "ranked")
	if j.measure != pareto.Profit {
		j.ranking, err = pareto.Rank(c)
	} else if j.ranking, err = pareto.RankProfit(c); err == nil {
		fmt.Fprintf(j.messages, "  profit %s\n", app.Money(j.ranking.Total(), j.ranking.Scale))
	}
	if err == nil && !j.ranking.HasShares() {
		fmt.Fprintf(j.messages, "notice: the %s of all customers is not above zero: there are no shares and no classes\n", j.ranking.Measure)
	}
	return err
}

// write writes the report to a screen, its numbers or the customers.
func (j *job) write(context.Context) error {
	o, r := j.options, j.ranking
	j.out.Separate(j.messages)
	switch {
	case j.out.OnScreen() && !o.summary && !o.output.Chooses():
		return j.writeReport()
	case o.summary:
		return j.writeRecord(r.SummaryRecord(memory.DefaultAllocator, r.Summarize(j.figures)))
	}
	return j.writeRecord(r.Record(memory.DefaultAllocator, j.figures.ABC, j.figures.Tiers))
}

// schema is what the result may hold.
func (o *options) schema(m pareto.Measure) *arrow.Schema {
	if o.summary {
		return pareto.SummarySchema(m, 0)
	}
	return pareto.Schema(m, 0, 0)
}

// writeRecord writes a record, the best customers first on a screen, and releases
// it.
func (j *job) writeRecord(rec arrow.Record, err error) error {
	if err != nil {
		return err
	}
	defer rec.Release()
	order := ""
	if rec.Schema().HasField(pareto.FieldRank) {
		order = pareto.FieldRank
	}
	return j.out.Write(rec, order, expendable())
}

// expendable are the columns that a table on a narrow screen can do without.
func expendable() []string { return []string{rfm.FieldOrders, "mean", pareto.FieldCustomersPct} }

// measure is what the customers are ranked by. It lets the plan read profits
// where they are asked for.
func (o *options) measure(p *population.Plan) (pareto.Measure, error) {
	named := o.profit != "" || o.cost != ""
	by := o.by
	if by == "" {
		by = string(pareto.Revenue)
		if named {
			by = string(pareto.Profit)
		}
	}
	m, err := app.Choice("by", by, map[string]pareto.Measure{"revenue": pareto.Revenue, "profit": pareto.Profit})
	switch {
	case err != nil:
		return m, err
	case o.profit != "" && o.cost != "":
		return m, app.Usagef("--profit is what a row earns, --cost what is taken off its amount: choose")
	case named && m == pareto.Revenue:
		return m, app.Usagef("--profit and --cost do not go with --by revenue")
	case m == pareto.Revenue:
		return m, nil
	case p.Known:
		return m, app.Usage("the input is one row per customer: it has one value to rank by", "name the column of the profit with --monetary")
	}
	if recognize := p.Reading.Recognize; recognize != nil {
		p.Reading.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
			schema, err := recognize(file, columns)
			if schema != nil && err == nil {
				err = app.Usage(file+" holds scored customers, and no profits", "give --by profit the transactions")
			}
			return schema, err
		}
	}
	p.Settings.Days = true
	switch {
	case o.cost != "":
		p.Reading.Schema = rfm.WithCost(p.Reading.Schema)
		p.Reading.Columns = map[string]string{rfm.FieldCost: o.cost}
	case o.profit != "":
		p.Reading.Columns = map[string]string{rfm.FieldProfit: o.profit}
		fallthrough
	default:
		p.Reading.Schema = rfm.WithProfit(p.Reading.Schema)
	}
	return m, nil
}
