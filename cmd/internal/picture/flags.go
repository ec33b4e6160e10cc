package picture

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/clv"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/io/report"
	"rfm/rfm"
	"rfm/segment"
)

// Flags are the flags of every command that draws.
type Flags struct {
	Population population.Flags
	Scoring    scoring.Flags
	Scheme     scoring.SchemeFlags
	Redact     population.RedactFlags
	Outlook    clv.OutlookFlags
	Compare    string
	CLV        bool
}

func (f *Flags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Compare, "compare", "", "show who moved since then: a `day` (YYYY-MM-DD) in the input, or a file\nof an earlier time, as rfm diff takes it")
	fs.BoolVar(&f.CLV, "clv", false, "show what customers are expected to be worth, by a model of rfm clv")
	f.Outlook.AddFlags(fs)
	f.Population.AddFlags(fs)
	f.Scoring.AddFlags(fs)
	f.Scheme.AddFlags(fs)
	f.Redact.AddFlags(fs)
	for _, other := range []string{"weights", "save-model"} { // refused by Plan
		fs.Lookup(other).Hidden = true
	}
}

// Plan is what the flags ask for.
type Plan struct {
	Language report.Language
	Redactor *population.Redactor
	Read     *population.Plan

	flags   *Flags
	scoring rfm.ScoreOptions
	scheme  *scoring.Scheme
	old     string        // the file to compare with; "" for none
	day     *arrow.Date32 // the day to compare with; nil for none
}

// Plan refuses what cannot be, before any file is opened.
func (f *Flags) Plan(s *app.Streams, paths []string) (*Plan, error) {
	for _, other := range []string{"weights", "save-model"} {
		if f.Population.Given(other) {
			return nil, app.Usagef("--%s is for rfm score", other)
		}
	}
	for _, flag := range []string{"horizon", "discount", "margin"} {
		if f.Population.Given(flag) && !f.CLV {
			return nil, app.Usagef("--%s goes with --clv", flag)
		}
	}
	p := &Plan{flags: f}
	var err error
	if p.scoring, err = f.Scoring.Options(&f.Population); err != nil {
		return nil, err
	}
	if p.scheme, err = f.Scheme.Load(f.Scoring.Model); err != nil {
		return nil, err
	}
	p.Language = report.English
	if p.scheme.Language == segment.Chinese {
		p.Language = report.Chinese
	}
	if err := p.scheme.Scoring(&p.scoring); err != nil {
		return nil, err
	}
	if p.Read, err = f.Population.Plan(s, paths, false); err != nil {
		return nil, err
	}
	if p.Read.Settings.Monetary != rfm.SumOrders {
		return nil, app.Usagef("--monetary %s: the shares are of sums", f.Population.Monetary)
	}
	if p.Redactor, err = f.Redact.Load(&f.Population); err != nil {
		return nil, err
	}
	p.Read.Redactor = p.Redactor
	return p, errors.Join(f.planOutlook(p), f.planCompare(p))
}

func (f *Flags) planOutlook(p *Plan) error {
	if !f.CLV {
		return nil
	}
	if f.Population.Known() {
		return app.Usagef("--clv needs transactions: the input is one row per customer")
	}
	p.Read.Settings.Days = true
	return f.Outlook.Plan()
}

// planCompare reads --compare: what is a day is one.
func (f *Flags) planCompare(p *Plan) error {
	if f.Compare == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, f.Compare)
	if err != nil {
		if _, missing := os.Stat(f.Compare); missing != nil {
			return app.Usage("--compare "+f.Compare+" is neither a day nor a file", "write a day as YYYY-MM-DD")
		}
		p.old = f.Compare
		return nil
	}
	if f.Population.Known() {
		return app.Usagef("--compare %s needs transactions: one row per customer has one day only", f.Compare)
	}
	at := arrow.Date32FromTime(day)
	if now := p.Read.Settings.AsOf; now != nil && at >= *now {
		return app.Usagef("--compare %s is not before --as-of %s", f.Compare, app.Day(*now))
	}
	p.day = &at
	earlier := p.Read.Settings
	earlier.AsOf, earlier.Days = p.day, false
	p.Read.Settings.Memory = (p.Read.Settings.Memory + 1) / 2 // for each of the two; 0 is no limit
	earlier.Memory = p.Read.Settings.Memory
	p.Read.Earlier = &earlier
	return nil
}

