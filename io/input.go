package rfmio

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"rfm/io/arrowipc"
	"rfm/io/csv"
	"rfm/io/fault"
	"rfm/io/json"
	"rfm/io/object"
	"rfm/io/parquet"
	"rfm/io/role"
	"rfm/io/sheet"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"rfm/io/where"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/encoding"
)

// Input is a set of files read as one table.
type Input struct {
	options Options
	filter  *where.Filter
	dates   *value.DayParser // as the options say
	roles   *role.Table
	// Encoding is that of text files; nil for UTF-8.
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
	path      string
	opened    sync.Once
	ahead     sync.Once
	table     vector.Table
	source    *source.Source
	plan      *role.Plan
	err       error
	users     atomic.Int32 // workers that are not done with it
	count     FileAccount
	customers string   // what their ids are: e-mail addresses, numbers, or "" for others
	columns   []string // all of them, those of folders last
	// partitions are columns that the folders of the file tell.
	partitions []source.Partition
	decided    map[string]int   // the column of each role, or none
	packed     bool             // by rfm pack
	sources    []PackedSource   // that were packed
	heads      map[int][]string // the first cells of columns to which others may come

	linesBefore []int64 // each morsel, once the file is read and a line is asked for
	foreign     foreignText
	extent      extent
}

// Open looks at every file, finds its columns and how they are written. Nothing
// but the beginning of the files is read, unless that leaves open what the day
// is and what the month.
func Open(paths []string, o Options) (*Input, error) {
	o.Today = cmp.Or(o.Today, time.Now())
	dates, err := value.NewDayParser(value.NewCalendar(o.Zone), o.DateFormat, o.Today)
	if err != nil {
		return nil, err
	}
	if _, _, err := value.NewNumberParser(o.Decimal); err != nil {
		return nil, err
	}
	in := &Input{options: o, dates: dates, roles: role.NewTable()}
	if in.options.Workers <= 0 {
		in.options.Workers = runtime.GOMAXPROCS(0)
	}
	if _, err := csv.DelimiterByName(o.Delimiter); err != nil {
		return nil, err
	}
	if in.encoding, err = source.EncodingByName(o.Encoding); err != nil {
		return nil, err
	}
	if in.filter, err = where.New(o.Where); err != nil {
		return nil, err
	}
	if in.options.Objects == nil {
		in.options.Objects = &object.Store{}
	}
	paths, in.account.PassedOver, err = source.Expand(paths, in.options.Objects)
	if err != nil {
		return nil, err
	}
	in.options.Objects.Expect(paths)
	if !o.Dedupe {
		if err := source.RefuseTwice(paths, true); err != nil {
			return nil, err
		}
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
			f.table.Close()
			return nil, err
		}
		if f.source.Once {
			f.opened.Do(func() {}) // and it stays open
		}
	}
	if err := cmp.Or(sameRoles(in.files), sameCustomers(in.files), refusePackedTwice(in.files)); err != nil {
		return nil, err
	}
	if in.continues {
		for _, f := range in.files { // those that are not opened again
			f.plan.ContinueOrders(f.columns)
		}
	}
	return in, in.settleForms()
}

// open opens a file and finds its columns.
func (in *Input) open(f *inputFile) error {
	s, err := source.Open(f.path, source.Options{Stdin: in.options.Stdin, StdinName: in.options.StdinName, Tap: in.options.Tap, Objects: in.options.Objects}, &in.bytes)
	if err != nil {
		return err
	}
	f.source = s
	format := ""
	if f.table, format, err = in.openTable(s); err != nil {
		s.Close()
		return err
	}
	if f.sources, f.packed, err = packedSources(s.Name, f.table); err == nil {
		err = in.refuseLines(f)
	}
	if err != nil {
		f.table.Close()
		return err
	}
	f.findPartitions()
	columns := f.allColumns()
	if f.plan != nil && slices.Equal(columns, f.columns) {
		return nil // it is opened again, and is what it was
	}
	if !slices.Equal(columns, f.columns) {
		f.columns, f.decided = columns, nil
	}
	if len(f.columns) > maxColumns {
		f.table.Close()
		return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: has %d columns; %d are the most that can be read", s.Name, len(f.columns), maxColumns),
			Hints: []string{"are rows and columns the wrong way round? are lines ended by something else?"}}
	}
	recognized, err := in.recognize(f)
	finder := in.finderOf(f, f.columns)
	if err == nil {
		f.plan, err = role.Match(finder)
	}
	if err == nil {
		err = in.filter.Check(s.Name, f.columns, finder.Holds)
	}
	if in.options.Tell != nil && f.decided == nil {
		in.options.Tell(finder.Finding(format))
	}
	if err == nil && f.decided == nil {
		err = in.refuseKinds(f, finder.Cells)
	}
	if err != nil {
		f.table.Close()
		return err
	}
	f.remember(finder)
	if f.customers == "" {
		f.customers = finder.CustomerKind()
	}
	if in.continues {
		f.plan.ContinueOrders(f.columns)
	}
	in.setForms(f.plan)
	in.setPeriod(f)
	if t, ok := f.table.(*csv.Table); ok && t.IsReport {
		f.plan.Notes = append(f.plan.Notes, fmt.Sprintf("the header stands in line %d, below lines of titles or metadata", t.Header))
	}
	f.watch(in.options)
	f.count = FileAccount{Name: s.Name, Format: format, Columns: in.mapped(f.plan), Recognized: recognized}
	_, asked := in.options.Schema.FieldsByName("order")
	f.count.EachRowAnOrder = asked && f.plan.Order == vector.None
	return nil
}

