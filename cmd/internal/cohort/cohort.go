package cohort

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/period"
)

// Command is rfm cohort.
func Command() app.Command {
	return app.Command{Use: "cohort FILE...",
		Short: "Show who stays: retention, repurchase and value by period of the first order",
		Long: `Cohort puts customers together by the period of their first order and follows
them through the periods after it. The age of a cell is the number of whole
periods since. To a screen goes a triangle; to a pipe or file one row per
cohort and age.

The views count different things, which are often mixed up:

  retention   who ordered in the period (N-period retention)
  rolling     who ordered in the period or later (unbounded retention): cells
              of the past rise when somebody comes back
  repurchase  who had ordered twice or more by the end of the period
              (cumulative)
  orders      how many orders began in the period
  revenue     what the period brought, net of returns
  value       what all periods so far brought, per customer of the cohort

active and retention_pct in the rows are as the view counts; the column view
names it. A period that is not over (complete is false) has counts and sums so
far, and no rates; a screen shows · for it. The last line of a triangle is the
mean over complete cells, weighted by the size of the cohorts. The first
cohort holds everybody who bought before the data begin, too: it is marked ≤.

--within 30,90 counts days instead of calendar periods: who ordered again on a
later day at most so many days after the own first order, of the customers who
have been observed for as long (eligible).

--by COLUMN makes the cohorts of a column, such as country, channel or
product, as it was on the day of the first order: of several values the one
that brought most. A cell then counts the customers who have reached its age.
--since only leaves out cohorts: who is new is told by all rows of the input.`,
		Example: `  rfm cohort sales.csv
  rfm cohort sales.csv --every week --view value -o value.csv
  rfm cohort sales.csv --within 30,60,90,180,365
  rfm cohort sales.csv --by channel --every quarter`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	book            daybook.Flags
	output          app.OutputFlags
	every, view, by string
	within          []string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	daybook.AddEvery(fs, &o.every)
	fs.Lookup("every").Usage = "length of a `period`: day|week|month|quarter|year; weeks begin on Monday"
	app.Values(fs, "every", slices.DeleteFunc(period.EveryNames(), func(name string) bool { return name == period.All.String() })...)
	fs.StringVar(&o.view, "view", "retention", "what a cell tells: `retention|rolling|repurchase|orders|revenue|value`")
	fs.StringSliceVar(&o.within, "within", nil, "who ordered again within so many `days` of their own first order: 30,60,90")
	fs.StringVar(&o.by, "by", "", "cohorts of the values of a `column` at the first order, not of its date")
	o.book.AddFlags(fs)
	o.output.AddFlags(fs)
	app.ResultColumns(fs, period.CohortSchema(0))
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -customers\n(default: by cohort and age)"
	fs.Lookup("monetary").Hidden = true // refused by plan
	app.Values(fs, "view", "retention", "rolling", "repurchase", "orders", "revenue", "value")
	app.NamesColumns(fs, "by")
}

// view is what a triangle shows of its cells.
type view struct {
	name  string
	count period.View // of active customers
}

// plan is what the flags ask for.
type plan struct {
	*daybook.Plan
	every  period.Every
	view   view
	within []int
}

func (o *options) plan(s *app.Streams, paths []string) (p *plan, err error) {
	p = &plan{}
	if p.every, err = daybook.ParseEvery(o.every); err != nil {
		return nil, err
	}
	p.view.name = o.view
	if p.every == period.All {
		return nil, app.Usagef("--every all makes one cohort: take day, week, month, quarter or year")
	}
	if p.view.count, err = app.Choice("view", o.view, map[string]period.View{"retention": period.Retention, "rolling": period.Rolling,
		"repurchase": period.Repurchase, "orders": period.Retention, "revenue": period.Retention, "value": period.Retention}); err != nil {
		return nil, err
	}
	for _, text := range o.within {
		days, err := daybook.ParseDays("within", text)
		if err != nil {
			return nil, err
		}
		p.within = append(p.within, days)
	}
	slices.Sort(p.within)
	p.within = slices.Compact(p.within)
	switch given := o.book.Given; {
	case given("monetary"):
		return nil, app.Usagef("--monetary does not go with cohort: revenue is a sum")
	case given("view") && p.within != nil:
		return nil, app.Usagef("--view and --within: choose; --within counts repeat orders by days")
	}
	since := o.book.Given("since")
	if since && o.by != "" {
		return nil, app.Usagef("--since does not go with --by: those cohorts have no date")
	}
	if p.Plan, err = o.book.Plan(s, paths); err != nil {
		return nil, err
	}
	if o.by != "" {
		p.Column(period.FieldBy, o.by)
	}
	return p, o.output.Check(p.schema())
}

// schema is what the result may hold.
func (p *plan) schema() *arrow.Schema {
	if p.within != nil {
		return period.WithinSchema(p.within)
	}
	return period.CohortSchema(0)
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
	return app.Steps(ctx, plan, j.read, j.follow, j.write)
}

// job is one run of rfm cohort.
type job struct {
	*plan
	options  *options
	messages app.Messages
	out      *app.Output
	readers  []*period.FirstValues // with --by, one for each worker

	book *daybook.Book // these three by reading
	grid *period.Grid
	from int // the first period to show

	cohorts *period.Cohorts // by following; or
	repeats *period.Within  // with --within
}

// read reads the days of all customers and, with --by, their first values.
func (j *job) read(ctx context.Context) (err error) {
	if j.options.by != "" {
		j.Tap = func(next population.Sink) population.Sink {
			f := period.NewFirstValues(j.Settings)
			j.readers = append(j.readers, f)
			return daybook.Both(f, next)
		}
	}
	if j.book, err = j.Read(ctx, j.messages); err != nil {
		return err
	}
	if view := j.options.view; !j.book.Amounts && (view == "revenue" || view == "value") {
		return app.Usage("--view "+view+" needs amounts, which the input does not have", "name their column: --amount COLUMN")
	}
	j.grid, j.from, err = j.book.Grid(j.every)
	return err
}

// follow makes the cohorts.
func (j *job) follow(context.Context) (err error) {
	days := j.book.Customers.Days
	var values []string
	var valueOf []int32
	if j.options.by != "" {
		values, valueOf = period.MergeFirstValues(j.readers).Of(j.book.Customers)
	}
	switch {
	case j.within != nil && j.options.by != "":
		j.repeats = period.NewWithinBy(days, j.grid, j.within, values, valueOf)
	case j.within != nil:
		j.repeats = period.NewWithin(days, j.grid, j.within)
	case j.options.by != "":
		j.cohorts, err = period.NewCohortsBy(days, j.grid, values, valueOf)
	default:
		j.cohorts, err = period.NewCohorts(days, j.grid)
	}
	if err != nil {
		return tooMany(err)
	}
	if j.repeats != nil {
		j.repeats.Since(j.from)
	} else {
		j.cohorts.Since(j.from)
	}
	return nil
}

// record is one row per cohort, and age. The caller releases it.
func (j *job) record() arrow.Record {
	if j.repeats != nil {
		return j.repeats.Record(memory.DefaultAllocator)
	}
	return j.cohorts.Record(memory.DefaultAllocator, j.view.count, j.view.name)
}

// write writes a triangle to a screen, or the rows.
func (j *job) write(context.Context) error {
	if j.cohorts != nil && j.cohorts.Early.Sign() != 0 {
		fmt.Fprintf(j.messages, "notice: returns before the period of the first order are in no cell: net %s\n", app.Money(j.cohorts.Early, j.cohorts.Scale))
	}
	j.out.Separate(j.messages)
	if j.out.OnScreen() && !j.options.output.Chooses() {
		if err := j.screen(); err != nil {
			return err
		}
		return j.out.Next(app.FollowUp{Command: "trend"}, app.FollowUp{Command: "due"})
	}
	rec := j.record()
	defer rec.Release()
	return j.book.Write(j.out, rec, j.options.output.Columns != nil, isMoney, "", nil)
}

// isMoney tells whether a column comes from amounts.
func isMoney(column string) bool {
	return strings.HasPrefix(column, period.FieldRevenue) || column == period.FieldValue
}

// tooMany makes a decision of the user out of too many periods.
func tooMany(err error) error {
	if err == rfm.ErrOverflow {
		return err
	}
	return app.Usagef("--every: %v", err)
}
