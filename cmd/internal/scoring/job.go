package scoring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/rfm"
	"rfm/rfm/attribute"
	"rfm/rfm/score"
	"rfm/segment"
)

// Flags are the flags of the commands that score customers. A command adds those
// that it has; the others stay empty.
type Flags struct {
	Population population.Flags
	Engine     population.EngineFlags
	Scoring    ScoreFlags
	Scheme     SchemeFlags
	Fail       FailFlags
	Previous   PreviousFlags
	Redact     population.RedactFlags
	Attributes population.AttributeFlags
	Keep       population.KeepFlags
	Output     app.OutputFlags
}

// Job is the work of a command that scores customers. Its steps come in this
// order: Plan, Read, Score, Assign, Compare, Check, then what the command
// writes, and Save. Each fills in what the next ones need.
type Job struct {
	Flags    *Flags
	Streams  *app.Streams
	Messages app.Messages

	Options score.Options // these four by Plan
	Scheme  *Scheme
	Input   *population.Plan
	FailIf  *FailCheck // nil for none

	Model      *place.File            // to be saved; nil for none
	Previous   *PreviousRun           // nil unless the command compares
	Attributes *population.Attributes // of the customers; nil for none
	Kept       *population.Kept       // columns of their newest rows; nil for none
	Before     *Manifest              // of the run before that --fail-if looks at; nil for none

	Population *population.Population // by Read
	Stream     *Stream                // by Score; nil where all customers are in memory. Scores and Assignment are then those of nobody
	Scores     *score.Scores          // by Score
	Assignment *segment.Assignment    // by Assign; nil where there are no segments
	drift      *Drift                 // by Assign; nil where there is not a model
}

// NewJob is the work on the files of these paths. The plan knows nothing yet.
func (f *Flags) NewJob(s *app.Streams, paths []string) Job {
	return Job{Flags: f, Streams: s, Messages: f.Output.Messages(s), Input: &population.Plan{Paths: paths}}
}

// Plan refuses what cannot be, before any file is opened. segments says that
// there is nothing to do without segments, orders asks for the order ids even
// where they do not count.
func (j *Job) Plan(segments, orders bool) (err error) {
	f := j.Flags
	if j.Options, err = f.Scoring.options(&f.Population); err != nil {
		return err
	}
	if j.Scheme, err = f.Scheme.load(f.Scoring.Model); err != nil {
		return err
	}
	j.Scheme.given = j.Scheme.given || segments
	if err := j.Scheme.scoring(&j.Options); err != nil {
		return err
	}
	if j.FailIf, err = f.Fail.check(j.Scheme, &f.Scoring, j.Options); err != nil {
		return err
	}
	if j.Input, err = f.Population.Plan(j.Streams, j.Input.Paths, orders); err != nil {
		return err
	}
	if err := ReadDays(j.Input, j.Scheme.LooksAtDays()); err != nil {
		return err
	}
	if names := f.dayFields(); len(names) > 0 {
		if err := ReadDays(j.Input, names[0]); err != nil {
			return err
		}
	}
	if j.Input.Redactor, err = f.Redact.Load(&f.Population); err != nil {
		return err
	}
	if j.Kept, err = f.Keep.Load(j.Input, j.Schema()); err != nil {
		return err
	}
	return f.Engine.Plan(&f.Population, j.Input, j.Streams.Now())
}

// Schema is what the record of the customers holds: no segment where the scheme
// is written for other numbers of scores.
func (j *Job) Schema() *arrow.Schema {
	fields := score.Schema(0, 0, j.Options.Weights).Fields()
	if j.NoSegments() == nil {
		for _, axis := range j.Scheme.Axes {
			fields = append(fields, arrow.Field{Name: axis.Name, Type: rfm.Money(0)})
		}
		fields = append(fields, arrow.Field{Name: segment.Field, Type: arrow.BinaryTypes.String})
	}
	fields = append(fields, dayFieldTypes(j.Flags.dayFields(), 0)...)
	return j.Kept.Extend(j.Attributes.Extend(j.Flags.Previous.schema(arrow.NewSchema(fields, nil))))
}

// NoSegments is why there are no segments: the scheme does not fit the number of
// scores. It is nil where there are some.
func (j *Job) NoSegments() error { return j.Scheme.Fits(j.Options.NumberOfScores()) }

// CreateModel prepares the file that --save-model names, if it names one.
func (j *Job) CreateModel() (err error) {
	f := j.Flags
	if f.Scoring.SaveModel == "" {
		return nil
	}
	if err := j.Scheme.CheckFreeze(); err != nil {
		return app.Usagef("--save-model: %v", err)
	}
	j.Model, err = j.Streams.CreateModel(f.Scoring.SaveModel, f.Output.Path, j.Input.Paths)
	return err
}

// Read reads the input into customers.
func (j *Job) Read(ctx context.Context) (err error) {
	j.Population, err = j.Input.Read(ctx, j.Messages)
	return err
}

