package trend

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/cmd/internal/failif"
	"rfm/cmd/internal/population"
	"rfm/rfm/period"
)

// Command is rfm trend.
func Command() app.Command {
	return app.Command{Use: "trend FILE...",
		Short: "Show period by period who is active, new, back or lapsed, and where the money moved",
		Long: `Trend writes one row per calendar period. Active customers ordered in it: for
the first time (new), in the period before, too (retained), or not in that one
but earlier (reactivated). Lapsed customers ordered in the period before and
not in this one. So active = new + retained + reactivated, and retained +
lapsed are the active ones of the period before.

  retention_pct    retained, of those active in the period before
  quick_ratio      (new + reactivated) / lapsed: above 1 the customers grow
  revenue          net of returns, which count when they come back; _new,
                   _retained and _reactivated of those customers, _other the
                   returns of customers without an order in the period
  expansion, contraction, lost
                   what retained customers brought more or less than in the
                   period before, and what lapsed ones had brought in it. The
                   revenue changes by revenue_new + revenue_reactivated +
                   expansion - contraction - lost + the change of
                   revenue_other
  customers        who have ordered by the end of the period
  recent           of them, whose last order is at most --hurdle before that
                   end
  repeat_pct       of them, who have ordered twice or more
  returning_pct    of the active ones, who are not new
  repeat_revenue_pct
                   of what active customers brought, the part after the day of
                   their first order
  tenure_days_median
                   of the active ones, days from the first order to the end

A period that is not over (complete is false) has counts and sums so far, and
no rates and means but those of all customers up to then, recent_pct and
repeat_pct. In the first period of the data everybody looks new: who
was retained or reactivated, or lapsed, is not known. --since only leaves out
rows of the result: who is new is told by all rows of the input. With --every
all one row is about the whole time, or the time from --since on against that
before.

--business COLUMN divides the revenue by its values instead: existing or new
customers times values that were sold before the period or were not. Loyalty
is existing customers and values, expansion existing customers and new values,
acquisition new customers and existing values, diversification both new. With
--new-to customer a value is new to whoever has not bought it before:
expansion is then cross-selling.

--fail-if compares complete periods: last, before (the period before it) and
year_before, each with the numbers of a row.`,
		Example: `  rfm trend sales.csv
  rfm trend sales.csv --every quarter --hurdle 180d -o trend.csv
  rfm trend sales.csv --compare year --since 2024-01-01
  rfm trend sales.csv --business category
  rfm trend sales.csv -q --fail-if 'last.recent_pct < 0.7 * before.recent_pct'`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	book            daybook.Flags
	output          app.OutputFlags
	every, hurdle   string
	compare         string
	business, newTo string
	failIf          string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	daybook.AddEvery(fs, &o.every)
	fs.StringVar(&o.hurdle, "hurdle", "90d", "a customer is recent for so many `days` after an order: 90d")
	fs.StringVar(&o.compare, "compare", "", "add changes from the `previous|year`: the period before, or the same one of the\nyear before (of weeks the one 52 weeks before)")
	fs.StringVar(&o.business, "business", "", "`column` whose values, such as products, divide the revenue: the growth matrix")
	fs.StringVar(&o.newTo, "new-to", "business", "a value of --business is new to the `business|customer`")
	fs.StringVar(&o.failIf, "fail-if", "", "write nothing and end with exit code 9 if this `condition` over last, before and\nyear_before holds: 'last.retention_pct < before.retention_pct - 5'")
	o.book.AddFlags(fs)
	o.output.AddFlags(fs)
	app.ResultColumns(fs, period.TrendSchema(0))
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -active\n(default: as time goes)"
	fs.Lookup("monetary").Hidden = true // refused by plan
	app.Values(fs, "compare", "previous", "year")
	app.Values(fs, "new-to", "business", "customer")
	app.NamesColumns(fs, "business")
}

// plan is what the flags ask for.
type plan struct {
	*daybook.Plan
	every      period.Every
	hurdle     int
	comparison period.Comparison
	toCustomer bool
	check      *failif.Check
}

func (o *options) plan(s *app.Streams, paths []string) (p *plan, err error) {
	p = &plan{}
	if p.every, err = daybook.ParseEvery(o.every); err != nil {
		return nil, err
	}
	if p.hurdle, err = daybook.ParseDays("hurdle", o.hurdle); err != nil {
		return nil, err
	}
	if p.comparison, err = app.Choice("compare", o.compare, map[string]period.Comparison{"": period.NoComparison, "previous": period.Previous, "year": period.YearBefore}); err != nil {
		return nil, app.Usagef("--compare %q is none of previous, year", o.compare)
	}
	if p.toCustomer, err = app.Choice("new-to", o.newTo, map[string]bool{"business": false, "customer": true}); err != nil {
		return nil, err
	}
	given := o.book.Given
	switch {
	case given("monetary"):
		return nil, app.Usagef("--monetary does not go with trend: revenue is a sum")
	case given("new-to") && o.business == "":
		return nil, app.Usagef("--new-to needs --business, the column whose values are new")
	case o.business != "" && p.comparison != period.NoComparison:
		return nil, app.Usagef("--compare does not go with --business")
	}
	if p.check, err = failif.New(o.failIf, failGroups(o.schema(p))); err != nil {
		return nil, err
	}
	if p.Plan, err = o.book.Plan(s, paths); err != nil {
		return nil, err
	}
	if o.business != "" {
		p.Column(period.FieldBusiness, o.business)
	}
	return p, o.output.Check(o.schema(p))
}

// schema is what the result may hold.
func (o *options) schema(p *plan) *arrow.Schema {
	if o.business != "" {
		return period.GrowthSchema(0)
	}
	return period.ComparedSchema(0, p.comparison)
}

// Run takes the steps of a job.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{options: o, messages: o.output.Messages(s)}
	plan := func(ctx context.Context) (err error) {
		if j.plan, err = o.plan(s, paths); err == nil {
			j.out, err = o.output.Prepare(ctx, s, paths)
		}
		return err
	}
	return app.Steps(ctx, plan, j.read, j.addUp, j.write)
}

