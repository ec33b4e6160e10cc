package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// populationFlags are the flags of every command that turns its input into
// customers with recency, orders and monetary value.
type populationFlags struct {
	input inputFlags
	given func(flag string) bool // on the command line

	asOf, count, returns     string
	monetary, memory         string
	recency, last, frequency string
}

func (f *populationFlags) AddFlags(fs *pflag.FlagSet) {
	f.given = fs.Changed
	f.input.AddFlags(fs)
	fs.StringVar(&f.asOf, "as-of", "data", "last `day` that counts: YYYY-MM-DD, today, or data: the last\nday in the data that passes --where and --until")
	fs.StringVar(&f.count, "count", "orders", "`what` the frequency counts: orders|rows|days")
	fs.StringVar(&f.returns, "returns", "net", "`what` returns do: net|drop|keep (keep: ordinary rows)")
	fs.StringVar(&f.monetary, "monetary", "sum", "the monetary `value`: sum|mean|median of the orders, as\n--count counts them; or, with --frequency, the column it\nstands in; a mean keeps four more decimals, a median one")
	fs.StringVar(&f.memory, "memory", "", "what customers and orders may take, such as `2GiB`: those without\nroom go to files in $TMPDIR. rfm score writes its result from there;\nall customers come back into memory for ranks, --previous, --fail-if,\n--explain, --redact, --sort, a table, and for other commands\n(default three quarters of the machine)")
	fs.StringVar(&f.frequency, "frequency", "", "the input is one row a customer; `column` of the number of orders")
	fs.StringVar(&f.recency, "recency", "", "with --frequency: `column` of the days since the last order")
	fs.StringVar(&f.last, "last", "", "with --frequency: `column` of the date of the last order")
}

// known tells whether the input is one row a customer.
func (f *populationFlags) known() bool { return f.frequency != "" || f.recency != "" || f.last != "" }

// populationPlan is what the flags ask for.
type populationPlan struct {
	settings aggregate.Settings
	schema   *arrow.Schema     // what the readers deliver
	columns  map[string]string // and from which columns
	known    bool              // the input is one row a customer
	// recognize is for a file that rfm score wrote; nil where flags say what the
	// columns are.
	recognize func(file string, columns []string) (*arrow.Schema, error)
	// earlier, where set, makes a second population of the same rows.
	earlier  *aggregate.Settings
	inBlocks bool                // customers without room in memory may stay out of it
	prints   *rfmio.Fingerprints // of the inputs; nil where nobody asks for them
	redactor *redactor
}

// plan refuses what cannot be, before any file is opened. withOrder asks for
// the order ids even where they do not count.
func (f *populationFlags) plan(s *streams, paths []string, withOrder bool) (*populationPlan, error) {
	settings, err := f.settings()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.input.validate(), refuseTerminal(paths, s)); err != nil {
		return nil, err
	}
	p := &populationPlan{settings: settings, known: f.known()}
	if !p.known {
		p.schema = rfm.TransactionSchema(withOrder || settings.Count == aggregate.CountOrders)
		if !f.input.namesColumns() {
			p.recognize = f.recognizeScores
		}
		return p, nil
	}
	if p.columns, err = f.knownColumns(); err != nil {
		return nil, err
	}
	p.schema = rfm.KnownCustomerSchema(f.last != "")
	return p, nil
}

// settings are how transactions become customers.
func (f *populationFlags) settings() (aggregate.Settings, error) {
	var s aggregate.Settings
	var err error
	if s.Count, err = choice("count", f.count, map[string]aggregate.Count{"orders": aggregate.CountOrders, "rows": aggregate.CountRows, "days": aggregate.CountDays}); err != nil {
		return s, err
	}
	if s.Returns, err = choice("returns", f.returns, map[string]aggregate.Returns{"net": aggregate.NetReturns, "drop": aggregate.DropReturns, "keep": aggregate.KeepReturns}); err != nil {
		return s, err
	}
	if !f.known() {
		if s.Monetary, err = choice("monetary", f.monetary, map[string]rfm.Statistic{"sum": rfm.SumOrders, "mean": rfm.MeanOrder, "median": rfm.MedianOrder}); err != nil {
			return s, err
		}
	}
	if s.Memory, err = memoryLimit(f.memory); err != nil {
		return s, err
	}
	zone, err := f.input.location()
	if err != nil {
		return s, err
	}
	s.AsOf, err = parseAsOf("as-of", f.asOf, time.Now().In(zone))
	return s, err
}

