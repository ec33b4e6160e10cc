package diff

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/failif"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/segment"
)

// Command is rfm diff.
func Command() app.Command {
	return app.Command{Use: "diff OLD NEW",
		Short: "Show who moved between segments, who came and who went",
		Long: `Diff compares two populations and tells how many customers went from which
segment to which. OLD and NEW are files that "rfm score" wrote, whose scores are
taken as they are, folders that "rfm segment --out-dir" wrote, or inputs that
it would read. With --at D1 --at D2 all files
are one input of transactions, read once, and the populations are the customers
as of these two days.

Each population is scored among its own customers, unless --model names cut
points for both. A customer who is in NEW only comes from "(new)", one who is in
OLD only goes to "(gone)": every customer of either is counted once. With --at
nobody is gone, since a customer who has ordered up to D1 has up to D2, too.

To a terminal goes a sentence, what became of each segment and its money, and
who went where: the matrix, in numbers of customers, where the terminal has room
for it, else the largest moves. To a pipe or file goes one row per pair of
segments: the customers who moved, their share of from_segment, and the sums of
their monetary values in OLD and in NEW. A pair without customers has no row.
--customers writes one row per customer.

--newly EXPRESSION is an alert: one row per customer for whom the expression
over the fields of a customer, and segment, holds in NEW and did not in OLD
(nor for who was not there), with these fields before and now. Nobody is no
rows and exit code 0; --fail-if 'newly > 0' ends with exit code 9 when there
is somebody.`,
		Example: `  rfm diff march.csv april.csv
  rfm diff --at 2024-03-31 --at 2024-04-30 sales.csv -o moves.csv
  rfm diff march.csv april.csv --left champions --sort monetary_change
  rfm diff march.csv april.csv --customers -o changes.parquet
  rfm diff march.csv april.csv --newly 'monetary >= 5000'
  rfm diff --at 2024-03-31 --at 2024-04-30 sales.csv --scheme lifecycle`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	scoring.Flags
	at           []string
	customers    bool
	joined, left string
	newly        string
	failIf       string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&o.at, "at", nil, "as-of `day` of OLD, and once more that of NEW: YYYY-MM-DD, today, or for NEW\ndata: the last day in the data")
	fs.BoolVar(&o.customers, "customers", false, "write one row per customer, with what has changed")
	fs.StringVar(&o.joined, "joined", "", "like --customers, but only who is in this `segment` now and was not")
	fs.StringVar(&o.left, "left", "", "like --customers, but only who was in this `segment` and is not any more")
	fs.StringVar(&o.newly, "newly", "", "write who meets this `condition` now and did not: 'monetary >= 5000',\n'late > 2 && segment == \"loyal\"'")
	fs.StringVar(&o.failIf, "fail-if", "", "write nothing and end with exit code 9 if this `condition` holds over stayed,\nmoved, new, gone (customers), and newly with --newly: 'newly > 0'")
	o.Population.AddFlags(fs)
	o.Engine.AddFlags(fs)
	o.Scoring.AddFlags(fs)
	o.Scheme.AddFlags(fs)
	o.Output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -customers\n(default: as the scheme has the segments; customers by id)"
	for _, other := range []string{"as-of", "save-model"} { // refused by run
		fs.Lookup(other).Hidden = true
	}
	app.Overrule(fs, []string{"joined"}, []string{"left"})
	app.Overrule(fs, []string{"left"}, []string{"joined"})
}

// Run takes the steps of a job.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	j := &job{Job: o.NewJob(s, paths), options: o}
	read := j.readFiles
	if len(o.at) > 0 {
		read = j.readDays
	}
	return app.Steps(ctx, j.plan, read, j.compare, j.count, j.write)
}

// job is one run of rfm diff.
type job struct {
	scoring.Job
	options *options
	out     *app.Output
	days    [2]*arrow.Date32 // of --at
	// keep says which customers are written.
	keep  func(*segment.Migration, segment.Change) bool
	newly *segment.Condition // nil for none
	check *failif.Check      // nil for none

	old, new  *segment.Assignment // by reading
	migration *segment.Migration  // by comparing
	moves     []segment.Move
	met       arrow.Record // who newly meets the condition; nil without one
}

// plan refuses what cannot be, before any file is opened.
func (j *job) plan(ctx context.Context) (err error) {
	o := j.options
	if err := o.validate(j.Input.Paths); err != nil {
		return err
	}
	if given := o.Population.Given; len(o.at) > 0 { // a model asks whether the day is given
		o.Population.Given = func(flag string) bool { return flag == "as-of" || given(flag) }
	}
	if err := j.Plan(true, false); err != nil {
		return err
	}
	if j.keep, err = o.filter(j.Scheme); err != nil {
		return err
	}
	if j.days, err = o.days(j.Streams.Now()); err != nil {
		return err
	}
	if j.newly, err = o.condition(); err != nil {
		return err
	}
	if err := scoring.ReadDays(j.Input, j.newly.LooksAtDays()); err != nil {
		return err
	}
	if j.check, err = failif.New(o.failIf, failGroups(j.newly != nil)); err != nil {
		return err
	}
	if err := o.Output.Check(o.schema(j.newly)); err != nil {
		return err
	}
	j.out, err = o.Output.Prepare(ctx, j.Streams, j.Input.Paths)
	return err
}