// Score scores the customers, unless they come with scores.
func (j *Job) Score(ctx context.Context) (err error) {
	p, o := j.Population, j.Options
	if p.Blocks != nil {
		j.Stream, err = j.newStream(ctx)
		return err
	}
	if p.Known != nil {
		if p.Known.Scored() && !p.Given("bins") {
			o.Bins = score.Bins{} // those of the scheme are for scoring
		}
		j.Scores, err = score.Known(p.Known, o)
	} else {
		j.Scores, err = score.Score(p.Customers, o)
	}
	if err != nil {
		return err
	}
	PrintScored(j.Messages, population.NewSummary(p.Customers), p.Account, Scored{j.Scores.Method == "", j.Scores.Notices, j.Scores.Levels})
	return nil
}

// Assign gives the customers their segments; none where the default scheme is
// written for other numbers of scores. Where the input has segments and no flag
// names the scheme, they must be the same. It also measures the drift from a
// model.
func (j *Job) Assign(context.Context) (err error) {
	if j.Stream != nil { // which does it block by block
		return nil
	}
	p, c, scores := j.Population, j.Scheme, j.Scores
	check := p.Known != nil && p.Known.Segments != nil && !p.Given("scheme")
	if check && !p.Given("bins") {
		for d, bins := range c.Bins { // nobody may have the highest score
			scores.Bins[d] = max(scores.Bins[d], bins)
		}
	}
	if err := c.Fits(scores.Bins); err != nil {
		why := err.Error()
		if scores.Method == "" && !p.Given("bins") {
			why += "; --bins says how many there were where nobody has the highest"
		}
		if c.given {
			return app.Usagef("%s", why)
		}
		PrintNoSegments(j.Messages, why)
		return j.applyModel()
	}
	if j.Assignment, err = segment.AssignWith(c.Scheme, scores, j.Attributes.Join(scores.Customers, j.Messages)); err != nil {
		return attributeError(err, p.Redactor)
	}
	var poor segment.WithoutMoney
	poor.Add(j.Assignment)
	PrintWithoutMoney(j.Messages, &poor)
	if !check {
		return j.applyModel()
	}
	for i, position := range j.Assignment.Position {
		if before, now := p.Known.Segments[i], c.Code(int(position)); before != now {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("the segments of the input are not those of scheme %s: customer %q is in %s, not in %s",
				c.Name, p.Redactor.ID(p.Customers.ID.At(i)), before, now),
				Hints: []string{"name the scheme: --scheme NAME or a file", "to assign them anew: --scheme " + c.Name}}
		}
	}
	return j.applyModel()
}

// attributeError is the error for an attribute that axes need and cannot use.
func attributeError(err error, hidden *population.Redactor) error {
	var missing *segment.MissingRatingError
	if errors.As(err, &missing) {
		missing.Customer = hidden.ID(missing.Customer)
		return &fault.Error{Kind: fault.Undecided, Message: missing.Error(),
			Hints: []string{"complete the file of --attributes, or let it count as a number in the scheme: default: 5"}}
	}
	var number *attribute.NumberError
	if errors.As(err, &number) {
		number.Customer = hidden.ID(number.Customer)
		return &fault.Error{Kind: fault.Undecided, Message: "--attributes: " + number.Error(),
			Hints: []string{"write it like 7 or 12.5, or leave it empty where it is not known"}}
	}
	return err
}

// LoadAttributes reads the attributes of the customers, if a file is named.
// wanted are the columns beside those that the scheme looks at; nil for all.
func (j *Job) LoadAttributes(ctx context.Context, wanted []string) (err error) {
	if wanted != nil {
		wanted = slices.Concat(j.Scheme.Scheme.Attributes(), wanted)
		slices.Sort(wanted)
		wanted = slices.Compact(wanted)
	}
	j.Attributes, err = j.Flags.Attributes.Load(ctx, &j.Flags.Population.Input, wanted, j.Input.Redactor)
	return err
}

// PrintNoSegments says why there are none.
func PrintNoSegments(w io.Writer, why string) { fmt.Fprintf(w, "notice: no segments: %s\n", why) }

// PrintWithoutMoney says which segments hold customers who brought nothing.
func PrintWithoutMoney(w io.Writer, poor *segment.WithoutMoney) {
	if text := poor.Text(); text != "" {
		fmt.Fprintf(w, "notice: %s\n", text)
	}
}

// applyModel says which model the scores are of, if any, and its drift.
func (j *Job) applyModel() (err error) {
	if j.Flags.Scoring.Model == nil {
		return nil
	}
	if j.drift, err = newDrift(j.Scores, j.Assignment); err != nil {
		return err
	}
	j.Flags.Scoring.PrintApplied(j.drift, j.Population, j.Messages)
	return nil
}

// Compare refuses an earlier run that the customers cannot be compared with.
func (j *Job) Compare(context.Context) error {
	if j.Assignment == nil && j.Previous != nil {
		return app.Usagef("--previous compares segments, and there are none")
	}
	return j.Previous.check(j.Scores.Customers, j.Scheme, j.Messages)
}

