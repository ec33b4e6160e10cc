package population

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// Looks are what the workers see of the rows that are delivered, while these are
// added up.
type Looks struct{ each []*look }

// look is what one worker sees.
type look struct {
	rows, zero, negative int64
	// usual are the rows of each day from 1970-01-01 on, within a century of which
	// the days of nearly all files are; days those of others.
	usual [40_000]int64
	days  map[arrow.Date32]int64
}

// Tap is a sink of one more worker that looks at records before it hands them on.
func (l *Looks) Tap(next Sink) Sink {
	one := &look{}
	l.each = append(l.each, one)
	return func(rec arrow.Record) error {
		one.add(rec)
		return next(rec)
	}
}

// add looks at a batch of transactions.
func (l *look) add(rec arrow.Record) {
	l.rows += rec.NumRows()
	fields := rec.Schema()
	if at := fields.FieldIndices(rfm.FieldDate); at != nil {
		for _, day := range rec.Column(at[0]).(*array.Date32).Date32Values() {
			if uint(day) < uint(len(l.usual)) {
				l.usual[day]++
			} else {
				if l.days == nil {
					l.days = map[arrow.Date32]int64{}
				}
				l.days[day]++
			}
		}
	}
	if at := fields.FieldIndices(rfm.FieldAmount); at != nil {
		for _, amount := range rec.Column(at[0]).(*array.Decimal128).Values() {
			switch amount.Sign() {
			case 0:
				l.zero++
			case -1:
				l.negative++
			}
		}
	}
}

// rowsOfDays are the rows of each day that has some.
func (l *look) rowsOfDays() iter.Seq2[arrow.Date32, int64] {
	return func(yield func(arrow.Date32, int64) bool) {
		for day, rows := range l.usual {
			if rows > 0 && !yield(arrow.Date32(day), rows) {
				return
			}
		}
		maps.All(l.days)(yield)
	}
}

// Seen is what all workers saw together.
type Seen struct {
	Rows, Zero, Negative int64
	// RowsOf are the rows of each day, Days the days that have some, in order.
	RowsOf map[arrow.Date32]int64
	Days   []arrow.Date32
	// Without is how many days between the first and the last one have no rows;
	// LongestGap are those of them in a row that are most, after the day AfterDay.
	Without, LongestGap int
	AfterDay            arrow.Date32
}

// Seen joins what the workers saw.
func (l *Looks) Seen() *Seen {
	s := &Seen{RowsOf: map[arrow.Date32]int64{}}
	for _, one := range l.each {
		s.Rows += one.rows
		s.Zero += one.zero
		s.Negative += one.negative
		for day, rows := range one.rowsOfDays() {
			s.RowsOf[day] += rows
		}
	}
	s.Days = slices.Sorted(maps.Keys(s.RowsOf))
	for i := 1; i < len(s.Days); i++ {
		without := int(s.Days[i]-s.Days[i-1]) - 1
		s.Without += without
		if without > s.LongestGap {
			s.LongestGap, s.AfterDay = without, s.Days[i-1]
		}
	}
	return s
}

// missing tells that the longest gap looks like rows that are missing, by which all
// totals would be wrong, and not like a shop that sells now and then: apart from it
// most days have rows, and it is longer than holidays are.
func (s *Seen) missing() bool {
	const fewestDays, holidays = 30, 14
	days := len(s.Days)
	return days >= fewestDays && s.LongestGap > holidays && days > 2*(s.Without-s.LongestGap)
}

// manyZero tells that rows with an amount of zero are so many that they matter to
// the number of orders and to means.
func (s *Seen) manyZero() bool {
	const fewest, oneIn = 10, 100
	return s.Zero >= fewest && s.Zero*oneIn >= s.Rows && s.Zero < s.Rows
}

// print says what a total could be wrong by. What is a mere fact, such as days
// without rows in a small shop, inspect tells.
// The amounts stand in a column, "" where they are computed; also is the filter that
// the rows have passed.
func (s *Seen) print(w io.Writer, column, also string) {
	if s.missing() {
		fmt.Fprintf(w, "notice: no rows on %s after %s, though most other days have some: is a part of the data missing?\n", app.Counted(s.LongestGap, "day"), app.Day(s.AfterDay))
	}
	switch {
	case !s.manyZero():
	case column == "" || strings.ContainsAny(column, "+-*/"):
		fmt.Fprintf(w, "notice: %s with an amount of zero: they count as orders\n", app.Counted(s.Zero, "row"))
	default:
		fmt.Fprintf(w, "notice: %s with an amount of zero: they count as orders; to leave them out: --where %s\n", app.Counted(s.Zero, "row"), rfmio.NotZero(column, also))
	}
}