// knownColumns are the columns of an input that is one row a customer.
func (f *populationFlags) knownColumns() (map[string]string, error) {
	columns := map[string]string{"orders": f.frequency, "monetary": f.monetary}
	switch {
	case f.frequency == "" || !f.given("monetary") || f.monetary == "":
		return nil, &usageError{"an input of one row a customer needs --frequency and --monetary", []string{"each names a column"}}
	case (f.recency == "") == (f.last == ""):
		return nil, &usageError{"an input of one row a customer needs --recency or --last", []string{"--recency names a column of days, --last one of dates"}}
	case f.recency != "":
		columns[rfm.FieldRecency] = f.recency
	default:
		columns[rfm.FieldLastOrder] = f.last
	}
	for _, flag := range []string{"date", "amount", "order", "quantity", "count", "returns", "since", "until", "explain"} {
		if f.given(flag) {
			return nil, usagef("--%s does not go with --frequency: the input is one row a customer", flag)
		}
	}
	return columns, nil
}

// population is an input read into customers.
type population struct {
	customers *rfm.Customers        // nil where they come in blocks
	blocks    *aggregate.Population // nil where they do not; to be removed by the caller
	known     *rfm.Known            // nil for transactions
	account   rfm.Account           // where the rows went
	given     func(flag string) bool
	earlier   *population   // nil unless the plan asks for it
	input     rfmio.Account // how the files were read
	redactor  *redactor
}

// read reads the input into customers and tells words what was read. listen may
// put something before the sink of each worker. An input without customers is
// an error.
func (f *populationFlags) read(ctx context.Context, s *streams, paths []string, p *populationPlan, listen func(sink) sink, words io.Writer, verbose bool) (*population, error) {
	o := rfmio.Options{Schema: p.schema, Columns: p.columns, Recognize: p.recognize}
	if p.prints != nil {
		o.Tap, o.Extents = p.prints.Tap, true
	}
	in, err := f.input.open(ctx, paths, o, s)
	if err != nil {
		return nil, err
	}
	stop := showProgress(in, s.err, words == io.Discard)
	defer stop()
	read := population{given: f.given, redactor: p.redactor}
	var before []*aggregate.Aggregator
	if f.memory != "" {
		keepWithin(p.settings.Memory)
	}
	if p.earlier != nil {
		before = aggregate.NewAggregators(in.Workers(), *p.earlier)
		listen = alsoTo(before)
	}
	if p.known || in.Recognized() {
		read.known, read.account, err = collectKnown(ctx, in, p.settings.AsOf)
	} else {
		var all *aggregate.Population
		if all, read.account, err = readTransactions(ctx, in, p.settings, listen); err == nil {
			err = read.take(ctx, all, p.inBlocks)
		}
	}
	if err != nil {
		return nil, p.redactor.hide(err)
	}
	if read.known != nil {
		read.customers = read.known.Customers
	}
	stop()
	read.input = in.Account()
	printAccount(words, read.input, read.account, verbose)
	if before != nil {
		read.earlier = &population{given: f.given, input: read.input}
		var all *aggregate.Population
		if all, read.earlier.account, err = aggregate.Close(before...); err != nil {
			return nil, err
		}
		if err := read.earlier.take(ctx, all, false); err != nil {
			return nil, err
		}
	}
	for _, one := range []*population{read.earlier, &read} {
		if one != nil && one.blocks == nil && one.customers.Len() == 0 {
			return nil, nothingToScore(f.input.where, one.input, one.account, p.redactor)
		}
	}
	return &read, nil
}

// take takes the customers of transactions: into memory, or in blocks where they
// have no room there and may stay where they are.
func (p *population) take(ctx context.Context, all *aggregate.Population, inBlocks bool) (err error) {
	if inBlocks && !all.InMemory() {
		p.blocks = all
		return nil
	}
	p.customers, err = wholeOf(ctx, all)
	return err
}

// remove removes what is in files.
func (p *population) remove() {
	if p.blocks != nil {
		p.blocks.Remove()
	}
}

// alsoTo lets the aggregators of a second population see the rows first, one
// for each worker.
func alsoTo(aggregators []*aggregate.Aggregator) func(sink) sink {
	worker := 0
	return func(next sink) sink {
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

// parseAsOf reads the as-of day that a flag gives; nil for the last day in the data.
func parseAsOf(flag, text string, now time.Time) (*arrow.Date32, error) {
	var day arrow.Date32
	switch text {
	case "data":
		return nil, nil
	case "today":
		day = arrow.Date32FromTime(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	default:
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, usagef("--%s %q is no day: write YYYY-MM-DD, today or data", flag, text)
		}
		day = arrow.Date32FromTime(t)
	}
	return &day, nil
}
