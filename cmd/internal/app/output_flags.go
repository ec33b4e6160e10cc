package app

import (
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/io/table"
)

// OutputFlags are the flags of every command that writes a table.
type OutputFlags struct {
	Path, Format, Sort string
	Columns            []string
	Limit              int64
	Quiet, Verbose     bool
	csvSafe            bool
}

// AddFlags adds the flags to those of a command.
func (f *OutputFlags) AddFlags(fs *pflag.FlagSet) {
	f.AddPlace(fs)
	fs.StringSliceVar(&f.Columns, "columns", nil, "only these columns, in this order: `name,…`")
	fs.StringVar(&f.Sort, "sort", "", "order by `column,…`; a - before a name reverses: -monetary\n(default: by customer id)")
	fs.Int64Var(&f.Limit, "limit", -1, "only the first `n` rows; -1 for all. Of customers, without --sort: those\nthat a screen shows, the highest monetary value (clv: the highest value)")
	Group(fs, GroupOutput, "columns", "sort", "limit")
	f.AddVerbosity(fs)
}

// AddPlace adds the flags that say where the result goes, and in which format.
func (f *OutputFlags) AddPlace(fs *pflag.FlagSet) {
	fs.StringVarP(&f.Path, "output", "o", "", "write to a `file`; its extension tells the format")
	fs.StringVar(&f.Format, "format", "", "`name` of the format (rfm help formats):"+formatHelp())
	fs.BoolVar(&f.csvSafe, "csv-safe", false, "csv and tsv for a spreadsheet: put a ' before texts that begin with = + - @,\nwhich it would take for formulas (without: data stays as it is)")
	Group(fs, GroupOutput, "output", "format", "csv-safe")
	Values(fs, "format", table.FormatNames()...)
	NamesPlace(fs, "output")
}

// AddVerbosity adds the flags that say how many messages go to stderr.
func (f *OutputFlags) AddVerbosity(fs *pflag.FlagSet) {
	fs.BoolVarP(&f.Quiet, "quiet", "q", false, "no messages on stderr except errors")
	fs.BoolVarP(&f.Verbose, "verbose", "v", false, "more messages on stderr: columns, cut points")
	Group(fs, GroupOutput, "quiet", "verbose")
}

// Chooses reports whether rows or columns of the result were asked for.
func (f *OutputFlags) Chooses() bool { return f.Columns != nil || f.Sort != "" || f.Limit >= 0 }

// Messages is where a command says what it did.
type Messages struct {
	io.Writer
	Verbose bool
}

// Quiet reports whether nobody sees the messages.
func (m Messages) Quiet() bool { return m.Writer == io.Discard }

// Messages is stderr, unless it is to be quiet.
func (f *OutputFlags) Messages(s *Streams) Messages {
	if f.Quiet {
		return Messages{io.Discard, f.Verbose}
	}
	return Messages{s.Err, f.Verbose}
}

func formatHelp() string {
	text := ""
	for _, f := range table.Formats() {
		text += fmt.Sprintf("\n  %-8s  %s", f.Name, f.Meaning)
	}
	return text
}

// CheckLimit refuses a --limit that is not a number of rows.
func (f *OutputFlags) CheckLimit() error {
	if f.Limit < -1 {
		return Usagef("--limit %d is below 0; -1 is for all rows", f.Limit)
	}
	return nil
}

// Check refuses columns that the result will not have.
func (f *OutputFlags) Check(schema *arrow.Schema) error {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, field := range b.Fields() {
		field.AppendEmptyValue()
	}
	rec := b.NewRecord()
	defer rec.Release()
	if f.Sort != "" {
		sorted, err := table.Sort(rec, f.Sort)
		if err != nil {
			return err
		}
		sorted.Release()
	}
	if f.Columns != nil {
		selected, err := table.Select(rec, f.Columns)
		if err != nil {
			return err
		}
		selected.Release()
	}
	return nil
}

// Guard is the format as --csv-safe wants it.
func (f *OutputFlags) Guard(format table.Format) (table.Format, error) {
	if f.csvSafe && format.Name != "csv" && format.Name != "tsv" {
		return format, Usage("--csv-safe is for csv and tsv; "+format.Name+" needs no guard", "--format csv, or leave it out")
	}
	format.Guarded = f.csvSafe
	return format, nil
}

// chooseFormat follows --format, else the name of the file, else what stdout is.
func (f *OutputFlags) chooseFormat(terminal bool) (table.Format, error) {
	named := f.Path != "" && f.Path != "-"
	switch {
	case f.Format != "":
		format, err := table.FormatByName(f.Format)
		if err != nil || !named {
			return format, err
		}
		return format.For(f.Path)
	case named:
		return table.FormatByPath(f.Path)
	case terminal:
		return table.FormatByName("table")
	default:
		return table.FormatByName("csv")
	}
}
