package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"
	"golang.org/x/term"

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
	f.addWords(fs)
}

// addPlace adds the flags that say where the result goes, and in which format.
func (f *outputFlags) addPlace(fs *pflag.FlagSet) {
	fs.StringVarP(&f.path, "output", "o", "", "write to a `file`; its extension tells the format")
	fs.StringVar(&f.format, "format", "", "`name` of the format:"+formatHelp())
}

// addWords adds the flags that say how many words go to stderr.
func (f *outputFlags) addWords(fs *pflag.FlagSet) {
	fs.BoolVarP(&f.quiet, "quiet", "q", false, "no words on stderr but errors")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "more words on stderr: columns, cut points")
}

// chooses tells whether rows or columns of the result were asked for.
func (f *outputFlags) chooses() bool { return f.columns != nil || f.sort != "" || f.limit >= 0 }

// words is where a command tells what it did.
func (f *outputFlags) words(s *streams) io.Writer {
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

// shownRows is how many rows a table on the screen has unless --limit says.
const shownRows = 20

// output is where a result goes.
type output struct {
	flags  *outputFlags
	format rfmio.Format
	file   *rfmio.File // nil for stdout
	ctx    context.Context
	stdout *stdoutWriter
	width  int // of the terminal; 0 when it is none
}

// prepare decides on format and place before any work is done. inputs are the
// files read: none may be the output.
func (f *outputFlags) prepare(ctx context.Context, s *streams, inputs []string) (*output, error) {
	o := &output{flags: f, ctx: ctx, stdout: &stdoutWriter{w: s.out, ctx: ctx}, width: terminalWidth(s.out)}
	if err := f.checkLimit(); err != nil {
		return nil, err
	}
	var err error
	if o.format, err = f.chooseFormat(o.width > 0); err != nil {
		return nil, err
	}
	if f.path == "" || f.path == "-" {
		if o.width > 0 && o.format.Binary() {
			return nil, usage("not writing "+o.format.Name+" to a terminal", "name a file: -o FILE")
		}
		return o, nil
	}
	if err := refuseInput(f.path, inputs); err != nil {
		return nil, err
	}
	o.file, err = rfmio.Create(f.path)
	return o, err
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

// refuseInput refuses to overwrite what is read.
func refuseInput(path string, inputs []string) error {
	out, err := os.Stat(path)
	if err != nil || !out.Mode().IsRegular() {
		return nil
	}
	for _, input := range inputs {
		if _, err := os.Lstat(input); err != nil { // a pattern
			if matches, _ := filepath.Glob(input); matches != nil {
				if err := refuseInput(path, matches); err != nil {
					return err
				}
			}
			continue
		}
		if in, err := os.Stat(input); err == nil && os.SameFile(in, out) {
			return usagef("%s is an input: writing to it would destroy it", path)
		}
	}
	return nil
}

// terminalWidth is the number of characters in a line of the terminal that w
// is, or 0.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// onScreen tells whether the result is a table for a person to look at.
func (o *output) onScreen() bool { return o.format.Name == "table" && o.file == nil }

// write writes a result. On the screen, top is the order of a table of
// customers, of which the first are shown; without it all rows are, as they
// come. expendable are the columns that the table can do without. It says how
// many rows and columns it does not show.
func (o *output) write(rec arrow.Record, top string, expendable []string) (err error) {
	order, limit, all, left := o.flags.sort, o.flags.limit, rec.NumRows(), int64(0)
	if o.onScreen() && order == "" {
		order = top
	}
	what := "more row"
	if o.onScreen() && top != "" {
		what = "more customer"
		if limit < 0 {
			limit = shownRows
		}
	}
	if rec, err = cut(rec, order, limit); err != nil {
		return err
	}
	defer func() { rec.Release() }()
	columns := o.flags.columns
	if columns == nil && o.onScreen() && o.width > 0 {
		columns = rfmio.FitColumns(rec, o.width, expendable)
		left = rec.NumCols() - int64(len(columns))
	}
	if columns != nil {
		if rec, err = replaced(rec)(rfmio.Select(rec, columns)); err != nil {
			return err
		}
	}
	var hidden []string
	if rows := all - rec.NumRows(); rows > 0 {
		hidden = append(hidden, counted(rows, what))
	}
	if left > 0 {
		hidden = append(hidden, counted(left, "more column"))
	}
	if err := o.writeRecord(rec); err != nil || hidden == nil || !o.onScreen() {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "… %s (all: -o FILE, or --format csv)\n", list(hidden))
	return err
}

// writeRecords writes a result that comes in pieces: as write does what is not
// for the screen, in the order it has. It takes all of them, even those behind
// the limit. A piece need not stay valid when the next is asked for.
func (o *output) writeRecords(records iter.Seq2[arrow.Record, error]) error {
	left := o.flags.limit
	return o.writePieces(func(yield func(arrow.Record, error) bool) {
		for rec, err := range records {
			if err == nil {
				rec, err = o.chosen(rec, &left)
			}
			if err != nil {
				yield(nil, o.stdout.incomplete(err))
				return
			}
			more := yield(rec, nil)
			rec.Release()
			if !more {
				return
			}
		}
	})
}

// chosen is the columns that the flags name, of the rows that are left to the
// limit. The caller releases it.
func (o *output) chosen(rec arrow.Record, left *int64) (arrow.Record, error) {
	if *left < 0 {
		return rfmio.Select(rec, o.flags.columns)
	}
	first := rfmio.Limit(rec, *left)
	defer first.Release()
	*left -= first.NumRows()
	return rfmio.Select(first, o.flags.columns)
}

// writeBelow writes a table that stands beside others on the screen. expendable
// are the columns that it can do without, the first to go first.
func (o *output) writeBelow(rec arrow.Record, expendable []string) error {
	if o.width == 0 {
		return o.writeRecord(rec)
	}
	selected, err := rfmio.Select(rec, rfmio.FitColumns(rec, o.width, expendable))
	if err != nil {
		return err
	}
	defer selected.Release()
	return o.writeRecord(selected)
}

// cut sorts a record and takes its first rows, all for a limit below 0. The
// caller releases the result.
func cut(rec arrow.Record, order string, limit int64) (arrow.Record, error) {
	sorted, err := rfmio.Sort(rec, order) // itself without an order
	if err != nil || limit < 0 {
		return sorted, err
	}
	defer sorted.Release()
	return rfmio.Limit(sorted, limit), nil
}

// replaced gives back the new record in place of the old one, which it releases.
func replaced(old arrow.Record) func(arrow.Record, error) (arrow.Record, error) {
	return func(rec arrow.Record, err error) (arrow.Record, error) {
		if err != nil {
			return old, err
		}
		old.Release()
		return rec, nil
	}
}

// writeRecord writes the record to the file or to stdout.
func (o *output) writeRecord(rec arrow.Record) error { return o.writePieces(piecesOf(rec)) }

// writePieces writes one table to the file or to stdout.
func (o *output) writePieces(pieces iter.Seq2[arrow.Record, error]) error {
	if o.file == nil {
		buffered := bufio.NewWriterSize(o.stdout, 1<<16)
		if err := encodePieces(buffered, o.format, pieces); err != nil {
			return err
		}
		return buffered.Flush()
	}
	defer o.file.Abort()
	if err := encodePieces(&contextWriter{o.file, o.ctx}, o.format, pieces); err != nil {
		return err
	}
	if err := context.Cause(o.ctx); err != nil {
		return err
	}
	return o.file.Commit()
}

func encode(w io.Writer, format rfmio.Format, rec arrow.Record) error {
	return encodePieces(w, format, piecesOf(rec))
}

// stdoutWriter writes to stdout until the context ends, and says what failed.
type stdoutWriter struct {
	w       io.Writer
	ctx     context.Context
	written bool
}

func (w *stdoutWriter) Write(p []byte) (n int, err error) {
	// The other end of a pipe may never read: the write must not hold up the end.
	err = interruptible(w.ctx, func() error {
		written, err := w.w.Write(p)
		n = written
		return err
	})
	var signal *signalError
	if errors.As(err, &signal) {
		return 0, w.incomplete(err)
	}
	w.written = true
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		err = &rfmio.OutputError{Path: "stdout", Err: err}
	}
	return n, err
}

// incomplete says that the output ends before its end, if it has begun.
func (w *stdoutWriter) incomplete(err error) error {
	if w.written {
		return fmt.Errorf("%w; the output is not complete", err)
	}
	return err
}
