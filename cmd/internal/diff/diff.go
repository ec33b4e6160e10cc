package diff

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/segment"
)

// NewCommand is rfm diff.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Show who moved between segments, who came and who went",
		Long: `Diff compares two populations and tells how many customers went from which
segment to which. OLD and NEW are files that "rfm score" wrote, whose scores are
taken as they are, or inputs that it would read. With --at D1 --at D2 all files
are one input of transactions, read once, and the populations are the customers
as of these two days.

Each population is scored among its own customers, unless --model names cut
points for both. A customer who is in NEW only comes from "(new)", one who is in
OLD only goes to "(gone)": every customer of either is counted once. With --at
nobody is gone, since a customer who has ordered up to D1 has up to D2, too.

To a terminal goes the matrix, with shares of each row in whole percent, and
what it did to the size of each segment and its money. To a pipe or file goes
one row a way from segment to segment: the customers who went it, their share
of from_segment, and the sums of their monetary values in OLD and in NEW. A way
that nobody went has no row. --customers writes one row a customer.`,
		Example: `  rfm diff march.csv april.csv
  rfm diff --at 2024-03-31 --at 2024-04-30 sales.csv -o moves.csv
  rfm diff march.csv april.csv --left champions --sort monetary_change
  rfm diff march.csv april.csv --customers -o changes.parquet`,
		RunE: population.OnInputs(s, o.run),
	}
	o.AddFlags(cmd.Flags())
	return cmd
}

type options struct {
	population   population.Flags
	scoring      scoring.Flags
	scheme       scoring.SchemeFlags
	output       app.OutputFlags
	at           []string
	customers    bool
	joined, left string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	fs.StringArrayVar(&o.at, "at", nil, "as-of `day` of OLD, and once more that of NEW: YYYY-MM-DD, today, or for NEW\ndata: the last day in the data")
	fs.BoolVar(&o.customers, "customers", false, "write one row a customer, with what has changed")
	fs.StringVar(&o.joined, "joined", "", "like --customers, but only who is in this `segment` now and was not")
	fs.StringVar(&o.left, "left", "", "like --customers, but only who was in this `segment` and is not any more")
	o.population.AddFlags(fs)
	o.scoring.AddFlags(fs)
	o.scheme.AddFlags(fs)
	o.output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -customers\n(default: as the scheme has the segments; customers by id)"
	for _, other := range []string{"as-of", "save-model"} { // refused by run
		fs.Lookup(other).Hidden = true
	}
}

// Overrules are the flags here that keep others from being set by a file.
func Overrules() []app.Overrule {
	return []app.Overrule{
		{Given: []string{"joined"}, Overruled: []string{"left"}},
		{Given: []string{"left"}, Overruled: []string{"joined"}},
	}
}

// run reads, compares and writes. Everything that can be refused is refused
// before the input is opened.
func (o *options) run(ctx context.Context, s *app.Streams, paths []string) error {
	if err := o.validate(paths); err != nil {
		return err
	}
	if given := o.population.Given; len(o.at) > 0 { // a model asks whether the day is given
		o.population.Given = func(flag string) bool { return flag == "as-of" || given(flag) }
	}
	scoring, err := o.scoring.Options(&o.population)
	if err != nil {
		return err
	}
	scheme, err := o.scheme.Load(o.scoring.Model)
	if err != nil {
		return err
	}
	scheme.Given = true // there is nothing to compare without segments
	if err := scheme.Scoring(&scoring); err != nil {
		return err
	}
	keep, err := o.filter(scheme.Scheme)
	if err != nil {
		return err
	}
	if err := o.output.Check(o.schema()); err != nil {
		return err
	}
	out, err := o.output.Prepare(ctx, s, paths)
	if err != nil {
		return err
	}
	sides := &sides{o: o, s: s, scoring: scoring, scheme: scheme, messages: o.output.Messages(s)}
	if len(o.at) > 0 {
		err = sides.readAt(ctx, paths)
	} else {
		err = sides.readFiles(ctx, paths)
	}
	if err != nil {
		return err
	}
	migration, err := segment.Migrate(sides.assignments[0], sides.assignments[1])
	if err != nil {
		return err
	}
	moves, err := migration.Moves()
	if err != nil {
		return err
	}
	printMoves(sides.messages, moves, migration.Absent())
	out.Separate(sides.messages)
	return o.write(out, migration, moves, keep)
}

// validate refuses flags and files that do not go together.
func (o *options) validate(paths []string) error {
	for _, flag := range []string{"as-of", "save-model"} {
		if o.population.Given(flag) {
			return app.Usagef("--%s does not go with diff, which has two populations", flag)
		}
	}
	if o.joined != "" && o.left != "" {
		return app.Usagef("--joined and --left: choose")
	}
	switch {
	case len(o.at) == 0 && len(paths) != 2:
		return app.Usage(fmt.Sprintf("diff takes two files, OLD and NEW, not %d", len(paths)),
			"two days of one input: --at 2024-03-31 --at 2024-04-30")
	case len(o.at) == 0 && paths[0] == "-" && paths[1] == "-":
		return app.Usagef("stdin cannot be read twice: only one of OLD and NEW can be \"-\"")
	case len(o.at) != 0 && len(o.at) != 2:
		return app.Usagef("--at is given for two days, that of OLD and that of NEW, not for %d", len(o.at))
	case len(o.at) != 0 && o.population.Known():
		return app.Usagef("--at needs transactions: one row a customer has one day only")
	}
	return nil
}

// filter tells which customers are written.
func (o *options) filter(scheme *segment.Scheme) (func(*segment.Migration, segment.Change) bool, error) {
	code, flag := o.joined, "joined"
	if o.left != "" {
		code, flag = o.left, "left"
	}
	if code == "" {
		return func(*segment.Migration, segment.Change) bool { return true }, nil
	}
	var codes []string
	for _, known := range scheme.Segments {
		codes = append(codes, known.Code)
	}
	codes = append(codes, segment.Others)
	for at, known := range codes {
		if known == code {
			return func(m *segment.Migration, c segment.Change) bool {
				was, is := m.From(c) == at, m.To(c) == at
				return was != is && is == (flag == "joined")
			}, nil
		}
	}
	e := app.Usagef("--%s %s: scheme %s has no such segment", flag, code, scheme.Name)
	e.Suggest("", code, codes)
	e.Hints = []string{"segments: " + app.List(codes)}
	return nil, e
}

// byCustomer reports whether the rows are customers.
func (o *options) byCustomer() bool { return o.customers || o.joined != "" || o.left != "" }

// schema is what the result holds.
func (o *options) schema() *arrow.Schema {
	if o.byCustomer() {
		return segment.ChangeSchema(0)
	}
	return segment.MoveSchema(0)
}

// write writes customers, the matrix to a screen, or the moves.
func (o *options) write(out *app.Output, m *segment.Migration, moves []segment.Move, keep func(*segment.Migration, segment.Change) bool) error {
	if o.byCustomer() {
		rec, err := m.ChangesRecord(memory.DefaultAllocator, func(c segment.Change) bool { return keep(m, c) })
		if err != nil {
			return err
		}
		defer rec.Release()
		return out.Write(rec, "-"+segment.FieldMonetaryChange, []string{segment.FieldMChange, segment.FieldFChange, segment.FieldRChange,
			segment.FieldRecencyChange, segment.FieldOrdersChange})
	}
	if out.OnScreen() && !o.output.Chooses() {
		return writeMatrix(out, m, moves)
	}
	rec := m.MovesRecord(memory.DefaultAllocator, moves)
	defer rec.Release()
	return out.Write(rec, "", []string{segment.FieldMonetaryOld})
}