// compare finds who moved from where to where.
func (j *job) compare(context.Context) (err error) {
	if j.migration, err = segment.Migrate(j.old, j.new); err != nil {
		return err
	}
	j.moves, err = j.migration.Moves()
	return err
}

// count says what became of the customers, and who newly meets the condition; it
// fails where that of --fail-if holds.
func (j *job) count(context.Context) (err error) {
	counts := countMoves(j.moves, j.migration.Absent())
	counts.print(j.Messages)
	if j.newly != nil {
		if j.met, err = j.migration.Newly(memory.DefaultAllocator, j.newly); err != nil {
			return conditionError(err)
		}
		fmt.Fprintf(j.Messages, "%s newly with %s\n", app.Counted(j.met.NumRows(), "customer"), j.newly)
	}
	return j.check.Run(counts.values(j.met), j.Messages)
}

// validate refuses flags and files that do not go together.
func (o *options) validate(paths []string) error {
	for _, flag := range []string{"as-of", "save-model"} {
		if o.Population.Given(flag) {
			return app.Usagef("--%s does not go with diff, which has two populations", flag)
		}
	}
	if o.joined != "" && o.left != "" {
		return app.Usagef("--joined and --left: choose")
	}
	if o.newly != "" && o.byCustomer() {
		return app.Usagef("--newly writes its own rows: --customers, --joined and --left do not go with it")
	}
	switch {
	case len(o.at) == 0 && len(paths) != 2:
		return app.Usage("diff takes two files, OLD and NEW",
			"two days of one input: --at 2024-03-31 --at 2024-04-30")
	case len(o.at) == 0 && paths[0] == "-" && paths[1] == "-":
		return app.Usagef("stdin cannot be read twice: only one of OLD and NEW can be \"-\"")
	case len(o.at) != 0 && len(o.at) != 2:
		return app.Usagef("--at is given for two days, that of OLD and that of NEW, not for %d", len(o.at))
	case len(o.at) != 0 && o.Population.Known():
		return app.Usagef("--at needs transactions: one row per customer has one day only")
	}
	return nil
}

// filter tells which customers are written.
func (o *options) filter(scheme *scoring.Scheme) (func(*segment.Migration, segment.Change) bool, error) {
	code, flag := o.joined, "joined"
	if o.left != "" {
		code, flag = o.left, "left"
	}
	if code == "" {
		return func(*segment.Migration, segment.Change) bool { return true }, nil
	}
	codes := scheme.Codes()
	if at := slices.Index(codes, code); at >= 0 {
		return func(m *segment.Migration, c segment.Change) bool {
			was, is := m.From(c) == at, m.To(c) == at
			return was != is && is == (flag == "joined")
		}, nil
	}
	e := app.Usagef("--%s %s: scheme %s has no such segment", flag, code, scheme.Name)
	e.Suggest("", code, codes)
	e.Hints = []string{"segments: " + app.List(codes)}
	return nil, e
}

// byCustomer reports whether the rows are customers.
func (o *options) byCustomer() bool { return o.customers || o.joined != "" || o.left != "" }

// schema is what the result holds.
func (o *options) schema(newly *segment.Condition) *arrow.Schema {
	if newly != nil {
		return segment.NewlySchema(newly, 0, 0)
	}
	if o.byCustomer() {
		return segment.ChangeSchema(0)
	}
	return segment.MoveSchema(0)
}

// write writes customers, the matrix to a screen, or the moves.
func (j *job) write(context.Context) error {
	j.out.Separate(j.Messages)
	if j.out.Terminal() {
		j.out.Format.Look.Labels = j.labels()
	}
	if j.met != nil {
		defer j.met.Release()
		return j.out.Write(j.met, newlyOrder(j.met), nil)
	}
	if j.options.byCustomer() {
		rec, err := j.migration.ChangesRecord(memory.DefaultAllocator, func(c segment.Change) bool { return j.keep(j.migration, c) })
		if err != nil {
			return err
		}
		defer rec.Release()
		return j.out.Write(rec, "-"+segment.FieldMonetaryChange, []string{segment.FieldMChange, segment.FieldFChange, segment.FieldRChange,
			segment.FieldRecencyChange, segment.FieldOrdersChange})
	}
	if j.out.OnScreen() && !j.Flags.Output.Chooses() {
		return j.writeScreen()
	}
	rec := j.migration.MovesRecord(memory.DefaultAllocator, j.moves)
	defer rec.Release()
	return j.out.Write(rec, "", []string{segment.FieldMonetaryOld})
}

// writeScreen writes the moves for a person.
func (j *job) writeScreen() error {
	if !j.out.Terminal() {
		return writeMatrix(j.out, j.migration, j.moves)
	}
	if err := writeTerminal(j.out, j.migration, j.moves, j.labels()); err != nil {
		return err
	}
	best := j.migration.Scheme.Code(0)
	return j.out.Next(app.FollowUp{Command: "diff", Flags: "--left " + best}, app.FollowUp{Command: "diff", Flags: "--joined " + best})
}

// labels are those of the segments and of who was or is not there.
func (j *job) labels() map[string]string {
	labels := j.Scheme.Labels()
	if j.Scheme.Language == segment.Chinese {
		labels[segment.New], labels[segment.Gone] = "（新客户）", "（已流失）"
	}
	return labels
}
