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
}

// Of lists the days of a customer, the first one first.
func (b *DayBook) Of(customer int) iter.Seq[Day] {
	at := b.place[customer]
	s := &b.parts[at.Partition]
	return func(yield func(Day) bool) {
		for i, end := s.starts[at.Group], s.starts[at.Group+1]; i < end; i++ {
			d := Day{Day: arrow.Date32(s.whens[i] >> 1), Net: s.at(i), Ordered: s.whens[i]&1 == 0}
			if i+1 < end && s.whens[i+1]>>1 == s.whens[i]>>1 {
				i++ // the returns of the same day
				d.Net = d.Net.Add(s.at(i))
			}
			if !yield(d) {
				return
			}
		}
	}
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
