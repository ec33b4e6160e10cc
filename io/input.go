package rfmio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"golang.org/x/text/encoding"
)

// Options says what to read and how. The zero value but for Schema reads what
// can be recognised.
type Options struct {
	// Schema holds the fields to deliver; roles of the same name say where they
	// come from. A nullable amount may be missing: it is delivered as nulls.
	Schema *arrow.Schema
	// Recognize, where set, is asked about files in which no column looks like
	// the order date. Where it returns a schema, that one is read in place of
	// Schema: each field from the column of its name, which is there. Dates that
	// are nullable may be empty then.
	Recognize func(file string, columns []string) (*arrow.Schema, error)
	// Columns names the column for a role: customer, date, amount, order,
	// quantity, price. A name or a number from 1.
	Columns  map[string]string
	NoHeader bool
	// AnyCurrency does not look at the currency of the amounts.
	AnyCurrency bool
	// DateFormat is a name of DateFormats; empty or "auto" for what the rows tell.
	DateFormat string
	// Today tells which years two digits may stand for; zero for the clock's.
	Today time.Time
	// Decimal is the sign before the decimals of numbers, "." or ","; empty for
	// what the rows tell.
	Decimal string
	// Zone is where days begin; nil for UTC.
	Zone *time.Location
	// Encoding is that of text files without a byte order mark, such as gb18030;
	// empty for UTF-8.
	Encoding string
	// Delimiter is one of Delimiters, or the sign itself; empty for what the first
	// rows tell.
	Delimiter string
	// Tell is told what the beginning of each file shows, also of one whose columns
	// are then refused; nil when nobody asks.
	Tell func(Finding)
	// CountEqual counts the rows of which all columns equal those of another, as
	// Dedupe does, and delivers them.
	CountEqual bool
	// Where is an expression that a row must pass.
	Where string
	// Since and Until are the first and the last day whose rows are delivered,
	// as the field date has them; nil for no bound.
	Since, Until *arrow.Date32
	// Dedupe delivers rows once of which all columns are equal. It keeps 16 bytes
	// and more in memory for every row.
	Dedupe bool
	// BadRows says what becomes of rows that cannot be understood.
	BadRows BadRowPolicy
	// Workers is the number of goroutines that decode; 0 for one a core.
	Workers int
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Tap may put something before the bytes of a file that can be read only
	// once, as they are in the file; nil for nothing.
	Tap func(name string, r io.Reader) io.Reader
	// Extents asks for the days of every file.
	Extents bool
}

// Input is a set of files read as one table.
type Input struct {
	options Options
	filter  *filter
	dates   *dayParser // as the options say
	// encoding is that of text files; nil for UTF-8.
	encoding encoding.Encoding
	files    []*inputFile
	formsMu  sync.Mutex
	forms    []*columnForm // of each column whose cells have several
	account  Account
	bad      badRows
	// continues tells that rows may continue an order.
	continues bool
	// recognized is nil before the first file and where nobody asks.
	recognized *recognized
	bytes      atomic.Int64 // read so far
}

// inputFile is one file of the input.
type inputFile struct {
	path    string
	opened  sync.Once
	table   table
	source  *source
	plan    *plan
	err     error
	users   atomic.Int32 // workers that are not done with it
	count   FileAccount
	columns []string         // all of them
	decided map[string]int   // the column of each role, or none
	heads   map[int][]string // the first cells of columns to which others may come

	linesBefore []int64 // each morsel, once the file is read and a line is asked for
	foreign     foreignText
	extent      extent
}

