package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/words"
	"rfm/io/place"
	"rfm/io/table"
	"rfm/io/workbook"
	"rfm/rfm/aggregate"
	"rfm/segment"
)

// ShownRows is how many rows a table on the screen has unless --limit says, or
// the terminal has no room for them.
const ShownRows = 20

// Lines of a terminal: those around the rows of a table (eight that say what was
// read, an empty one, header, rule, what is not shown, the next commands, the
// prompt), and the rows that a table has even where they then scroll away.
const (
	linesAround = 14
	fewestRows  = 4
)

// Output is where a result goes.
type Output struct {
	flags  *OutputFlags
	Format table.Format
	file   *place.File // nil for stdout
	ctx    context.Context
	Stdout *stdoutWriter
	Width  int // of the terminal; 0 when it is none
	Height int // of the terminal in lines; 0 when it is none
	// Below is how many lines the command writes below a table of customers.
	Below int
	// Facts are what a workbook says of its table beside what every workbook says.
	Facts []workbook.Fact
	// Sentences is where sentences beside a table on the screen go.
	Sentences io.Writer
	words     *words.Words
	schema    *arrow.Schema // of the table
	streams   *Streams
}

// Prepare decides on format and place before any work is done. inputs are the
// files read: none may be the output.
func (f *OutputFlags) Prepare(ctx context.Context, s *Streams, inputs []string) (*Output, error) {
	o := &Output{flags: f, ctx: ctx, streams: s, Stdout: s.Stdout(ctx), Sentences: s.Sentences(ctx), words: s.words}
	o.Width, o.Height = terminalSize(s.Out)
	if err := f.CheckLimit(); err != nil {
		return nil, err
	}
	var err error
	if o.Format, err = f.chooseFormat(o.Width > 0); err != nil {
		return nil, err
	}
	if o.Format, err = f.Guard(o.Format); err != nil {
		return nil, err
	}
	o.Format.Sheet = s.commandName()
	o.Format.About = func() []workbook.Fact {
		return slices.Concat(s.Origin(ctx, inputs), o.Facts, Define(o.schema, s.Language == segment.Chinese))
	}
	if f.Path == "" || f.Path == "-" {
		if o.Width > 0 && o.Format.Binary() {
			return nil, Usage("not writing "+o.Format.Name+" to a terminal", "name a file: -o FILE")
		}
		if o.Terminal() {
			o.Format.Look = table.Look{Signs: true, Colour: coloured()}
		}
		return o, nil
	}
	if err := RefuseInput(f.Path, inputs); err != nil {
		return nil, err
	}
	o.file, err = s.Files.Create(f.Path)
	return o, err
}

// Separate writes an empty line between the messages and the table on a terminal.
func (o *Output) Separate(messages io.Writer) {
	if o.Width > 0 && o.file == nil {
		fmt.Fprintln(messages)
	}
}

// OnScreen reports whether the result is a table for a person to look at.
func (o *Output) OnScreen() bool { return o.Format.Name == "table" && o.file == nil }

// Terminal reports whether the result is a table that a person sees at once.
func (o *Output) Terminal() bool { return o.OnScreen() && o.Width > 0 }

// Bars draws bars before the shares of these columns, where the terminal has them.
func (o *Output) Bars(columns ...string) {
	if o.Terminal() && !dumb() {
		o.Format.Look.Bars = columns
	}
}

// Rows is how many rows a table has that is the first of many rows, with so many
// lines below it.
func (o *Output) Rows(below int) int64 {
	if !o.Terminal() {
		return ShownRows
	}
	return int64(min(ShownRows, max(fewestRows, o.Height-linesAround-below)))
}

// Write writes a result. On the screen, top is the order of a table of
// customers, of which the first are shown; without it all rows are, as they
// come. expendable are the columns that the table can do without. It says how
// many rows and columns it does not show.
func (o *Output) Write(rec arrow.Record, top string, expendable []string) (err error) {
	order, limit, all, left := o.flags.Sort, o.flags.Limit, rec.NumRows(), int64(0)
	if order == "" && (o.OnScreen() || limit >= 0) {
		order = top // the first rows are the same on a screen and in a pipe
	}
	customers := o.OnScreen() && top != ""
	if customers {
		if limit < 0 {
			limit = o.Rows(o.Below)
		}
	}
	if rec, err = Cut(rec, order, limit); err != nil {
		return err
	}
	defer func() { rec.Release() }()
	columns := o.flags.Columns
	if columns == nil && o.OnScreen() && o.Width > 0 {
		columns = table.FitColumns(rec, o.Format.Look, o.Width, expendable)
		left = rec.NumCols() - int64(len(columns))
	}
	if columns != nil {
		selected, err := table.Select(rec, columns)
		if err != nil {
			return err
		}
		rec.Release()
		rec = selected
	}
	var hidden []string
	if rows := all - rec.NumRows(); rows > 0 {
		more := Counted(rows, "more row")
		if customers {
			more = Counted(rows, "more customer")
		}
		hidden = append(hidden, more)
	}
	if left > 0 {
		hidden = append(hidden, Counted(left, "more column"))
	}
	if err := o.WriteRecord(rec); err != nil || hidden == nil || !o.OnScreen() {
		return err
	}
	return o.Remark(fmt.Sprintf("… %s (all: -o FILE, or --format csv)", List(hidden)))
}

