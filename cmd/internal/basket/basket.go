package basket

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/rfm/basket"
)

// Command is rfm basket.
func Command() app.Command {
	return app.Command{Use: "basket FILE... --item COLUMN",
		Short: "Show what is bought together: pairs of items with confidence, lift and p",
		Long: `Basket counts pairs of items in the orders and writes one row per rule, two for
each pair: of the orders with the item, how many also have the other one.

  orders_item, orders_with   orders with the item, and with the other one
  orders_both                orders with both
  support_pct                orders with both, in percent of all orders
  confidence_pct             orders with both, in percent of those with the item
  lift                       orders with both, divided by the number expected by
                             chance
  leverage                   support less the support expected by chance; times
                             the number of orders: the extra orders
  conviction                 orders with the item but without the other one:
                             expected by chance, divided by observed; empty if
                             there are none
  p                          probability that chance alone gives at least so
                             many orders with both (Fisher's exact test); 0
                             below 1e-308

The rules with the most extra orders come first; the highest lift usually
belongs to rare items. p is for a single pair: among thousands of pairs some
look good by chance, so the number of pairs tried is reported.

An item counts once per order, whatever its quantity; blanks around its name are
ignored. Returns and cancelled orders are left out. Orders without a customer id
are counted. Only pairs are counted: most larger sets are noise.

With --per customer a basket is everything that a customer bought. With
--segments the pairs are counted within each segment of a file that rfm score
wrote: a lift above 1 then says what goes together among these customers, not
that they buy more of it than others.`,
		Example: `  rfm basket lines.csv --item product
  rfm basket lines.csv --item sku --min-count 100 --min-confidence 0.3
  rfm basket lines.csv --item Description --where 'Description != "POSTAGE"'
  rfm basket lines.csv --item product --item-like 'coffee*' -o coffee.csv
  rfm basket lines.csv --item category --segments segments.csv`,
		Columns: population.Columns,
		Options: &options{},
	}
}

type options struct {
	input         population.InputFlags
	item          string
	within        string
	minCount      int64
	minConfidence string
	like          []string
	segments      string
	memory        string
	output        app.OutputFlags
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.item, "item", "", "`column` of the item: product, category, article number")
	fs.StringVar(&o.within, "per", "order", "`what` a basket is: order|customer")
	fs.Int64Var(&o.minCount, "min-count", 20, "only pairs in at least `n` orders")
	fs.StringVar(&o.minConfidence, "min-confidence", "0.1", "only rules with at least this confidence, as a `share`: 0.1 or 10%")
	fs.StringArrayVar(&o.like, "item-like", nil, "only rules with an item that matches the `pattern`, such as 'coffee*'\n(* any text, ? any character; case is ignored); repeatable")
	fs.StringVar(&o.segments, "segments", "", "count within each segment of a `file` that rfm score wrote")
	fs.StringVar(&o.memory, "memory", "", "memory limit for baskets and the table of pairs, such as `2GiB`; beyond it\nbaskets spill to temporary files in $TMPDIR (default three quarters of the\nmachine)")
	app.NamesColumns(fs, "item")
	app.Values(fs, "per", "order", "customer")
	app.Group(fs, app.GroupRun, "memory")
	o.input.AddFlags(fs)
	o.output.AddFlags(fs)
	app.ResultColumns(fs, basket.RuleSchema(false))
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -lift\n(default: the most extra orders first)"
}

// job is what the flags ask for.
type job struct {
	options  *options
	streams  *app.Streams
	paths    []string
	settings basket.Settings
	rules    basket.RuleOptions
	messages app.Messages
}

// job refuses what cannot be, before any file is opened.
func (o *options) job(s *app.Streams, paths []string) (*job, error) {
	j := &job{options: o, streams: s, paths: paths, messages: o.output.Messages(s)}
	if o.item == "" {
		return nil, app.Usage("basket needs --item COLUMN", "it names the column of what was bought: a product, a category, an article number")
	}
	var err error
	if j.settings.Within, err = app.Choice("per", o.within, map[string]basket.Within{"order": basket.WithinOrder, "customer": basket.WithinCustomer}); err != nil {
		return nil, err
	}
	if o.minCount < 1 {
		return nil, app.Usagef("--min-count %d is below 1", o.minCount)
	}
	j.settings.MinCount, j.settings.Workers = o.minCount, o.input.Threads
	if j.settings.Memory, err = app.MemoryLimit(o.memory); err != nil {
		return nil, err
	}
	if j.rules.MinConfidence, err = parseShare("min-confidence", o.minConfidence); err != nil {
		return nil, err
	}
	if j.rules.Keep, err = keep(o.like); err != nil {
		return nil, err
	}
	return j, errors.Join(o.input.Check(s, paths), o.output.Check(basket.RuleSchema(o.segments != "")))
}

// Run reads, counts and writes.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j, err := o.job(s, paths)
	if err != nil {
		return err
	}
	out, err := o.output.Prepare(ctx, s, append(paths, o.segments))
	if err != nil {
		return err
	}
	if o.segments != "" {
		if j.settings.Groups, err = readSegments(ctx, o.segments); err != nil {
			return err
		}
	}
	counts, err := j.count(ctx)
	if err != nil {
		return err
	}
	var rules *basket.Rules
	if err := app.Interruptible(ctx, func() error { rules = counts.Rules(j.rules); return nil }); err != nil {
		return err
	}
	out.Separate(j.messages)
	return j.write(out, rules)
}

// count reads the lines and counts pairs.
func (j *job) count(ctx context.Context) (*basket.Counts, error) {
	o := j.options
	schema := basket.Schema(j.settings.Within, j.settings.Groups != nil)
	if o.input.Bounded() {
		schema = arrow.NewSchema(append(schema.Fields(), arrow.Field{Name: "date", Type: arrow.FixedWidthTypes.Date32}), nil)
	}
	in, err := o.input.Open(ctx, j.paths, rfmio.Options{Schema: schema, WholeOrders: true, Lines: "rfm basket",
		Named: map[string]rfmio.NamedColumn{basket.FieldItem: {Column: o.item, Flag: "--item"}}}, j.streams)
	if err != nil {
		return nil, err
	}
	stop := app.ShowProgress(in, j.streams.Err, j.messages.Quiet())
	defer stop()
	if o.memory != "" {
		app.KeepWithin(j.settings.Memory)
	}
	collectors := basket.NewCollectors(in.Workers(), j.settings)
	var sinks []population.Sink
	for _, c := range collectors {
		sinks = append(sinks, c.Add)
	}
	var counts *basket.Counts
	err = app.Interruptible(ctx, func() error { return in.Read(ctx, sinks) })
	if err == nil {
		err = app.Interruptible(ctx, func() (err error) {
			counts, err = basket.Count(collectors...)
			return err
		})
	}
	if err != nil {
		var spill *basket.SpillError
		if errors.As(err, &spill) {
			return nil, &fault.OutputError{Path: "a temporary file for baskets", Err: fmt.Errorf("%w\n  --memory sets when they are needed, TMPDIR where they lie", spill.Err)}
		}
		return nil, err
	}
	stop()
	j.report(in.Account(), counts)
	return counts, j.empty(in.Account(), counts)
}
