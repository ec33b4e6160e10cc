package clv

import (
	"context"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
)

// Command is rfm clv.
func Command() app.Command {
	return app.Command{Use: "clv FILE...",
		Short: "Estimate lifetime value: one row per customer with expected orders and worth",
		Long: `Clv reads transactions, fits a model of how often customers buy and when they
leave, and writes one row per customer: the chance of being alive on the as-of
date (bgbb: in the next period), the orders expected in the horizon, the
expected value of an order and the discounted value of all of them, with an
interval.

The models know three numbers of a customer. repeat_orders is the number of days
with an order, less the first one; t_x_days the days from the first order to the
last; t_days those from the first order to the as-of date. Orders of one day are
one order. Time is counted in whole days; --unit is for display, but for bgbb,
which counts calendar days, weeks or months with an order.

Value is expected orders, each discounted, times expected spend times margin.
With --cost spend is the amount less the cost, everywhere but in the scores.
The spend is modelled by gamma-gamma from the mean spend of the repeat days; the
first day is left out of it. Returns lower the spend of the customer: those of
the first day that of the first day, all others that of the repeat days; they
are no orders and refresh nothing. Repeat customers whose mean spend is zero or
less are left out of the fit of the spend, and counted. Without a column of
amounts the columns of value are left out.

Intervals (clv_low, clv_high) tell how sure the expectation is, given the
uncertainty of the parameters. What a single customer will do varies far more.

history and dcf are textbook formulas without a model: history carries every
amount so far to the as-of date at the discount rate; dcf is the sum of I_n /
(1+d)^n over --years, I_n the margin of the last 365 days times retention^n.

--model history --components splits what was earned: base is the day of the
first order; growth what later days brought in its categories; cross_sell in
others (--category); cost what serving costs less than at the share of revenue
of the customer's first 365 days (--cost); price what is paid more than at the
discount of those days (--list-price). They add up to net exactly. referral is
the net of customers whom this one referred (--referrer); it stands in their
rows, too, and is no part of the sum. What the data do not hold is left empty.`,
		Example: `  rfm clv sales.csv
  rfm clv sales.parquet --horizon 24m --discount 0.08 --margin 0.3 -o clv.csv
  rfm clv sales.csv --model paretonbd --horizon inf --with-scores
  rfm clv sales.csv --holdout 90d
  rfm clv sales.csv --save-model model.json
  rfm clv new.csv --model model.json
  rfm clv sales.csv --model dcf --years 5 --retention 0.7
  rfm clv sales.csv --model history --components`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	input  population.InputFlags
	output app.OutputFlags

	asOf, returns         string
	model, spend          string
	horizon               string
	discount, discounting string
	margin, cost          string
	interval              string
	unit                  string
	years                 int
	retention             string
	holdout, saveModel    string
	withScores, strict    bool
	memory                string
	components            componentFlags
	summary               summaryFlags
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.input.AddFlags(fs)
	fs.StringVar(&o.asOf, "as-of", "data", "last `day` that counts: YYYY-MM-DD, today, or data: the day of the last\norder that passes --where and --until. By default rows later than two\ndays after today are left out; a day brings back those up to it")
	fs.StringVar(&o.returns, "returns", "net", "what returns do: `net|drop|keep` (keep: ordinary rows)")
	fs.StringVar(&o.model, "model", "auto", "`name` of the model, or a file that --save-model wrote:"+modelHelp())
	fs.StringVar(&o.spend, "spend", "gamma-gamma", "model of the spend: `gamma-gamma|none` (none: orders only)")
	fs.StringVar(&o.horizon, "horizon", "12m", "`time` to predict for: 365d, 52w, 12m, 2y (a month is 365.25/12 days), inf")
	fs.StringVar(&o.discount, "discount", "10%", "annual effective discount `rate`: 10% or 0.10")
	fs.StringVar(&o.discounting, "discounting", "continuous", "`continuous|monthly`: at the moment of each order, or at the end of its month")
	fs.StringVar(&o.margin, "margin", "1", "`share` of the spend that is earned: 0.3 or 30%")
	fs.StringVar(&o.cost, "cost", "", "`column` of the cost of a row: what is earned is the amount less the cost")
	fs.StringVar(&o.interval, "interval", "0.9", "`level` of the intervals")
	fs.StringVar(&o.unit, "unit", "week", "unit of time of the parameters shown, and the period of bgbb:\n`day|week|month|year`")
	fs.IntVar(&o.years, "years", 3, "`number` of years of dcf")
	fs.StringVar(&o.retention, "retention", "", "`share` of customers who stay a year, for dcf (default: from the data)")
	fs.StringVar(&o.holdout, "holdout", "", "check the model: fit to the data before, predict what came after; `time` held\nout (90d, 39w, 6m) or the last day of the fit (YYYY-MM-DD)")
	fs.StringVar(&o.saveModel, "save-model", "", "write the fitted model to a `file`, as JSON")
	app.NamesPlace(fs, "save-model")
	app.NamesFile(fs, "model")
	fs.BoolVar(&o.strict, "strict", false, "end with exit code 10 where the data do not determine the model, instead of\nwarning and using the next simpler one: NBD for who leaves, one mean for the\nspend, history for no repeat orders; --save-model implies it")
	fs.BoolVar(&o.withScores, "with-scores", false, "add the scores and the segment of rfm score")
	fs.StringVar(&o.memory, "memory", "", "what the run may take, such as `2GiB`; days and rows of all customers are\nin memory: where there is too little the run ends with exit code 11\n(default three quarters of the container or machine)")
	app.Group(fs, app.GroupRun, "memory")
	o.components.AddFlags(fs)
	o.summary.AddFlags(fs)
	o.output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -clv\n(default: by customer id)"
	var names []string
	for _, m := range models() {
		names = append(names, m.name)
	}
	app.Values(fs, "model", append(names, "auto")...)
}

// Run reads, fits, predicts and writes. Everything that can be refused is
// refused before the input is opened.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	plan, err := o.plan(s.Now())
	if err != nil {
		return err
	}
	if err := o.components.check(o); err != nil {
		return err
	}
	input, err := o.input.Plan(s, paths, plan.settings, rfm.OptionalAmount(rfm.TransactionSchema(o.withScores)))
	if err != nil {
		return err
	}
	if err := o.summary.check(o, plan); err != nil {
		return err
	}
	input.Reading.Future = plan.settings.AsOf != nil
	input.Reading.Recognize = o.recognizeScores(plan)
	input.Reading.Summaries = "--frequency, --recency and --age name the columns of x, t_x and T"
	if o.cost != "" {
		input.Reading.Schema, input.Reading.Columns = rfm.WithCost(input.Reading.Schema), map[string]string{rfm.FieldCost: o.cost}
	}
	input.Reading.Schema, input.Reading.Named = o.components.extend(input.Reading.Schema), o.components.named()
	if tap := o.components.tap(o); tap != nil {
		input.Tap = tap
	}
	if plan.saved, err = o.loadModel(plan); err != nil {
		return err
	}
	if err := plan.checkPeriod(); err != nil {
		return err
	}
	j := &job{options: o, plan: plan, messages: o.output.Messages(s)}
	if j.out, err = o.output.Prepare(ctx, s, paths); err != nil {
		return err
	}
	if o.saveModel != "" {
		if j.modelOut, err = s.CreateModel(o.saveModel, o.output.Path, paths); err != nil {
			return err
		}
	}
	if o.summary.given() {
		h, err := o.summary.read(ctx, &o.input, s, paths, j.messages)
		if err != nil {
			return err
		}
		j.customers, j.amounts = h.customers, o.summary.monetary != ""
		return j.valueOf(h)
	}
	read, err := input.Read(ctx, j.messages)
	if err != nil {
		return err
	}
	j.customers, j.account, j.amounts = read.Customers, read.Account, population.HasAmounts(read.Input)
	if err := j.check(o); err != nil {
		return err
	}
	switch {
	case read.Known != nil:
		j.amounts = true
		return j.valueOf(scoredHistories(j.customers))
	case plan.textbook():
		return j.textbook()
	case plan.holdout != nil:
		return j.validate()
	}
	return j.value()
}
