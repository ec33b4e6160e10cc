package due

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/daybook"
	"rfm/cmd/internal/population"
	"rfm/io/place"
	"rfm/rfm"
	"rfm/rfm/period"
)

// Command is rfm due.
func Command() app.Command {
	return app.Command{Use: "due FILE...",
		Short: "Show who is due for the next order, who is late, and what is at stake",
		Long: `Due tells when each customer's next order is due by the customer's own rhythm.
The rhythm is the mean of the gaps between the days with an order and one
typical gap, the mean of all gaps of all customers: of the rules that were
tried it came closest to the gap that followed. Orders of one day are one.

  due_date    the last order and one rhythm, rounded to days
  late        days since the last order, in rhythms
  status      on_time up to 1 rhythm, due up to 2, overdue up to 3, then
              lapsed (or as --bands says); one_time: one order day, so no gap
              of their own
  stake       the average order times 365 / rhythm: a year's business at the
              own pace
  amount_now, amount_before, change_pct
              what the last 91 days brought and the 91 before; the change is
              empty unless there were two order days in both: one order is no
              trend

Rows are the customers who are due or overdue, or will be due within 30 days,
the highest stake first; --all writes everybody. A screen shows first how
regular the customers are (Wheat and Morrison's k: 1 is chance, 2 and more
habit) and how they go on from order to order.

Due dates are for timing. Who comes back at all is told better by rfm clv,
even by recency alone: the frequent come back more, though they are late
sooner. --holdout shows this for your data: the customers of an earlier day by
status, and how many of them then ordered less than half as often as before.

--save-model keeps the typical gap and the bands, --model takes them, so that
the status of a customer changes only when the customer does.`,
		Example: `  rfm due sales.csv
  rfm due sales.csv --within 14d --columns customer_id,due_date -o call.csv
  rfm due sales.csv --all -o due.parquet
  rfm due sales.csv --holdout 91d
  rfm due sales.csv --save-model rhythm.json
  rfm due new.csv --model rhythm.json`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	book             daybook.Flags
	output           app.OutputFlags
	within           string
	bands            []string
	compare, holdout string
	all              bool
	saveModel, model string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.within, "within", "30d", "also who will be due within so many `days`")
	fs.BoolVar(&o.all, "all", false, "all customers")
	fs.StringSliceVar(&o.bands, "bands", []string{"1", "2", "3"}, "`rhythms` since the last order up to which a customer is on time, due, overdue")
	fs.StringVar(&o.compare, "compare", "91d", "compare the amounts of the last `days` with those of as many days before, or, for\nyear, the last 91 days with the same ones of the year before")
	fs.StringVar(&o.holdout, "holdout", "", "write what the statuses told of the last `days` that are held out: 91d")
	fs.StringVar(&o.saveModel, "save-model", "", "write the typical gap and the bands to a `file`, as JSON")
	fs.StringVar(&o.model, "model", "", "take them from a `file` that --save-model wrote")
	o.book.AddFlags(fs)
	o.output.AddFlags(fs)
	app.ResultColumns(fs, period.DueSchema(0, 0, 0))
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -due_date\n(default: the highest stake first)"
	fs.Lookup("since").Hidden = true // refused by plan
	app.Overrule(fs, []string{"holdout"}, []string{"within", "all", "compare"})
}

// plan is what the flags ask for.
type plan struct {
	*daybook.Plan
	options  period.DueOptions
	within   int
	holdout  int         // days; 0 for none
	modelOut *place.File // nil for none
}

func (o *options) plan(s *app.Streams, paths []string) (p *plan, err error) {
	p = &plan{options: period.DueOptions{Window: period.DefaultWindow}}
	if p.within, err = daybook.ParseDays("within", o.within); err != nil {
		return nil, err
	}
	if p.options.Bands, err = parseBands(o.bands); err != nil {
		return nil, err
	}
	if p.options.Year = o.compare == "year"; !p.options.Year {
		if p.options.Window, err = daybook.ParseDays("compare", o.compare); err != nil {
			return nil, err
		}
	}
	if o.holdout != "" {
		if p.holdout, err = daybook.ParseDays("holdout", o.holdout); err != nil {
			return nil, err
		}
	}
	given := o.book.Given
	switch {
	case given("since"):
		return nil, app.Usagef("--since does not go with due: a rhythm is of all orders")
	case o.model != "" && o.saveModel != "":
		return nil, app.Usagef("--save-model keeps a fresh typical gap, --model takes an old one: choose")
	case o.model != "" && given("bands"):
		return nil, app.Usagef("--bands does not go with --model, which has its own")
	}
	if o.holdout != "" {
		for _, flag := range []string{"within", "all", "compare", "save-model", "model"} {
			if given(flag) {
				return nil, app.Usagef("--%s does not go with --holdout, which writes no customers", flag)
			}
		}
	}
	if o.model != "" {
		if err := p.load(o.model); err != nil {
			return nil, err
		}
	}
	if p.Plan, err = o.book.Plan(s, paths); err != nil {
		return nil, err
	}
	return p, o.output.Check(p.schema())
}

