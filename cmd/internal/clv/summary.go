package clv

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/spf13/pflag"

	"rfm/clv"
	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/rfm"
)

// summaryFlags name the columns of an input that is one row per customer with the
// three numbers that the models know: x, t_x and T.
type summaryFlags struct {
	frequency, recency, age, monetary, unit string
}

// AddFlags adds the flags to those of a command.
func (f *summaryFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.frequency, "frequency", "", "the input is one row per customer; `column` of x, the repeat orders: all but\nthe first one")
	fs.StringVar(&f.recency, "recency", "", "with --frequency: `column` of t_x, the time from the first order to the last")
	fs.StringVar(&f.age, "age", "", "with --frequency: `column` of T, the time from the first order to the end")
	fs.StringVar(&f.monetary, "monetary", "", "with --frequency: `column` of the mean spend of the repeat orders (without:\nno columns of value)")
	fs.StringVar(&f.unit, "age-unit", "day", "`unit` of --recency and --age: day|week|month|year")
	app.NamesColumns(fs, "frequency", "recency", "age", "monetary")
	app.Values(fs, "age-unit", "day", "week", "month", "year")
	app.Group(fs, app.GroupInput, "frequency", "recency", "age", "monetary", "age-unit")
}

// given reports whether the input is one row per customer.
func (f *summaryFlags) given() bool { return f.frequency+f.recency+f.age+f.monetary != "" }

// check refuses what cannot be, before any file is opened.
func (f *summaryFlags) check(o *options, p *plan) error {
	known := slices.ContainsFunc(timeUnits(), func(u timeUnit) bool { return u.name == f.unit })
	switch {
	case !known:
		return app.Usagef("--age-unit %q is none of day, week, month, year", f.unit)
	case !f.given():
		return nil
	case f.frequency == "" || f.recency == "" || f.age == "":
		return app.Usage("an input of one row per customer needs --frequency, --recency and --age", "they name the columns of x, t_x and T")
	}
	return refuseSummaries(o, p, "one row per customer")
}

// refuseSummaries refuses what needs the orders of the customers, where only sums of
// them are known.
func refuseSummaries(o *options, p *plan, what string) error {
	for flag, given := range map[string]bool{"--holdout": p.holdout != nil, "--model " + o.model: p.textbook() || p.model == "bgbb",
		"--with-scores": o.withScores, "--cost": o.cost != "", "--components": o.components.on} {
		if given {
			return app.Usagef("%s needs transactions; the input is %s", flag, what)
		}
	}
	return nil
}

// The fields of a table of x, t_x and T; none of them is a role that a column is
// looked for.
const (
	fieldX     = "x"
	fieldTX    = "t_x"
	fieldT     = "T"
	fieldSpend = "mean spend"
)

// reading asks for the columns.
func (f *summaryFlags) reading() rfmio.Options {
	fields := []arrow.Field{{Name: rfm.FieldCustomer, Type: arrow.BinaryTypes.String, Nullable: true}}
	named := map[string]rfmio.NamedColumn{}
	for _, c := range [][3]string{{fieldX, f.frequency, "--frequency"}, {fieldTX, f.recency, "--recency"}, {fieldT, f.age, "--age"}, {fieldSpend, f.monetary, "--monetary"}} {
		if c[1] != "" {
			fields = append(fields, arrow.Field{Name: c[0], Type: rfm.Money(0), Nullable: c[0] == fieldSpend})
			named[c[0]] = rfmio.NamedColumn{Column: c[1], Flag: c[2]}
		}
	}
	return rfmio.Options{Schema: arrow.NewSchema(fields, nil), Named: named}
}

// summarised is one customer of such a table, times in days.
type summarised struct {
	id    string
	row   clv.Row
	spend float64
}

// read reads the table.
func (f *summaryFlags) read(ctx context.Context, input *population.InputFlags, s *app.Streams, paths []string, messages app.Messages) (*histories, error) {
	in, err := input.Open(ctx, paths, f.reading(), s)
	if err != nil {
		return nil, err
	}
	stop := app.ShowProgress(in, s.Err, messages.Quiet())
	defer stop()
	var mu sync.Mutex
	var all []summarised
	guests := 0
	sinks := make([]func(arrow.Record) error, in.Workers())
	for i := range sinks {
		sinks[i] = func(rec arrow.Record) error {
			mu.Lock()
			defer mu.Unlock()
			n, err := f.add(&all, rec)
			guests += n
			return err
		}
	}
	if err := app.Interruptible(ctx, func() error { return in.Read(ctx, sinks) }); err != nil {
		return nil, err
	}
	stop()
	read := in.Account()
	population.PrintFiles(messages, read)
	fmt.Fprintf(messages, "%s read = %s used + %s left out\n", app.Counted(read.Rows, "row"), app.Count(int64(len(all))), app.Count(read.Rows-int64(len(all))))
	if guests > 0 {
		fmt.Fprintf(messages, "  %s without a customer id: left out\n", app.Count(int64(guests)))
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nothing to estimate: %s read: %w", app.Counted(read.Rows, "row"), rfm.ErrNoCustomers)
	}
	return f.histories(all)
}