// job is one run of rfm trend.
type job struct {
	*plan
	options  *options
	messages app.Messages
	out      *app.Output
	readers  []*period.GrowthReader // with --business, one for each worker

	book *daybook.Book // these three by reading
	grid *period.Grid
	from int // the first period to show

	trend  *period.Trend  // by adding up; or
	growth *period.Growth // with --business
}

// read reads the days of all customers and, with --business, what they were for.
func (j *job) read(ctx context.Context) (err error) {
	if j.options.business != "" {
		j.Tap = func(next population.Sink) population.Sink {
			g := period.NewGrowthReader(j.Settings, j.Index(j.every))
			j.readers = append(j.readers, g)
			return daybook.Both(g, next)
		}
	}
	if j.book, err = j.Read(ctx, j.messages); err != nil {
		return err
	}
	if account := &j.book.Account; account.ReturnsOnly > 0 && j.book.Amounts {
		fmt.Fprintf(j.messages, "  revenue of all periods: net %s, with their returns, which are in revenue_other\n", app.Money(account.Used.Amount, account.Scale))
	}
	j.grid, j.from, err = j.book.Grid(j.every)
	return err
}

// addUp makes the rows.
func (j *job) addUp(context.Context) (err error) {
	if j.options.business != "" {
		j.growth, err = period.MergeGrowth(j.readers).Growth(j.grid, j.toCustomer)
	} else {
		j.trend, err = period.NewTrend(j.book.Customers.Days, j.grid, j.hurdle)
	}
	return err
}

// record is all periods. The caller releases it.
func (j *job) record() arrow.Record {
	if j.growth != nil {
		return j.growth.Record(memory.DefaultAllocator, 0)
	}
	return j.trend.Compared(memory.DefaultAllocator, 0, j.comparison)
}

// write checks --fail-if and writes the periods that are to be shown.
func (j *job) write(context.Context) error {
	rec := j.record()
	defer rec.Release()
	if err := j.check.Run(failValues(rec, j.grid), j.messages); err != nil {
		return err
	}
	j.out.Separate(j.messages)
	if j.out.OnScreen() && !j.options.output.Chooses() {
		if err := j.screen(); err != nil {
			return err
		}
		return j.out.Next(app.FollowUp{Command: "cohort"}, app.FollowUp{Command: "due"})
	}
	shown := rec.NewSlice(int64(j.from), rec.NumRows())
	defer shown.Release()
	return j.book.Write(j.out, shown, j.options.output.Columns != nil, isMoney, "", nil)
}

// isMoney tells whether a column comes from amounts.
func isMoney(column string) bool {
	switch column {
	case "expansion", "contraction", "lost", "avg_order_value", "repeat_revenue_pct", "loyalty", "acquisition", "diversification", "other":
		return true
	}
	return strings.HasPrefix(column, period.FieldRevenue)
}

// hurdleText is a number of days as it was given.
func hurdleText(days int) string { return strconv.Itoa(days) + " days" }
