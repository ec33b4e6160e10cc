package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/apache/arrow/go/v17/arrow"

	rfmio "rfm/io"
)

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
	o := &output{flags: f, ctx: ctx, stdout: s.stdout(ctx), width: terminalWidth(s.out)}
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

// separate writes an empty line between the messages and the table on a terminal.
func (o *output) separate(messages io.Writer) {
	if o.width > 0 && o.file == nil {
		fmt.Fprintln(messages)
	}
}

// onScreen reports whether the result is a table for a person to look at.
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
	if err := encodePieces(untilDone(o.ctx, o.file), o.format, pieces); err != nil {
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
