package rfm

import (
	"iter"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// DayBook holds what every customer spent on every day with an order or a
// return: the sum of the amounts of a day, of amounts less costs where costs are
// read, or of profits where profits are.
type DayBook struct {
	// Scale is the number of decimals of the amounts.
	Scale int32

	parts []SortedDays
	place []DayPlace // of every customer
}

// DayPlace is where the days of a customer are: a partition, by its index in the
// SortedDays, and the group in it.
type DayPlace struct{ Partition, Group uint32 }

// Day is what one customer spent on one day.
type Day struct {
	Day arrow.Date32
	// Net is the sum of the amounts, returns of that day taken off.
	Net decimal128.Num
	// Ordered is false for a day that has returns only.
	Ordered bool
	// Orders is the number of orders that began on the day: 0 where all of them go
	// on from an earlier one.
	Orders int64
}

// Of lists the days of a customer, the first one first.
func (b *DayBook) Of(customer int) iter.Seq[Day] {
	at := b.place[customer]
	s := &b.parts[at.Partition]
	return func(yield func(Day) bool) {
		for i, end := s.starts[at.Group], s.starts[at.Group+1]; i < end; {
			var d Day
			if d, i = s.day(i, end); !yield(d) {
				return
			}
		}
	}
}

// Piece is a share of the customers of a day book, in no particular order, among
// them those with returns only, whom Customers leaves out.
type Piece struct{ days *SortedDays }

// Pieces divides the book for those who read all of it and need not know whose
// days they read. Pieces may be read at the same time.
func (b *DayBook) Pieces() []Piece {
	pieces := make([]Piece, len(b.parts))
	for i := range pieces {
		pieces[i].days = &b.parts[i]
	}
	return pieces
}

// Len is the number of customers.
func (p Piece) Len() int { return p.days.groups() }

// FirstDay is the first day of any customer; false for a piece without days.
func (p Piece) FirstDay() (arrow.Date32, bool) {
	first, any := arrow.Date32(0), false
	for customer := range p.Len() {
		at := p.days.starts[customer]
		if at == p.days.starts[customer+1] {
			continue
		}
		if day := arrow.Date32(p.days.when(at) >> 1); !any || day < first {
			first, any = day, true
		}
	}
	return first, any
}

// AppendDays appends the days of a customer, the first one first.
func (p Piece) AppendDays(days []Day, customer int) []Day {
	return p.days.appendDays(days, uint32(customer))
}

// AppendDays appends the days of a customer of Customers, the first one first.
func (b *DayBook) AppendDays(days []Day, customer int) []Day {
	at := b.place[customer]
	return b.parts[at.Partition].appendDays(days, at.Group)
}

// Totals is what every customer spent in all, in the order of Customers. The
// error is ErrOverflow.
func (b *DayBook) Totals() ([]decimal128.Num, error) {
	totals := make([]decimal128.Num, len(b.place))
	for i := range totals {
		for d := range b.Of(i) {
			if !decimal.AddTo(&totals[i], d.Net) {
				return nil, ErrOverflow
			}
		}
	}
	return totals, nil
}

// History is what a customer did up to some day.
type History struct {
	// Days is the number of distinct days with an order; First and Last are the
	// ends.
	Days        int
	First, Last arrow.Date32
	// FirstNet is what the first day brought, Net what all days did, in both
	// cases with the returns of those days taken off.
	FirstNet, Net decimal128.Num
}

// History sums up a customer to the end of a day. A return lowers Net, and
// FirstNet when it is of the first day; it is not an order. Days is 0 for a
// customer who had not ordered yet.
func (b *DayBook) History(customer int, end arrow.Date32) History {
	var h History
	for d := range b.Of(customer) {
		if d.Day > end {
			break
		}
		h.Net = h.Net.Add(d.Net)
		if !d.Ordered {
			continue
		}
		if h.Days == 0 {
			h.First, h.FirstNet = d.Day, d.Net
		}
		h.Last = d.Day
		h.Days++
	}
	return h
}

// NewDayBook makes a day book from the days of all partitions. place has one element
// per customer, in the order of Customers; scale is that of the amounts.
func NewDayBook(parts []SortedDays, place []DayPlace, scale int32) *DayBook {
	return &DayBook{Scale: scale, parts: parts, place: place}
}