// Open looks at every file, finds its columns and how they are written. Nothing
// but the beginning of the files is read, unless that leaves open what the day
// is and what the month.
func Open(paths []string, o Options) (*Input, error) {
	dates, err := newDayParser(newCalendar(o.Zone), o.DateFormat, cmp.Or(o.Today, time.Now()))
	if err != nil {
		return nil, err
	}
	if _, _, err := newNumberParser(o.Decimal); err != nil {
		return nil, err
	}
	in := &Input{options: o, dates: dates}
	if in.options.Workers <= 0 {
		in.options.Workers = runtime.GOMAXPROCS(0)
	}
	if _, err := delimiterByName(o.Delimiter); err != nil {
		return nil, err
	}
	if in.encoding, err = encodingByName(o.Encoding); err != nil {
		return nil, err
	}
	if in.filter, err = newFilter(o.Where); err != nil {
		return nil, err
	}
	paths, err = expand(paths)
	if err != nil {
		return nil, err
	}
	for i, path := range paths {
		f := &inputFile{path: path}
		if err := in.open(f); err != nil {
			return nil, in.othersHave(paths, i, err)
		}
		in.files = append(in.files, f)
		err := in.look(i, true)
		if err == nil {
			err = in.setBack(f)
		}
		if err != nil {
			f.table.close()
			return nil, err
		}
		if f.source.once {
			f.opened.Do(func() {}) // and it stays open
		}
	}
	if err := sameRoles(in.files); err != nil {
		return nil, err
	}
	if in.continues {
		for _, f := range in.files { // those that are not opened again
			f.plan.continueOrders(f.columns)
		}
	}
	return in, in.settleForms()
}

// expand replaces patterns such as 'sales/2024-*.csv.gz' by the files they
// match, in order of name.
func expand(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		if _, err := os.Lstat(path); err == nil || path == "-" || !strings.ContainsAny(path, "*?[") {
			out = append(out, path)
			continue
		}
		matches, err := filepath.Glob(path)
		if err != nil {
			return nil, &Error{Kind: BadRequest, Message: fmt.Sprintf("%s: not a pattern: %v", path, err)}
		}
		if len(matches) == 0 {
			return nil, &Error{Kind: Unreadable, Message: path + ": no file matches"}
		}
		out = append(out, matches...)
	}
	return out, nil
}

// open opens a file and finds its columns.
func (in *Input) open(f *inputFile) error {
	s, err := openSource(f.path, in.options, &in.bytes)
	if err != nil {
		return err
	}
	f.source = s
	format := ""
	if f.table, format, err = in.openTable(s); err != nil {
		s.close()
		return err
	}
	if columns := f.table.columns(); !slices.Equal(columns, f.columns) {
		f.columns, f.decided = columns, nil
	}
	if len(f.columns) > maxColumns {
		f.table.close()
		return &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: has %d columns; %d are the most that can be read", s.name, len(f.columns), maxColumns),
			Hints: []string{"are rows and columns the wrong way round? are lines ended by something else?"}}
	}
	recognized, err := in.recognize(f)
	finder := in.finderOf(f, f.columns)
	if err == nil {
		f.plan, err = matchColumns(finder, in.filter)
	}
	if in.options.Tell != nil && f.decided == nil {
		in.options.Tell(finder.finding(format))
	}
	if err != nil {
		f.table.close()
		return err
	}
	f.remember(finder)
	if in.continues {
		f.plan.continueOrders(f.columns)
	}
	in.setForms(f.plan)
	f.watch(in.options)
	f.count = FileAccount{Name: s.name, Format: format, Columns: in.mapped(f.plan), Recognized: recognized}
	_, asked := in.options.Schema.FieldsByName("order")
	f.count.EachRowAnOrder = asked && f.plan.order == none
	return nil
}

// maxColumns bounds the time to find columns by their names.
const maxColumns = 10_000

// openTable tells the format by the first bytes.
func (in *Input) openTable(s *source) (table, string, error) {
	parquet, err := isParquet(s)
	if err != nil {
		return nil, "", err
	}
	if parquet {
		t, err := openParquetSource(s, in.options.Zone, &in.bytes)
		return t, "Parquet", err
	}
	first, err := s.peek(len(arrowFileMagic))
	if err != nil {
		return nil, "", err
	}
	if isArrow(first) {
		t, err := openArrow(s, in.options.Zone)
		if err != nil {
			return nil, "", err
		}
		return t, t.describe(), nil
	}
	if err := s.decode(in.encoding, in.options.Encoding); err != nil {
		return nil, "", err
	}
	if first, err = s.peek(4096); err != nil {
		return nil, "", err
	}
	if isJSON(first) {
		t, err := openJSON(s, in.options, in.filter)
		if err != nil {
			return nil, "", err
		}
		return t, t.describe(), nil
	}
	t, err := openCSV(s, in.options)
	if err != nil {
		return nil, "", err
	}
	return t, t.describe(), nil
}