// maxColumns bounds the time to find columns by their names.
const maxColumns = 10_000

// openTable tells the format by the first bytes, and refuses what is for workbooks
// only.
func (in *Input) openTable(s *source.Source) (vector.Table, string, error) {
	t, format, err := in.openFormat(s)
	if _, workbook := t.(*sheet.Table); err == nil && in.options.Sheet != "" && !workbook {
		t.Close()
		return nil, "", &fault.Error{Kind: fault.BadRequest, Message: s.Name + " is not a workbook: --sheet does not go with it"}
	}
	return t, format, err
}

func (in *Input) openFormat(s *source.Source) (vector.Table, string, error) {
	columnar, err := parquet.Sniff(s)
	if err != nil {
		return nil, "", err
	}
	if columnar {
		t, err := parquet.Open(s, in.options.Zone, &in.bytes)
		if p, ok := t.(*parquet.Table); ok && err == nil {
			p.SetZones(zonesOf(p.ArrowSchema()))
		}
		return t, "Parquet", err
	}
	first, err := s.Peek(len(arrowipc.FileMagic))
	if err != nil {
		return nil, "", err
	}
	if arrowipc.Sniff(first) {
		t, err := arrowipc.Open(s, in.options.Zone)
		if err != nil {
			return nil, "", err
		}
		return t, t.Describe(), nil
	}
	if workbook, err := sheet.Sniff(s); err != nil {
		return nil, "", err
	} else if workbook {
		t, err := sheet.Open(s, sheet.Options{Sheet: in.options.Sheet, NoHeader: in.options.NoHeader, Known: in.roleOptions().Known}, &in.bytes)
		if err != nil {
			return nil, "", err
		}
		return t, t.Describe(), nil
	}
	start, err := s.Peek(source.ForeignBytes)
	if err != nil {
		return nil, "", err
	}
	if err := source.Foreign(s.Name, start); err != nil {
		return nil, "", err
	}
	if err := s.Decode(in.encoding, in.options.Encoding); err != nil {
		return nil, "", err
	}
	if first, err = s.Peek(4096); err != nil {
		return nil, "", err
	}
	if json.Sniff(first) {
		t, err := json.Open(s, in.named())
		if err != nil {
			return nil, "", err
		}
		return t, t.Describe(), nil
	}
	t, err := csv.Open(s, csv.Options{NoHeader: in.options.NoHeader, SkipLines: in.options.SkipLines, Delimiter: in.options.Delimiter, KnownNames: role.KnownNames})
	if err != nil {
		return nil, "", err
	}
	return t, t.Describe(), nil
}

// zonesOf are the time zones of the columns of an Arrow schema; none for one that
// cannot be read, as the zones are welcome and not needed.
func zonesOf(schema []byte) map[string]*time.Location {
	if schema == nil {
		return nil
	}
	t, err := arrowipc.Open(source.New("the schema", bytes.NewReader(schema)), nil) // which checks lengths before it allocates
	if err != nil {
		return nil
	}
	defer t.Close()
	return t.Zones()
}

// mapped lists the roles and the columns that have them.
func (in *Input) mapped(p *role.Plan) []FoundColumn {
	var out []FoundColumn
	for i, source := range p.Field {
		if source.Vector == vector.None {
			continue
		}
		column := FoundColumn{Role: in.options.Schema.Field(i).Name, Name: p.Wants[source.Vector].Name}
		if source.Formula != nil {
			column.Name = source.Formula.Text
		}
		if source.Times != vector.None {
			column.Name = p.Wants[source.Times].Name + " × " + column.Name
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
		if object.Is(f.path) {
			total += max(0, in.options.Objects.Size(f.path))
		} else if info, err := os.Stat(f.path); err == nil {
			total += info.Size()
		}
	}
	return done, total
}

// Account tells what Read has read.
func (in *Input) Account() Account { return in.account }

// Workers is the number of goroutines that decode, each of which needs a sink.
func (in *Input) Workers() int { return in.options.Workers }
