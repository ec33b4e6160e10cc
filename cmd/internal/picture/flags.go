package picture

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/clv"
	"rfm/cmd/internal/scoring"
	"rfm/io/report"
	"rfm/rfm"
	"rfm/rfm/pareto"
	"rfm/segment"
)

// Flags are the flags of every command that draws.
type Flags struct {
	scoring.Flags
	Outlook clv.OutlookFlags
	Since   string // --moved-since
	CLV     bool
	// Develops asks for the days of orders, where the input has them. It is not a
	// flag: a command sets it that shows development.
	Develops bool
}

// AddFlags adds the flags to those of a command.
func (f *Flags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Since, "moved-since", "", "show who moved since a `day` (YYYY-MM-DD) of the input, or since a file\nof an earlier time, as rfm diff takes it")
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

// Job is the reading of an input into facts. Plan comes first, Gather second.
type Job struct {
	scoring.Job
	Language report.Language

	flags *Flags
	day   *arrow.Date32 // the day to compare with; nil for none
	old   string        // the file to compare with; "" for none
}

// NewJob is the work on the files of these paths.
func (f *Flags) NewJob(s *app.Streams, paths []string) *Job {
	return &Job{Job: f.Flags.NewJob(s, paths), flags: f}
}

// Plan refuses what cannot be, before any file is opened.
func (j *Job) Plan() error {
	f := j.flags
	for _, other := range []string{"weights", "save-model"} {
		if f.Population.Given(other) {
			return app.Usagef("--%s is for rfm score", other)
		}
	}
	for _, flag := range []string{"horizon", "discount", "margin"} {
		if f.Population.Given(flag) && !f.CLV {
			return app.Usagef("--%s goes with --clv", flag)
		}
	}
	if err := j.Job.Plan(false, false); err != nil {
		return err
	}
	if j.flags.Develops && !j.flags.Population.Known() {
		j.Input.Settings.Days = true
	}
	j.Language = report.English
	if j.Scheme.Language == segment.Chinese {
		j.Language = report.Chinese
	}
	if statistic := j.Input.Settings.Monetary; statistic != rfm.SumOrders {
		return app.Usagef("--monetary %s: the shares are of sums", f.Population.Monetary)
	}
	if err := j.planOutlook(); err != nil {
		return err
	}
	return j.planCompare()
}

func (j *Job) planOutlook() error {
	if !j.flags.CLV {
		return nil
	}
	if j.flags.Population.Known() {
		return app.Usagef("--clv needs transactions: the input is one row per customer")
	}
	j.Input.Settings.Days = true
	return j.flags.Outlook.Plan()
}

// planCompare reads --moved-since: what is a day is one.
func (j *Job) planCompare() error {
	since := j.flags.Since
	if since == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, since)
	if err != nil {
		if _, missing := os.Stat(since); missing != nil {
			return app.Usage("--moved-since "+since+" is neither a day nor a file", "write a day as YYYY-MM-DD")
		}
		j.old = since
		return nil
	}
	if j.flags.Population.Known() {
		return app.Usagef("--moved-since %s needs transactions: one row per customer has one day only", since)
	}
	at := arrow.Date32FromTime(day)
	settings := &j.Input.Settings
	if settings.AsOf != nil && at >= *settings.AsOf {
		return app.Usagef("--moved-since %s is not before --as-of %s", since, app.Day(*settings.AsOf))
	}
	j.day = &at
	settings.Memory = (settings.Memory + 1) / 2 // for each of the two; 0 is no limit
	earlier := *settings
	earlier.AsOf, earlier.Days = j.day, false
	j.Input.Earlier = &earlier
	return nil
}

// Gather reads the input once and says in messages what was read.
func (j *Job) Gather(ctx context.Context) (*Facts, error) {
	old := j.Job // as planned, for an earlier population
	if j.flags.CLV || j.day != nil {
		j.needTransactions()
	}
	if err := j.Read(ctx); err != nil {
		return nil, err
	}
	read := j.Population
	if read.Customers.Statistic != rfm.SumOrders { // of a scored file
		return nil, app.Usagef("the monetary values of the input are not sums: there are no shares of them")
	}
	if j.day != nil && read.Earlier.Customers.AsOf >= read.Customers.AsOf {
		return nil, app.Usagef("--moved-since %s is not before the last day of the data, %s", j.flags.Since, app.Day(read.Customers.AsOf))
	}
	if err := app.Steps(ctx, j.Score, j.Assign); err != nil {
		return nil, err
	}
	f := &Facts{Language: j.Language, Redactor: j.Input.Redactor, Read: read, Scores: j.Scores, scheme: j.Scheme, assignment: j.Assignment}
	var err error
	if f.assignment != nil {
		if f.summaries, err = f.assignment.Summarize(); err != nil {
			return nil, err
		}
	}
	if f.Ranking, err = pareto.Rank(read.Customers); err != nil {
		return nil, err
	}
	if j.flags.Since != "" {
		if err := j.compare(ctx, f, &old); err != nil {
			return nil, err
		}
	}
	if j.flags.CLV {
		return f, f.outlook(&j.flags.Outlook)
	}
	return f, nil
}

// needTransactions refuses scored customers.
func (j *Job) needTransactions() {
	recognize := j.Input.Reading.Recognize
	if recognize == nil {
		return
	}
	j.Input.Reading.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
		schema, err := recognize(file, columns)
		if schema != nil && err == nil {
			return nil, app.Usagef("%s holds scored customers: --clv and --moved-since with a day need transactions", file)
		}
		return schema, err
	}
}

// compare joins the customers with those of the earlier day or file.
func (j *Job) compare(ctx context.Context, f *Facts, old *scoring.Job) error {
	if f.assignment == nil {
		return app.Usagef("--moved-since needs segments, and scheme %s does not fit the scores", j.Scheme.Name)
	}
	f.since = j.flags.Since
	old.Messages = app.Messages{Writer: io.Discard}
	if j.old != "" {
		files, err := scoring.FilesOf(j.old)
		if err != nil {
			return err
		}
		old.Input = j.Input.Of(files...)
		old.Input.Reading.Tap = nil // only the input has fingerprints
		old.Messages = j.Messages
		if err := old.Read(ctx); err != nil {
			return err
		}
	} else {
		old.Population = j.Population.Earlier
	}
	if err := app.Steps(ctx, old.Score, old.Assign); err != nil {
		return err
	}
	f.Earlier = old.Population.Customers
	migration, err := segment.Migrate(old.Assignment, f.assignment)
	if err != nil {
		return err
	}
	f.absent = migration.Absent()
	f.moves, err = migration.Moves()
	return err
}
