package population

import (
	"context"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// Flags are the flags of every command that turns its input into
// customers with recency, orders and monetary value.
type Flags struct {
	Input InputFlags
	Given func(flag string) bool // on the command line

	AsOf, Count, Returns     string
	Monetary, memory         string
	Recency, last, frequency string
}

// AddFlags adds the flags to those of a command.
func (f *Flags) AddFlags(fs *pflag.FlagSet) {
	f.Given = fs.Changed
	f.Input.AddFlags(fs)
	fs.StringVar(&f.AsOf, "as-of", "data", "last `day` that counts: YYYY-MM-DD, today, or data: the day\nof the last order that passes --where and --until. By default\nrows later than two days after today are left out; a day brings\nback those up to it")
	fs.StringVar(&f.Count, "count", "orders", "`what` the frequency counts: orders|rows|days")
	fs.StringVar(&f.Returns, "returns", "net", "`what` returns do: net|drop|keep (keep: ordinary rows)")
	fs.StringVar(&f.Monetary, "monetary", "sum", "the monetary `value`: sum|mean|median of the orders, as\n--count counts them; or, with --frequency, the column it\nstands in; a mean keeps four more decimals, a median one.\nA return lowers the median only with the order id of an order")
	fs.StringVar(&f.memory, "memory", "", "what the run may take, such as `2GiB`: beyond it customers go to\ntemporary files in $TMPDIR, and what cannot is refused with exit\ncode 11 (default three quarters of the container or machine)")
	fs.StringVar(&f.frequency, "frequency", "", "the input is one row per customer; `column` of the number of orders")
	fs.StringVar(&f.Recency, "recency", "", "with --frequency: `column` of the days since the last order")
	fs.StringVar(&f.last, "last", "", "with --frequency: `column` of the date of the last order")
	app.Group(fs, app.GroupCustomers, "as-of", "count", "returns", "monetary", "frequency", "recency", "last")
	app.Group(fs, app.GroupRun, "memory")
	app.Values(fs, "count", "orders", "rows", "days")
	app.Values(fs, "returns", "net", "drop", "keep")
	app.Values(fs, "monetary", "sum", "mean", "median")
	app.Values(fs, "as-of", "today", "data")
	app.NamesColumns(fs, "frequency", "recency", "last")
	app.Overrule(fs, []string{"recency"}, []string{"last"})
	app.Overrule(fs, []string{"last"}, []string{"recency"})
	app.Overrule(fs, []string{"frequency", "recency", "last"}, []string{"date", "amount", "order", "quantity", "price", "count", "returns", "since", "until"})
	app.Overrule(fs, []string{"date", "amount", "order", "quantity", "price"}, []string{"frequency", "recency", "last"})
}

// Known reports whether the input is one row per customer.
func (f *Flags) Known() bool { return f.frequency != "" || f.Recency != "" || f.last != "" }

// Plan is what flags ask for: how an input becomes customers.
type Plan struct {
	Settings aggregate.Settings
	// Reading is what the readers deliver, beside what the flags of the input say.
	// It recognizes a file that rfm score wrote, unless flags say what the columns
	// are.
	Reading rfmio.Options
	Known   bool // the input is one row per customer
	// Tap, where set, puts something before the sink of each worker.
	Tap func(Sink) Sink
	// Earlier, where set, makes a second population of the same rows.
	Earlier *aggregate.Settings
	// NeedsAll says what needs all customers in memory; "" where those without room
	// there may come in blocks.
	NeedsAll string
	Redactor *Redactor
	Paths    []string

	input   *InputFlags
	flags   *Flags // nil for commands that read transactions only
	given   func(flag string) bool
	streams *app.Streams
	from    origin // nil for files
	limit   int64  // of memory
}

// Plan refuses what cannot be, before any file is opened. settings are how the
// transactions of a schema become customers.
func (f *InputFlags) Plan(s *app.Streams, paths []string, settings aggregate.Settings, schema *arrow.Schema) (*Plan, error) {
	p := &Plan{Settings: settings, Reading: rfmio.Options{Schema: schema, Memory: settings.Memory}, Paths: paths, NeedsAll: "this command", input: f, streams: s, limit: settings.Memory}
	if !f.namesColumns() {
		p.Reading.Recognize = RefuseCustomers
	}
	return p, f.Check(s, paths)
}

// Plan refuses what cannot be, before any file is opened. withOrder asks for
// the order ids even where they do not count.
func (f *Flags) Plan(s *app.Streams, paths []string, withOrder bool) (*Plan, error) {
	settings, err := f.settings(s.Now())
	if err != nil {
		return nil, err
	}
	p, err := f.Input.Plan(s, paths, settings, rfm.TransactionSchema(withOrder || settings.Count == aggregate.CountOrders))
	if err != nil {
		return nil, err
	}
	p.Reading.Summaries = "FLAGS"
	if settings.Count == aggregate.CountRows {
		p.Reading.Lines = "--count rows"
	}
	p.Reading.Future = settings.AsOf != nil // whoever says the end of time has thought of it
	p.Known, p.flags, p.given = f.Known(), f, f.Given
	if !p.Known {
		if !f.Input.namesColumns() {
			p.Reading.Recognize = f.recognizeScores
		}
		return p, nil
	}
	p.Reading.Schema, p.Reading.Recognize = rfm.KnownCustomerSchema(f.last != ""), nil
	p.Reading.Columns, err = f.knownColumns()
	return p, err
}

// Of is the plan for some of the files alone.
func (p *Plan) Of(paths ...string) *Plan {
	one := *p
	one.Paths = paths
	return &one
}

// settings are how transactions become customers.
func (f *Flags) settings(now time.Time) (aggregate.Settings, error) {
	var s aggregate.Settings
	var err error
	if s.Count, err = app.Choice("count", f.Count, map[string]aggregate.Count{"orders": aggregate.CountOrders, "rows": aggregate.CountRows, "days": aggregate.CountDays}); err != nil {
		return s, err
	}
	if s.Returns, err = app.Choice("returns", f.Returns, map[string]aggregate.Returns{"net": aggregate.NetReturns, "drop": aggregate.DropReturns, "keep": aggregate.KeepReturns}); err != nil {
		return s, err
	}
	if !f.Known() {
		if s.Monetary, err = app.Choice("monetary", f.Monetary, map[string]rfm.Statistic{"sum": rfm.SumOrders, "mean": rfm.MeanOrder, "median": rfm.MedianOrder}); err != nil {
			return s, err
		}
	}
	if s.Memory, err = app.MemoryLimit(f.memory); err != nil {
		return s, err
	}
	zone, err := f.Input.Location()
	if err != nil {
		return s, err
	}
	s.AsOf, err = ParseAsOf("as-of", f.AsOf, now.In(zone))
	return s, err
}

// knownColumns are the columns of an input that is one row per customer.
func (f *Flags) knownColumns() (map[string]string, error) {
	columns := map[string]string{"orders": f.frequency, "monetary": f.Monetary}
	switch {
	case f.frequency == "" || !f.Given("monetary") || f.Monetary == "":
		return nil, app.Usage("an input of one row per customer needs --frequency and --monetary", "each names a column")
	case (f.Recency == "") == (f.last == ""):
		return nil, app.Usage("an input of one row per customer needs --recency or --last", "--recency names a column of days, --last one of dates")
	case f.Recency != "":
		columns[rfm.FieldRecency] = f.Recency
	default:
		columns[rfm.FieldLastOrder] = f.last
	}
	for _, flag := range []string{"date", "amount", "order", "quantity", "count", "returns", "since", "until", "explain"} {
		if f.Given(flag) {
			return nil, app.Usagef("--%s does not go with --frequency: the input is one row per customer", flag)
		}
	}
	return columns, nil
}

// Population is an input read into customers.
type Population struct {
	Customers *rfm.Customers        // nil where they come in blocks
	Blocks    *aggregate.Population // nil where they do not; to be removed by the caller
	Known     *rfm.Known            // nil for transactions
	Account   rfm.Account           // where the rows went
	Given     func(flag string) bool
	Earlier   *Population   // nil unless the plan asks for it
	Input     rfmio.Account // how the files were read
	Engine    *EngineRun    // how an engine was asked; nil for files
	Redactor  *Redactor
}

// Read reads the input into customers and says in messages what was read. An
// input without customers is an error.
func (p *Plan) Read(ctx context.Context, messages app.Messages) (_ *Population, err error) {
	defer func() { err = p.Redactor.Hide(err) }()
	p.Redactor.PrintNotices(messages)
	if p.from != nil {
		return p.from.group(ctx, p, messages)
	}
	in, err := p.input.Open(ctx, p.Paths, p.Reading, p.streams)
	if err != nil {
		return nil, err
	}
	stop := app.ShowProgress(in, p.streams.Err, messages.Quiet())
	defer stop()
	read, tap := Population{Given: p.given, Redactor: p.Redactor}, p.Tap
	var before []*aggregate.Aggregator
	var looks Looks
	app.KeepWithin(p.limit)
	if p.Earlier != nil {
		before = aggregate.NewAggregators(in.Workers(), *p.Earlier)
		tap = alsoTo(before)
	}
	if p.Known || in.Recognized() {
		read.Known, read.Account, err = collectKnown(ctx, in, rfm.KnownRules{AsOf: p.Settings.AsOf, Monetary: p.Settings.Monetary})
		if err = explainGroups(err); err == nil && read.Known.Grouped != nil {
			err = p.checkGroups(read.Known)
		}
	} else {
		var all *aggregate.Population
		listen := looks.Tap
		if tap != nil {
			listen = func(next Sink) Sink { return looks.Tap(tap(next)) }
		}
		if all, read.Account, err = Aggregate(ctx, in, p.Settings, listen); err == nil {
			err = read.take(ctx, all, p.NeedsAll)
		}
	}
	if err != nil {
		return nil, err
	}
	if read.Known != nil {
		read.Customers = read.Known.Customers
	}
	stop()
	read.Input = p.Redactor.Account(in.Account())
	if read.Known != nil && read.Known.Grouped != nil { // from here on, they are as from transactions
		read.Known, read.Input.Rows = nil, read.Account.Rows
	}
	PrintAccount(messages, read.Input, read.Account)
	looks.Seen().print(messages, amountColumn(read.Input), p.input.where)
	if read.Customers != nil && p.Redactor == nil && read.Known == nil {
		printMerged(messages, read.Customers.ID)
	}
	if before != nil {
		read.Earlier = &Population{Given: p.given, Input: read.Input}
		var all *aggregate.Population
		if all, read.Earlier.Account, err = aggregate.Close(before...); err != nil {
			return nil, err
		}
		if err := read.Earlier.take(ctx, all, p.NeedsAll); err != nil {
			return nil, err
		}
	}
	for _, one := range []*Population{read.Earlier, &read} {
		if one != nil && one.Blocks == nil && one.Customers.Len() == 0 {
			return nil, nothingToScore(p.input.where, one.Input, one.Account, p.Redactor)
		}
	}
	return &read, nil
}

// bytesPerCustomer is what customers take in memory with their scores and the rows
// of the result, beside the ids.
const bytesPerCustomer = 220

// take takes the customers of transactions: into memory, or in blocks where they
// have no room there. What needs all of them in memory is refused then.
func (p *Population) take(ctx context.Context, all *aggregate.Population, needsAll string) (err error) {
	needed := int64(all.Len())*bytesPerCustomer + 3*all.IDBytes()
	switch {
	case needsAll == "" && (!all.InMemory() || needed > app.Room()/2):
		p.Blocks = all
		return nil
	case needed > app.Room():
		all.Remove()
		return app.TooMany(all.Len(), needed, needsAll)
	}
	p.Customers, err = Whole(ctx, all)
	return err
}

// Remove removes what is in files.
func (p *Population) Remove() {
	if p != nil && p.Blocks != nil {
		p.Blocks.Remove()
	}
}

// alsoTo lets the aggregators of a second population see the rows first, one
// for each worker.
func alsoTo(aggregators []*aggregate.Aggregator) func(Sink) Sink {
	worker := 0
	return func(next Sink) Sink {
		a := aggregators[worker]
		worker++
		return func(rec arrow.Record) error {
			if err := a.Add(rec); err != nil {
				return err
			}
			return next(rec)
		}
	}
}

// ParseAsOf reads the as-of day that a flag gives; nil for the last day in the data.
func ParseAsOf(flag, text string, now time.Time) (*arrow.Date32, error) {
	var day arrow.Date32
	switch text {
	case "data":
		return nil, nil
	case "today":
		day = arrow.Date32FromTime(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	default:
		return parseDay(flag, text, ", today or data")
	}
	return &day, nil
}