// parseBands reads --bands: three numbers that rise.
func parseBands(texts []string) (bands period.Bands, err error) {
	if len(texts) != len(bands) {
		return bands, app.Usagef("--bands takes three numbers, such as 1,2,3, not %d", len(texts))
	}
	for i, text := range texts {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v > 0) || v > 1000 {
			return bands, app.Usagef("--bands %q is not a number of rhythms above 0", text)
		}
		if i > 0 && v <= bands[i-1] {
			return bands, app.Usagef("--bands: %s is not above %s", text, texts[i-1])
		}
		bands[i] = v
	}
	return bands, nil
}

// schema is what the result may hold.
func (p *plan) schema() *arrow.Schema {
	if p.holdout > 0 {
		return period.BacktestSchema()
	}
	return period.DueSchema(0, 0, 0)
}

// Run takes the steps of a job.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{flags: o, messages: o.output.Messages(s)}
	plan := func(ctx context.Context) error { return j.prepare(ctx, s, paths) }
	if o.holdout != "" {
		return app.Steps(ctx, plan, j.read, j.backtest)
	}
	return app.Steps(ctx, plan, j.read, j.find, j.write)
}

// job is one run of rfm due.
type job struct {
	*plan
	flags    *options
	messages app.Messages
	out      *app.Output

	book *daybook.Book // by reading
	due  *period.Due   // by finding
}

// prepare refuses what cannot be, before any file is opened.
func (j *job) prepare(ctx context.Context, s *app.Streams, paths []string) (err error) {
	o := j.flags
	if j.plan, err = o.plan(s, paths); err != nil {
		return err
	}
	if j.out, err = o.output.Prepare(ctx, s, paths); err != nil || o.saveModel == "" {
		return err
	}
	j.modelOut, err = s.CreateModel(o.saveModel, o.output.Path, paths)
	return err
}

// read reads the days of all customers.
func (j *job) read(ctx context.Context) (err error) {
	j.book, err = j.Read(ctx, j.messages)
	return err
}

// find finds the rhythm of every customer.
func (j *job) find(context.Context) (err error) {
	c := j.book.Customers
	if !j.options.Rhythm.Known() { // and of no model
		j.options.Rhythm = period.NewRhythm(c.Days, c.AsOf)
	}
	if !j.options.Rhythm.Known() {
		fmt.Fprintln(j.messages, "notice: nobody has ordered on two days: there is no rhythm, and nobody is due")
	}
	j.due, err = period.NewDue(c, j.options)
	return err
}

// write writes those who are due, and the model where one is asked for.
func (j *job) write(context.Context) error {
	places := j.chosen(j.flags.all)
	rec := j.due.Record(memory.DefaultAllocator, places)
	defer rec.Release()
	if err := j.writeHead(j.head(), len(places)); err != nil {
		return err
	}
	if err := j.writeRecord(rec); err != nil || j.modelOut == nil {
		return err
	}
	return app.WriteJSON(j.modelOut, j.model())
}

// head is where what stands above a table goes: with the table on a screen, else to
// the messages.
func (j *job) head() io.Writer {
	if !j.out.OnScreen() {
		return j.messages
	}
	j.out.Separate(j.messages)
	return j.out.Sentences
}

func (j *job) writeRecord(rec arrow.Record) error {
	sort := "-" + period.FieldStake
	if !j.book.Amounts {
		sort = period.FieldDueDate
	}
	if err := j.book.Write(j.out, rec, j.flags.output.Columns != nil, isMoney, sort, expendable()); err != nil {
		return err
	}
	return j.out.Next(app.FollowUp{Command: "due", Flags: "-o due.csv"}, app.FollowUp{Command: "cohort"})
}

// expendable are the columns that a table on a narrow screen can do without.
func expendable() []string {
	return []string{rfm.FieldFirstOrder, period.FieldGaps, period.FieldAmountBefore, period.FieldAmountNow, rfm.FieldMonetary,
		rfm.FieldAverage, rfm.FieldRecency, rfm.FieldLastOrder, rfm.FieldOrders, period.FieldChangePct, period.FieldRhythm}
}

// isMoney tells whether a column comes from amounts.
func isMoney(column string) bool {
	return slices.Contains([]string{rfm.FieldMonetary, rfm.FieldAverage, period.FieldStake, period.FieldAmountNow, period.FieldAmountBefore,
		period.FieldChangePct}, column)
}

// chosen are the places of the customers to write, the highest stake first, equal
// ones by id.
func (j *job) chosen(all bool) []int {
	places := []int{}
	for i := range j.book.Customers.Len() {
		if all || j.due.Soon(i, j.within) {
			places = append(places, i)
		}
	}
	if !j.options.Rhythm.Known() {
		return places
	}
	stakes := make([]decimal128.Num, j.book.Customers.Len())
	for _, i := range places {
		stakes[i], _ = j.due.Stake(i)
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Or(stakes[b].Cmp(stakes[a]), cmp.Compare(a, b)) })
	return places
}