// add adds the customers of a record and counts the rows without one.
func (f *summaryFlags) add(all *[]summarised, rec arrow.Record) (guests int, err error) {
	column := func(field string) func(row int) float64 {
		at := rec.Schema().FieldIndices(field)
		if at == nil {
			return func(int) float64 { return 0 }
		}
		values := rec.Column(at[0]).(*array.Decimal128)
		scale := values.DataType().(*arrow.Decimal128Type).Scale
		return func(row int) float64 { return values.Value(row).ToFloat64(scale) }
	}
	ids := rec.Column(0).(*array.String)
	x, tx, age, spend := column(fieldX), column(fieldTX), column(fieldT), column(fieldSpend)
	unit := timeUnits()[slices.IndexFunc(timeUnits(), func(u timeUnit) bool { return u.name == f.unit })]
	for row := range ids.Len() {
		if ids.IsNull(row) {
			guests++
			continue
		}
		c := summarised{strings.Clone(ids.Value(row)), clv.Row{X: int(x(row)), TX: tx(row) * unit.days, T: age(row) * unit.days, N: 1}, spend(row)}
		problem := ""
		switch {
		case x(row) != math.Trunc(x(row)) || x(row) < 0 || x(row) > math.MaxInt32:
			problem = fmt.Sprintf("has %g repeat orders: a whole number from 0 is needed", x(row))
		case c.row.TX < 0 || c.row.T < c.row.TX:
			problem = fmt.Sprintf("ordered last at %g and is %g old: the age must not be less, and neither below 0", tx(row), age(row))
		case c.row.X == 0 && c.row.TX != 0:
			problem = fmt.Sprintf("has no repeat order, and one at %g: --frequency counts all orders but the first, --recency is the time from the first order to the last", tx(row))
		case c.row.X > 0 && c.row.TX == 0:
			problem = fmt.Sprintf("has %d repeat orders, and none after the first: --recency is the time from the first order to the last", c.row.X)
		}
		if problem != "" {
			return guests, &rfm.CustomerError{ID: c.id, Problem: problem}
		}
		*all = append(*all, c)
	}
	return guests, nil
}

// histories are the customers in order of their ids.
func (f *summaryFlags) histories(all []summarised) (*histories, error) {
	slices.SortFunc(all, func(a, b summarised) int { return strings.Compare(a.id, b.id) })
	h := &histories{customers: &rfm.Customers{}, period: timeUnits()[0], source: "a table of x, t_x and T"}
	ids, rows := make([]string, len(all)), make([]clv.Row, len(all))
	h.spends = make([]clv.Spend, len(all))
	for i, c := range all {
		if i > 0 && c.id == ids[i-1] {
			return nil, &rfm.CustomerError{ID: c.id, Problem: "occurs twice in an input that is one row per customer"}
		}
		ids[i], rows[i] = c.id, c.row
		h.spends[i] = clv.Spend{X: c.row.X, Mean: c.spend, N: 1}
	}
	var err error
	if h.customers.ID, err = rfm.NewIDs(ids); err != nil {
		return nil, err
	}
	h.rows, h.row = clv.Collapse(rows)
	return h, nil
}

// recognizeScores tells a file that rfm score wrote, which has the day of the first
// order and all that the models need but one order from another of the same day.
func (o *options) recognizeScores(p *plan) func(file string, columns []string) (*arrow.Schema, error) {
	return func(file string, columns []string) (*arrow.Schema, error) {
		schema, missing := rfm.ScoredSchema(columns)
		if schema == nil && missing == nil {
			return nil, nil
		}
		if schema != nil && rfm.IsGrouped(schema) { // which have lost the days between the orders
			return population.RefuseCustomers(file, columns)
		}
		for _, field := range []string{rfm.FieldFirstOrder, rfm.FieldLastOrder} {
			if !slices.Contains(columns, field) && !slices.Contains(missing, field) {
				missing = append(missing, field)
			}
		}
		if missing != nil {
			return nil, &fault.Error{Kind: fault.Undecided, Message: file + ": looks like scored customers, but lacks " + app.List(missing),
				Hints: []string{"columns: " + app.List(columns), "write it again without --columns, or with these"}}
		}
		return schema, refuseSummaries(o, p, "scored customers, "+file)
	}
}

// scoredHistories are customers whom rfm score has summed up. Their orders of one day
// are several here, and the first order is part of the mean spend.
func scoredHistories(c *rfm.Customers) *histories {
	h := &histories{customers: c, end: c.AsOf, period: timeUnits()[0], source: "scored customers"}
	rows := make([]clv.Row, c.Len())
	h.spends = make([]clv.Spend, c.Len())
	unit := math.Pow10(int(c.AverageScale))
	for i := range rows {
		orders := int(c.Orders[i])
		rows[i] = clv.Row{X: orders - 1, TX: float64(c.LastOrder[i] - c.FirstOrder[i]), T: float64(c.AsOf - c.FirstOrder[i]), N: 1}
		if rows[i].TX == 0 {
			rows[i].X = 0 // all on the first day
		}
		h.spends[i] = clv.Spend{X: orders, Mean: c.Average[i].ToFloat64(0) / unit, N: 1}
	}
	h.rows, h.row = clv.Collapse(rows)
	return h
}