// Gather reads the input once and says in messages what was read.
func (p *Plan) Gather(ctx context.Context, s *app.Streams, paths []string, messages io.Writer, verbose bool) (*Facts, error) {
	if p.flags.CLV || p.day != nil {
		recognize := p.Read.Recognize
		p.Read.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
			if recognize == nil {
				return nil, nil
			}
			schema, err := recognize(file, columns)
			if schema != nil && err == nil {
				return nil, app.Usagef("%s holds scored customers: --clv and --compare with a day need transactions", file)
			}
			return schema, err
		}
	}
	read, err := p.flags.Population.Read(ctx, s, paths, p.Read, nil, messages, verbose)
	if err != nil {
		return nil, err
	}
	if read.Customers.Statistic != rfm.SumOrders { // of a scored file
		return nil, app.Usagef("the monetary values of the input are no sums: there are no shares of them")
	}
	f := &Facts{Language: p.Language, Redactor: p.Redactor, Read: read, scheme: p.scheme}
	if f.Scores, f.assignment, err = p.assign(read, messages, verbose); err != nil {
		return nil, err
	}
	if f.assignment != nil {
		if f.summaries, err = f.assignment.Summarize(); err != nil {
			return nil, err
		}
	}
	if f.Ranking, err = rfm.Rank(read.Customers); err != nil {
		return nil, err
	}
	if err := p.compare(ctx, s, f, messages, verbose); err != nil {
		return nil, err
	}
	if p.flags.CLV {
		return f, f.outlook(&p.flags.Outlook)
	}
	return f, nil
}

// assign scores a population and gives it segments.
func (p *Plan) assign(read *population.Population, messages io.Writer, verbose bool) (*rfm.Scores, *segment.Assignment, error) {
	scores, err := scoring.Score(read, p.scoring, messages, verbose)
	if err != nil {
		return nil, nil, err
	}
	a, err := scoring.Assign(read, p.scheme, scores, messages)
	if err != nil {
		return nil, nil, err
	}
	_, err = p.flags.Scoring.Applied(scores, a, read, messages, verbose)
	return scores, a, err
}

// compare joins the customers with those of the earlier day or file.
func (p *Plan) compare(ctx context.Context, s *app.Streams, f *Facts, messages io.Writer, verbose bool) error {
	earlier := f.Read.Earlier
	if p.old != "" {
		plan, err := p.flags.Population.Plan(s, []string{p.old}, false)
		if err != nil {
			return err
		}
		plan.Redactor = p.Redactor
		if earlier, err = p.flags.Population.Read(ctx, s, []string{p.old}, plan, nil, messages, verbose); err != nil {
			return err
		}
	}
	if earlier == nil {
		return nil
	}
	if f.assignment == nil {
		return app.Usagef("--compare needs segments, and scheme %s does not fit the scores", p.scheme.Name)
	}
	f.since = p.flags.Compare
	if p.old == "" && earlier.Customers.AsOf >= f.Read.Customers.AsOf {
		return app.Usagef("--compare %s is not before the last day of the data, %s", f.since, app.Day(f.Read.Customers.AsOf))
	}
	_, old, err := p.assign(earlier, io.Discard, false)
	if err != nil {
		return err
	}
	f.Earlier = earlier.Customers
	migration, err := segment.Migrate(old, f.assignment)
	if err != nil {
		return err
	}
	f.absent = migration.Absent()
	f.moves, err = migration.Moves()
	return err
}