// mapped lists the roles and the columns that have them.
func (in *Input) mapped(p *plan) []FoundColumn {
	var out []FoundColumn
	for i, source := range p.field {
		if source.vector == none {
			continue
		}
		column := FoundColumn{Role: in.options.Schema.Field(i).Name, Name: p.wants[source.vector].name}
		if source.times != none {
			column.Name = p.wants[source.times].name + " × " + column.Name
		}
		out = append(out, column)
	}
	return out
}

// Progress is the number of bytes read so far and the number there are, 0 where
// that is not known.
func (in *Input) Progress() (done, total int64) {
	done = in.bytes.Load()
	for _, f := range in.files {
		if f.path == "-" {
			return done, 0
		}
		if info, err := os.Stat(f.path); err == nil {
			total += info.Size()
		}
	}
	return done, total
}

// Read delivers every row to the sink of a worker. A sink is called by one
// goroutine at a time and must not keep the record. Read ends at the first
// error of a sink. Rows that cannot be understood are collected; what becomes of
// them is decided in the end.
func (in *Input) Read(ctx context.Context, sinks []func(arrow.Record) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in.bytes.Store(0)
	if in.options.BadRows.Rejects != nil {
		in.bad.rejects = &rejects{}
		defer in.bad.rejects.close()
	}
	for _, f := range in.files {
		f.users.Store(int32(len(sinks)))
	}
	var seen *textSet
	if in.options.Dedupe || in.options.CountEqual {
		seen = newTextSet()
	}
	orders := newContinuations()
	var wg sync.WaitGroup
	counts := make([]counts, len(sinks))
	for i, sink := range sinks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if fault := recover(); fault != nil {
					stop(&workerFault{fault, debug.Stack()})
				}
			}()
			a := &assembler{schema: in.options.Schema, filter: in.filter.worker(), withRaw: in.options.BadRows.Rejects != nil,
				since: in.options.Since, until: in.options.Until, duplicates: seen, keepEqual: !in.options.Dedupe, continuations: orders}
			for number, f := range in.files {
				a.report, a.file = in.reporter(number), number
				before := a.count.rows
				if err := in.readFile(ctx, number, a, f.extent.listen(in.options, sink)); err != nil {
					stop(err)
				}
				f.extent.rows.Add(a.count.rows - before)
				if f.users.Add(-1) == 0 {
					f.finish()
				}
			}
			counts[i] = a.count
		}()
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		var fault *workerFault
		if errors.As(err, &fault) {
			panic(fault)
		}
		return locatedError(err)
	}
	for _, c := range counts {
		in.account.add(c)
	}
	in.account.FilterValues = in.filter.values(counts)
	for _, f := range in.files {
		f.count.Notes = f.source.notes()
		f.nameForms()
		f.extent.report(&f.count)
		in.account.Files = append(in.account.Files, f.count)
	}
	if err := in.settleContinued(orders); err != nil {
		return err
	}
	if err := cmp.Or(in.lateColumns(), in.foreignTexts(), in.contradiction(), in.watched(counts)); err != nil {
		return err
	}
	return in.bad.settle(in)
}

// workerFault carries a panic from a worker to the caller of Read.
type workerFault struct {
	fault any
	stack []byte
}

func (f *workerFault) Error() string { return fmt.Sprintf("%v\n%s", f.fault, f.stack) }

// readFile is one worker's share of one file.
func (in *Input) readFile(ctx context.Context, file int, a *assembler, sink func(arrow.Record) error) error {
	f := in.files[file]
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f.opened.Do(func() { f.err = in.open(f) })
	if f.err != nil {
		return f.err
	}
	a.plan, a.decoder, a.product = f.plan, f.table.decoder(f.plan.wants), vector{}
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.decoder.next(&a.batch); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		f.lookAt(a)
		in.noteDoubts(file, &a.batch)
		record, err := a.record()
		if err != nil {
			return err
		}
		err = sink(record)
		record.Release()
		if err != nil {
			return err
		}
	}
}

// reporter takes down the bad cells of a file.
func (in *Input) reporter(file int) func(badCell) error {
	return func(cell badCell) error {
		cell.file = file
		return in.bad.note(cell)
	}
}

// finish closes the file behind the last worker.
func (f *inputFile) finish() {
	if f.table != nil {
		f.table.close()
	}
}

// Account tells what Read has read.
func (in *Input) Account() Account { return in.account }

// Workers is the number of goroutines that decode, each of which needs a sink.
func (in *Input) Workers() int { return in.options.Workers }