// Remark writes a line below a table that stands back.
func (o *Output) Remark(line string) error {
	_, err := fmt.Fprintln(o.Stdout, o.Format.Look.Faint(o.words.Text(line)))
	return err
}

// WriteRecords writes a result that comes in pieces: as write does what is not
// for the screen, in the order it has. It takes all of them, even those behind
// the limit. A piece need not stay valid when the next is asked for.
func (o *Output) WriteRecords(records iter.Seq2[arrow.Record, error]) error {
	left := o.flags.Limit
	return o.writePieces(func(yield func(arrow.Record, error) bool) {
		for rec, err := range records {
			if err == nil {
				rec, err = o.chosen(rec, &left)
			}
			if err != nil {
				yield(nil, o.Stdout.incomplete(err))
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
func (o *Output) chosen(rec arrow.Record, left *int64) (arrow.Record, error) {
	if *left < 0 {
		return table.Select(rec, o.flags.Columns)
	}
	first := table.Limit(rec, *left)
	defer first.Release()
	*left -= first.NumRows()
	return table.Select(first, o.flags.Columns)
}

// WriteBelow writes a table that stands beside others on the screen. expendable
// are the columns that it can do without, the first to go first.
func (o *Output) WriteBelow(rec arrow.Record, expendable []string) error {
	if o.Width == 0 {
		return o.WriteRecord(rec)
	}
	selected, err := table.Select(rec, table.FitColumns(rec, o.Format.Look, o.Width, expendable))
	if err != nil {
		return err
	}
	defer selected.Release()
	return o.WriteRecord(selected)
}

// Cut sorts a record and takes its first rows, all for a limit below 0. The
// caller releases the result.
func Cut(rec arrow.Record, order string, limit int64) (arrow.Record, error) {
	sorted, err := table.Sort(rec, order) // itself without an order
	if err != nil || limit < 0 {
		return sorted, err
	}
	defer sorted.Release()
	return table.Limit(sorted, limit), nil
}

// WriteRecord writes the record to the file or to stdout.
func (o *Output) WriteRecord(rec arrow.Record) error { return o.writePieces(piecesOf(rec)) }

// writePieces writes one table to the file or to stdout.
func (o *Output) writePieces(pieces iter.Seq2[arrow.Record, error]) error {
	pieces = o.noteSchema(pieces)
	if o.file == nil {
		buffered := bufio.NewWriterSize(o.Stdout, 1<<16)
		if err := encodePieces(buffered, o.Format, pieces); err != nil {
			return err
		}
		return buffered.Flush()
	}
	if err := encodePieces(UntilDone(o.ctx, o.file), o.Format, pieces); err != nil {
		return err
	}
	o.file.Finish()
	return nil
}

// noteSchema takes down what the columns are.
func (o *Output) noteSchema(pieces iter.Seq2[arrow.Record, error]) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		for rec, err := range pieces {
			if err == nil {
				o.schema = rec.Schema()
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Encode writes a record in a format.
func Encode(w io.Writer, format table.Format, rec arrow.Record) error {
	return encodePieces(w, format, piecesOf(rec))
}

// PieceRows is how many rows a writer is given at a time. An Arrow file has a
// batch for each piece, a Parquet file pages that depend on them: the same rows
// must come in the same pieces for the same bytes, so they are as long as the
// blocks that customers come in.
const PieceRows = aggregate.BlockSize

// encodePieces writes one table. Each piece is valid until the next; there must
// be one. Those without rows, behind a limit, are left out.
func encodePieces(w io.Writer, format table.Format, pieces iter.Seq2[arrow.Record, error]) error {
	var writer table.Writer
	for piece, err := range pieces {
		if err != nil {
			return err
		}
		if writer == nil {
			if writer, err = table.NewWriter(w, format, piece.Schema()); err != nil {
				return err
			}
		} else if piece.NumRows() == 0 {
			continue
		}
		if err := writer.Write(piece); err != nil {
			return err
		}
	}
	return writer.Close()
}

// piecesOf cuts a record into pieces.
func piecesOf(rec arrow.Record) iter.Seq2[arrow.Record, error] {
	return func(yield func(arrow.Record, error) bool) {
		for at, more := int64(0), true; more && (at == 0 || at < rec.NumRows()); at += PieceRows {
			piece := rec.NewSlice(at, min(at+PieceRows, rec.NumRows()))
			more = yield(piece, nil)
			piece.Release()
		}
	}
}
