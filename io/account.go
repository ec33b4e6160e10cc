package rfmio

import (
	"rfm/io/value"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Account tells what was read and what was left out. Rows are the rows in the
// files: those delivered and those left out.
type Account struct {
	Files []FileAccount
	Rows  int64
	// PassedOver are hidden and temporary files in folders and among those that
	// patterns match.
	PassedOver int
	// Filtered are rows that did not pass the row filter, Outside those before
	// the first or after the last day asked for, Future those of days to come, Continued those without an
	// amount of an order that has one in another row, Unpaid those without a date
	// where that is the date of payment, NoRevenue those that are not revenue by what
	// the layout says, such as orders called off, Totals the rows of a report that add up others, and
	// whose amount is not counted, Bad those that cannot be
	// understood, Duplicates those of which an equal one was delivered. A row
	// counts once, as the first of these that it is.
	Filtered, Outside, Future, Continued, Unpaid, NoRevenue, Totals, Bad, Duplicates LeftOut
	// NoRevenueValues are, for each column that tells which rows are revenue, the
	// values of those left out for it.
	NoRevenueValues []ColumnValues
	// Guests are the ids that stand for no customer, such as "guest". PointZero
	// tells that all ids end in .0.
	Guests    []ValueCount
	PointZero bool
	// WrittenDays tells that times with an offset have kept a day that is another one
	// in UTC.
	WrittenDays bool
	// HasCents tells that the rows name one currency, and that it has a smaller unit.
	HasCents bool
	// Repeated are rows whose amount is that of an order that has counted, Refunded
	// those whose amount was lowered by what was given back.
	Repeated, Refunded int64
	// Turned are returns, by a quantity below zero, whose amount was above zero;
	// Residues amounts that floats left and that were rounded.
	Turned, Residues int64
	// LastFuture is the latest of the days of Future.
	LastFuture arrow.Date32
	// Equal are delivered rows that equal another one, where they were counted: in
	// one of EqualOneIn rows, and so estimated where that is more than 1.
	Equal, EqualOneIn int64
	// WithoutOrder are rows of customers without an order id where there is a
	// column of them, returns not counted.
	WithoutOrder int64
	// BadWithoutAmount are bad rows whose amount could not be read.
	BadWithoutAmount int64
	// FilterValues are the values of the text columns that the row filter looks
	// at, where it kept no row.
	FilterValues []ColumnValues
	// Status are the values of a column of order states in the rows delivered;
	// none where there is no such column, or the row filter looks at it.
	Status ColumnValues
}

// LeftOut are the rows that were read and not delivered.
func (a *Account) LeftOut() []LeftOut {
	return []LeftOut{a.Filtered, a.Outside, a.Future, a.Continued, a.Unpaid, a.NoRevenue, a.Totals, a.Bad, a.Duplicates}
}

// Names are the files read, in order.
func (a Account) Names() []string {
	var names []string
	for _, f := range a.Files {
		names = append(names, f.Name)
	}
	return names
}

// FileAccount tells how one file was read.
type FileAccount struct {
	Name, Format string
	Columns      []FoundColumn
	// Recognized tells that Recognize gave the schema.
	Recognized bool
	// EachRowAnOrder tells that order ids were asked for and there are none.
	EachRowAnOrder bool
	// Notes are what a reader of the result should know of the file.
	Notes []string
	// Rows is the number of rows in the file.
	Rows int64
	// FirstDay and LastDay are of the rows that were delivered; nil without any
	// day, and where Options did not ask for them.
	FirstDay, LastDay *arrow.Date32
}

// FoundColumn is a column that has a role.
type FoundColumn struct {
	Role, Name string
	// Form says how its cells are written, where that is not the usual form.
	Form string
}

// LeftOut counts rows that were not delivered. Amount is what they add up to,
// with Scale decimals.
type LeftOut struct {
	Rows   int64
	Amount decimal128.Num
	Scale  int32
}

// add counts an amount of any scale.
func (l *LeftOut) add(rows int64, amount decimal128.Num, scale int32) {
	l.Rows += rows
	if scale > l.Scale {
		l.Amount, _ = value.ScaleUp(l.Amount, scale-l.Scale)
		l.Scale = scale
	}
	amount, _ = value.ScaleUp(amount, l.Scale-scale)
	l.Amount = l.Amount.Add(amount)
}

// fate is what becomes of a row.
type fate uint8

const (
	used fate = iota
	filtered
	outside
	future
	continued
	unpaid
	noRevenue
	total
	bad
	duplicate
	fates // how many there are
)

// counts is what one worker saw.
type counts struct {
	rows               int64
	leftOut            [fates]LeftOut
	badWithoutAmount   int64
	repeated, refunded int64
	turned, residues   int64
	guests             valueCounts // ids that stand for no customer
	pointZero          bool        // there are ids that end in .0
	otherIDs           bool        // there are ids that do not
	uncounted          []uncounted
	withoutOrder       int64
	lastFuture         arrow.Date32 // the latest day of the rows of the future
	// filterValues are those of the filter's columns while no row has passed.
	filterValues []valueCounts
	passed       bool // a row has passed the filter
	// Currency and status are those of the rows used.
	currency, status valueCounts
}

// add adds what a worker saw.
func (a *Account) add(c counts) {
	a.Rows += c.rows
	for fate, sum := range map[fate]*LeftOut{filtered: &a.Filtered, outside: &a.Outside, future: &a.Future, continued: &a.Continued, unpaid: &a.Unpaid, noRevenue: &a.NoRevenue, total: &a.Totals, bad: &a.Bad, duplicate: &a.Duplicates} {
		l := c.leftOut[fate]
		sum.add(l.Rows, l.Amount, l.Scale)
	}
	a.BadWithoutAmount += c.badWithoutAmount
	a.WithoutOrder += c.withoutOrder
	a.LastFuture = max(a.LastFuture, c.lastFuture)
	a.Repeated += c.repeated
	a.Refunded += c.refunded
	a.Turned += c.turned
	a.Residues += c.residues
}

// extent is how many rows a file has, and from which day to which.
type extent struct {
	rows atomic.Int64

	mu          sync.Mutex
	any         bool
	first, last arrow.Date32
}

// listen is a sink that notes the days before it hands them on, where the
// options ask for them and the rows have a day.
func (e *extent) listen(o Options, next func(arrow.Record) error) func(arrow.Record) error {
	days := -1
	for i, f := range o.Schema.Fields() {
		if f.Type.ID() == arrow.DATE32 {
			days = i
		}
	}
	if !o.Extents || days < 0 {
		return next
	}
	return func(rec arrow.Record) error {
		column := rec.Column(days).(*array.Date32)
		first, last, any := arrow.Date32(0), arrow.Date32(0), false
		for i, day := range column.Date32Values() {
			if column.IsNull(i) {
				continue
			}
			if !any {
				first, last, any = day, day, true
			}
			first, last = min(first, day), max(last, day)
		}
		if any {
			e.add(first, last)
		}
		return next(rec)
	}
}

func (e *extent) add(first, last arrow.Date32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.any {
		e.first, e.last, e.any = first, last, true
	}
	e.first, e.last = min(e.first, first), max(e.last, last)
}

// report tells what was noted.
func (e *extent) report(a *FileAccount) {
	a.Rows = e.rows.Load()
	if e.any {
		a.FirstDay, a.LastDay = &e.first, &e.last
	}
}