// Check fails where the condition of --fail-if holds.
func (j *Job) Check(context.Context) error {
	if j.FailIf == nil {
		return nil
	}
	now, err := j.figures()
	if err != nil {
		return err
	}
	f := &failFigures{runFigures: *now}
	if j.drift != nil {
		f.Drift = newDriftFigures(j.drift)
	}
	if j.Before != nil {
		previous, err := j.Before.figures()
		if err != nil {
			return err
		}
		f.Previous, f.hasPrevious = *previous, true
	}
	return j.FailIf.run(f, j.Messages)
}

// Record is one row per customer: scores, the segment where there is one, and
// what the earlier run had. Ids are hidden where that is asked for. The caller
// releases it.
func (j *Job) Record() (arrow.Record, error) {
	own := Record(j.Scores, j.Assignment)
	defer own.Release()
	plain, err := withDayFields(own, j.Flags.dayFields(), j.Scores.Customers)
	if err != nil {
		return nil, err
	}
	defer plain.Release()
	compared := j.Previous.record(plain, j.Scores.Customers.AsOf, j.Input.Redactor)
	defer compared.Release()
	j.Previous.printGone(j.Messages)
	known := j.Attributes.Record(compared, j.Messages)
	defer known.Release()
	kept := j.Kept.Record(known)
	defer kept.Release()
	return j.Input.Redactor.Record(kept)
}

// Record is one row per customer, with the segment where there is one. The
// caller releases it.
func Record(scores *score.Scores, assignment *segment.Assignment) arrow.Record {
	if assignment == nil {
		return scores.Record(memory.DefaultAllocator)
	}
	return assignment.Record(memory.DefaultAllocator)
}

// SummaryExtras are the columns that a table of segments can do without, the
// first to go first.
func (j *Job) SummaryExtras() []string {
	return []string{segment.FieldAdvice, segment.FieldMedianMonetary, segment.FieldMedianOrders, segment.FieldMedianRecency,
		segment.Field, rfm.FieldAverage, rfm.FieldOrders}
}

// Summary is one row per segment, with labels and advice in the language of the
// scheme; with total, a row of all customers comes last. The caller releases it.
func (j *Job) Summary(total bool) (arrow.Record, error) {
	all, err := j.Summaries(total)
	if err != nil {
		return nil, err
	}
	return segment.SummaryRecord(memory.DefaultAllocator, all, j.Scores.Customers, j.Scheme.Language)
}

// Summaries sums up the segments; with total, all customers come last.
func (j *Job) Summaries(total bool) ([]segment.Summary, error) {
	if j.Stream != nil {
		return j.Stream.Summaries(total)
	}
	all, err := j.Assignment.Summarize()
	if err != nil || !total {
		return all, err
	}
	sum, err := j.Assignment.Total()
	return append(all, sum), err
}

// Len is the number of customers.
func (j *Job) Len() int {
	if j.Stream != nil {
		return j.Stream.Len()
	}
	return j.Scores.Customers.Len()
}

// LookAtSegments lets the next table be one of segments on a terminal, whose last
// row may be the total.
func (j *Job) LookAtSegments(out *app.Output, total bool) {
	out.Format.Look.Labels, out.Format.Look.Total = nil, total // they have a column of labels
	out.Bars(segment.FieldCustomersShare, segment.FieldMonetaryShare)
}

// LookAtCustomers lets the next table be one of customers on a terminal, with
// the labels of their segments.
func (j *Job) LookAtCustomers(out *app.Output) {
	if out.Terminal() {
		out.Format.Look.Labels = j.Scheme.Labels()
	}
}

// Save writes the model to the file that CreateModel has prepared, if there is
// one.
func (j *Job) Save(context.Context) error {
	switch {
	case j.Model == nil:
		return nil
	case j.Stream != nil:
		return j.Stream.save()
	}
	points, err := j.Scores.Freeze()
	if err != nil {
		return err
	}
	return j.SaveModel(j.Scores.Method, points, NewModelScheme(j.Scheme.Scheme, j.Scores.Customers), population.NewSummary(j.Scores.Customers))
}

// SaveModel writes a model to that file.
func (j *Job) SaveModel(method string, points *score.CutPoints, scheme modelScheme, c *population.Summary) error {
	return app.WriteJSON(j.Model, newModel(method, points, scheme, c, &j.Flags.Population, j.Population))
}

// Scored is what messages say of scores.
type Scored struct {
	earlier bool // by an earlier run
	Notices []score.Notice
	Levels  func(rfm.Dimension) []score.Level
}

// PrintScored says who was scored, and what a reader of the scores should know.
func PrintScored(w app.Messages, c *population.Summary, a rfm.Account, s Scored) {
	done := "scored"
	if s.earlier {
		done = "with scores"
	}
	population.PrintCustomers(w, c, a, done)
	for _, n := range s.Notices {
		fmt.Fprintf(w, "notice: %s\n", n.Text)
	}
	if w.Verbose {
		for _, d := range rfm.Dimensions() {
			for _, level := range s.Levels(d) {
				if v := level.Interval; level.Customers == 0 && v.Lower != "" && v.Lower == v.Upper {
					continue // cut points that coincide leave nothing between them
				}
				fmt.Fprintf(w, "  %s %d  %s  (%s)\n", d.Letter(), level.Score, level.Interval.Text(d.Field()), app.Counted(level.Customers, "customer"))
			}
		}
	}
}
