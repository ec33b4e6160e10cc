package daybook

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/io/table"
	"rfm/rfm"
	"rfm/rfm/period"
)

// Flags are the flags of every command that looks at transactions over time.
type Flags struct {
	population.Flags
}

// AddFlags adds the flags to those of a command.
func (f *Flags) AddFlags(fs *pflag.FlagSet) {
	f.Flags.AddFlags(fs)
	fs.Lookup("since").Usage = "show what happened from this `day` on: YYYY-MM-DD. Earlier rows are read, too:\nthey tell who is new"
	fs.Lookup("memory").Usage = "what the process may take, such as `2GiB`; the days of all customers are kept in\nmemory (default three quarters of the machine)"
	for _, name := range customerFlags() { // refused by Plan
		fs.Lookup(name).Hidden = true
	}
}

// customerFlags are those of inputs of one row per customer.
func customerFlags() []string { return []string{"frequency", "recency", "last"} }

// AddEvery adds --every.
func AddEvery(fs *pflag.FlagSet, to *string) {
	fs.StringVar(to, "every", period.Month.String(), "length of a `period`: day|week|month|quarter|year; weeks begin on Monday;\nall: the whole time as one, or what was from --since on")
	app.Values(fs, "every", period.EveryNames()...)
}

// ParseEvery reads --every.
func ParseEvery(text string) (period.Every, error) {
	every, err := period.ParseEvery(text)
	if err != nil {
		return every, app.Usagef("--every %v", err)
	}
	return every, nil
}

// Plan is what the flags ask for.
type Plan struct {
	*population.Plan
	Since *arrow.Date32 // nil for all of the time
}

// Plan refuses what cannot be, before any file is opened.
func (f *Flags) Plan(s *app.Streams, paths []string) (*Plan, error) {
	for _, flag := range customerFlags() {
		if f.Given(flag) {
			return nil, app.Usagef("--%s is for one row per customer: here the input is transactions", flag)
		}
	}
	plan, err := f.Flags.Plan(s, paths, false)
	if err != nil {
		return nil, err
	}
	since, err := f.Input.TakeSince()
	if err != nil {
		return nil, err
	}
	if plan.Settings.AsOf != nil && since != nil && *plan.Settings.AsOf < *since {
		return nil, app.Usagef("--since %s is after --as-of %s", app.Day(*since), app.Day(*plan.Settings.AsOf))
	}
	plan.Settings.Days, plan.Reading.Summaries = true, ""
	plan.Reading.Schema, plan.Reading.Recognize = rfm.OptionalAmount(plan.Reading.Schema), population.RefuseCustomers
	return &Plan{plan, since}, nil
}

// Index is the number of the period of a day, as period.GrowthReader wants it.
func (p *Plan) Index(every period.Every) func(arrow.Date32) int {
	if every != period.All {
		return every.Index
	}
	return func(day arrow.Date32) int {
		if p.Since != nil && day >= *p.Since {
			return 1
		}
		return 0
	}
}

// Column asks for a field of text that a column of the input fills.
func (p *Plan) Column(field, column string) {
	p.Reading.Schema, p.Reading.Columns = period.WithColumn(p.Reading.Schema, field), map[string]string{field: column}
}

// Book is an input with what every customer did on every day.
type Book struct {
	*population.Population
	FirstDay arrow.Date32
	// Amounts tells that every file has amounts.
	Amounts bool
	since   *arrow.Date32
}

// Read reads the input and says in messages what was read, and whom it counts.
func (p *Plan) Read(ctx context.Context, messages app.Messages) (*Book, error) {
	read, err := p.Plan.Read(ctx, messages)
	if err != nil {
		return nil, err
	}
	population.PrintCustomers(messages, population.NewSummary(read.Customers), read.Account, "counted")
	b := &Book{Population: read, Amounts: population.HasAmounts(read.Input), since: p.Since}
	if !b.Amounts {
		fmt.Fprintln(messages, "notice: the input has no amounts (--amount names their column): there are no columns of money")
	}
	b.FirstDay, _ = period.FirstDay(read.Customers.Days)
	return b, nil
}

// Write writes rows, without the columns of money where the input has no amounts,
// unless columns are chosen. Rows are ordered by sort, and columns to go without on
// a narrow screen are expendable.
func (b *Book) Write(out *app.Output, rec arrow.Record, chosen bool, isMoney func(column string) bool, sort string, expendable []string) error {
	if chosen || b.Amounts {
		return out.Write(rec, sort, expendable)
	}
	var columns []string
	for _, f := range rec.Schema().Fields() {
		if !isMoney(f.Name) {
			columns = append(columns, f.Name)
		}
	}
	selected, err := table.Select(rec, columns)
	if err != nil {
		return err
	}
	defer selected.Release()
	return out.Write(selected, sort, expendable)
}

// Grid is the periods of the time, and the first of them that is to be shown.
func (b *Book) Grid(every period.Every) (grid *period.Grid, from int, err error) {
	if every == period.All {
		from := b.FirstDay
		if b.since != nil {
			from = *b.since
		}
		grid, err = period.NewSplit(b.FirstDay, from, b.Customers.AsOf)
	} else {
		grid, err = period.NewGrid(every, b.FirstDay, b.Customers.AsOf)
	}
	if err != nil {
		return nil, 0, err
	}
	if b.since != nil && *b.since > b.FirstDay {
		if *b.since > grid.AsOf {
			return nil, 0, app.Usagef("--since %s is after %s, the end of the observed time", app.Day(*b.since), app.Day(grid.AsOf))
		}
		from = grid.Of(*b.since)
	}
	return grid, from, nil
}
