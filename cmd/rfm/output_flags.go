package main

import (
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	rfmio "rfm/io"
)

// outputFlags are the flags of every command that writes a table.
type outputFlags struct {
	path, format, sort string
	columns            []string
	limit              int64
	quiet, verbose     bool
}

func (f *outputFlags) AddFlags(fs *pflag.FlagSet) {
	f.addPlace(fs)
	fs.StringSliceVar(&f.columns, "columns", nil, "only these columns, in this order: `name,…`")
	fs.StringVar(&f.sort, "sort", "", "order by `column,…`; a - before a name reverses: -monetary\n(default: by customer id)")
	fs.Int64Var(&f.limit, "limit", -1, "only the first `n` rows; -1 for all")
	f.addVerbosity(fs)
}

// addPlace adds the flags that say where the result goes, and in which format.
func (f *outputFlags) addPlace(fs *pflag.FlagSet) {
	fs.StringVarP(&f.path, "output", "o", "", "write to a `file`; its extension tells the format")
	fs.StringVar(&f.format, "format", "", "`name` of the format:"+formatHelp())
}

// addVerbosity adds the flags that say how many messages go to stderr.
func (f *outputFlags) addVerbosity(fs *pflag.FlagSet) {
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "no words on stderr but errors")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "more words on stderr: columns, cut points")
}

// chooses reports whether rows or columns of the result were asked for.
func (f *outputFlags) chooses() bool { return f.columns != nil || f.sort != "" || f.limit >= 0 }

// messages is where a command says what it did.
func (f *outputFlags) messages(s *streams) io.Writer {
	if f.quiet {
		return io.Discard
	}
	return s.err
}

func formatHelp() string {
	text := ""
	for _, f := range rfmio.Formats() {
		text += fmt.Sprintf("\n%-8s  %s", f.Name, f.Meaning)
	}
	return text
}

func (f *outputFlags) checkLimit() error {
	if f.limit < -1 {
		return usagef("--limit %d is below 0; -1 is for all rows", f.limit)
	}
	return nil
}

// check refuses columns that the result will not have.
func (f *outputFlags) check(schema *arrow.Schema) error {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, field := range b.Fields() {
		field.AppendEmptyValue()
	}
	rec := b.NewRecord()
	defer rec.Release()
	if f.sort != "" {
		sorted, err := rfmio.Sort(rec, f.sort)
		if err != nil {
			return err
		}
		sorted.Release()
	}
	if f.columns != nil {
		selected, err := rfmio.Select(rec, f.columns)
		if err != nil {
			return err
		}
		selected.Release()
	}
	return nil
}

// chooseFormat follows --format, else the name of the file, else what stdout is.
func (f *outputFlags) chooseFormat(terminal bool) (rfmio.Format, error) {
	named := f.path != "" && f.path != "-"
	switch {
	case f.format != "":
		format, err := rfmio.FormatByName(f.format)
		if err != nil || !named {
			return format, err
		}
		return format.For(f.path)
	case named:
		return rfmio.FormatByPath(f.path)
	case terminal:
		return rfmio.FormatByName("table")
	default:
		return rfmio.FormatByName("csv")
	}
}
