package period

import (
	"runtime"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
)

// Status says how late a customer is, in rhythms since the last order.
type Status int8

const (
	OnTime  Status = iota // up to the first band
	DueNow                // up to the second
	Overdue               // up to the third
	Lapsed                // beyond
	OneTime               // one order day: no rhythm of the own
	statuses
)

func (s Status) String() string {
	return [...]string{"on_time", "due", "overdue", "lapsed", "one_time"}[s]
}

// Statuses are all of them, in order.
func Statuses() []Status { return []Status{OnTime, DueNow, Overdue, Lapsed, OneTime} }

// Bands are how many rhythms may pass since the last order of who is on time, due
// and overdue.
type Bands [3]float64

// DefaultBands and DefaultWindow, in days, are those of whoever names none.
func DefaultBands() Bands { return Bands{1, 2, 3} }

const DefaultWindow = 91

// Rhythm is what is known of the gaps between order days of all customers: their
// number and their sum. The mean of both is the typical gap.
type Rhythm struct{ Days, Gaps int64 }

// Known tells whether there is a typical gap.
func (r Rhythm) Known() bool { return r.Days > 0 && r.Gaps > 0 }

// Typical is the typical gap in days.
func (r Rhythm) Typical() float64 { return float64(r.Days) / float64(r.Gaps) }

// of is the rhythm of a customer with gaps of so many days in all, as a fraction:
// the own gaps and one typical gap, over their number. Of the estimates that were
// tried on four shops it came closest to the gap that followed.
func (r Rhythm) of(span, gaps int64) (num, den int64) {
	return span*r.Gaps + r.Days, r.Gaps * (gaps + 1)
}

// NewRhythm is the typical gap of a book up to the end of a day.
func NewRhythm(book *rfm.DayBook, end arrow.Date32) Rhythm {
	var all Rhythm
	for _, v := range walk(book, func() *rhythmVisitor { return &rhythmVisitor{end: end} }) {
		all.Days, all.Gaps = all.Days+v.Days, all.Gaps+v.Gaps
	}
	return all
}

type rhythmVisitor struct {
	Rhythm
	end arrow.Date32
}

func (v *rhythmVisitor) visit(days []rfm.Day) {
	h := habitOf(days, v.end)
	v.Days, v.Gaps = v.Days+int64(h.last-h.first), v.Gaps+int64(max(h.days-1, 0))
}

// habit is when a customer ordered, up to some day.
type habit struct {
	first, last arrow.Date32
	days        int32 // with an order
	lastGap     int32 // before the last of them
	gapBefore   int32 // before that
}

func habitOf(days []rfm.Day, end arrow.Date32) (h habit) {
	for _, d := range days {
		switch {
		case d.Day > end:
			return h
		case !d.Ordered:
			continue
		case h.days == 0:
			h.first = d.Day
		default:
			h.gapBefore, h.lastGap = h.lastGap, int32(d.Day-h.last)
		}
		h.last = d.Day
		h.days++
	}
	return h
}

// DueOptions say what NewDue compares.
type DueOptions struct {
	Rhythm Rhythm
	Bands  Bands
	// Window is the length in days of the two times whose amounts are compared: the
	// last days up to the as-of date and as many before them, or for Year those up to
	// the same day of the year before.
	Window int
	Year   bool
}

// Due is, for every customer, when the next order is due. Elements are in the
// order of Customers.
type Due struct {
	Customers *rfm.Customers
	Options   DueOptions

	Gaps []int32 // between order days
	// LastGap is the gap before the last order day in days, 0 for one order day.
	LastGap []int32
	// Late is the time since the last order in rhythms, and CameLate that which had
	// passed at the last order, in rhythms up to then; 0 for one order day.
	Late, CameLate []float64
	Status         []Status
	// Now and Before are the amounts of the two windows, NowDays and BeforeDays their
	// order days.
	Now, Before         []decimal128.Num
	NowDays, BeforeDays []int32
	net                 []decimal128.Num // of all days
	span                []int32          // of all gaps, in days
}

// NewDue looks at every customer. Without a typical gap nobody has a rhythm: then
// Late is 0 and all are one_time. The error is rfm.ErrOverflow.
func NewDue(c *rfm.Customers, o DueOptions) (*Due, error) {
	n := c.Len()
	d := &Due{Customers: c, Options: o, Gaps: make([]int32, n), LastGap: make([]int32, n), Late: make([]float64, n),
		CameLate: make([]float64, n), Status: make([]Status, n), Now: make([]decimal128.Num, n), Before: make([]decimal128.Num, n),
		NowDays: make([]int32, n), BeforeDays: make([]int32, n), net: make([]decimal128.Num, n), span: make([]int32, n)}
	const block = 1 << 12
	errs := make([]error, (n+block-1)/block)
	inBlocks(len(errs), func(b int) {
		var days []rfm.Day
		for i := b * block; i < min(n, (b+1)*block); i++ {
			days = c.Days.AppendDays(days[:0], i)
			if err := d.set(i, days); err != nil {
				errs[b] = err
			}
		}
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// inBlocks calls f for 0 … n-1 on all cores.
func inBlocks(n int, f func(int)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// set looks at one customer.
func (d *Due) set(i int, days []rfm.Day) error {
	asOf := d.Customers.AsOf
	h := habitOf(days, asOf)
	d.Gaps[i], d.LastGap[i], d.span[i] = h.days-1, h.lastGap, int32(h.last-h.first)
	d.Status[i] = OneTime
	if r := d.Options.Rhythm; r.Known() {
		d.Late[i] = late(r, int64(d.span[i]), int64(d.Gaps[i]), int64(asOf-h.last))
		if d.Gaps[i] > 0 {
			d.CameLate[i] = late(r, int64(d.span[i]-h.lastGap), int64(d.Gaps[i]-1), int64(h.lastGap))
			d.Status[i] = d.Options.Bands.status(d.Late[i])
		}
	}
	var net, now, before money
	nowFrom, beforeFrom, beforeTo := d.Options.windows(asOf)
	for _, day := range days {
		net.add(day.Net)
		if day.Day > nowFrom {
			now.add(day.Net)
			d.NowDays[i] += ordered(day)
		}
		if day.Day > beforeFrom && day.Day <= beforeTo {
			before.add(day.Net)
			d.BeforeDays[i] += ordered(day)
		}
	}
	d.net[i], d.Now[i], d.Before[i] = net.Num, now.Num, before.Num
	return fit(net, now, before)
}

func ordered(d rfm.Day) int32 {
	if d.Ordered {
		return 1
	}
	return 0
}

// windows are the days before the two windows and the end of the earlier one.
func (o DueOptions) windows(asOf arrow.Date32) (nowFrom, beforeFrom, beforeTo arrow.Date32) {
	w := arrow.Date32(o.Window)
	beforeTo = asOf - w
	if o.Year {
		beforeTo = yearBefore(asOf)
	}
	return asOf - w, beforeTo - w, beforeTo
}

// yearBefore is the same day of the year before; 28 February for the 29th.
func yearBefore(day arrow.Date32) arrow.Date32 {
	year, month, ofMonth := civil(day)
	if month == 2 && ofMonth == 29 {
		return day - 366
	}
	before := Month.Start((year-1)*12 + month - 1)
	return before + arrow.Date32(ofMonth-1)
}

// late is how many rhythms some days are. Numerator and denominator are whole
// numbers, so that equal fractions are equal.
func late(r Rhythm, span, gaps, days int64) float64 {
	num, den := r.of(span, gaps)
	return float64(days) * float64(den) / float64(num)
}

// status of a repeat customer.
func (b Bands) status(late float64) Status {
	for s, band := range b {
		if late <= band {
			return Status(s)
		}
	}
	return Lapsed
}

// Counts are the customers of each status.
func (d *Due) Counts() [statuses]int64 {
	var counts [statuses]int64
	for _, s := range d.Status {
		counts[s]++
	}
	return counts
}

// Date is the day on which the next order is due; false without a typical gap.
func (d *Due) Date(i int) (arrow.Date32, bool) {
	if !d.Options.Rhythm.Known() {
		return 0, false
	}
	num, den := d.rhythm(i)
	return d.Customers.LastOrder[i] + arrow.Date32((2*num+den)/(2*den)), true
}

// rhythm of a customer in days, as a fraction.
func (d *Due) rhythm(i int) (num, den int64) {
	return d.Options.Rhythm.of(int64(d.span[i]), int64(d.Gaps[i]))
}

// Rhythm is the rhythm of a customer in days; there is a typical gap.
func (d *Due) Rhythm(i int) float64 {
	num, den := d.rhythm(i)
	return float64(num) / float64(den)
}

// Soon tells whether a repeat customer is due or overdue, or will be due within
// so many days.
func (d *Due) Soon(i, within int) bool {
	switch d.Status[i] {
	case DueNow, Overdue:
		return true
	case OnTime:
		date, _ := d.Date(i)
		return int(date-d.Customers.AsOf) <= within
	}
	return false
}

// Tenure is the number of days from the first order to the as-of date.
func (d *Due) Tenure(i int) int32 { return int32(d.Customers.AsOf - d.Customers.FirstOrder[i]) }

// Change is the change of the amount from the earlier window to the later one in
// percent with PercentScale decimals; false unless there were two order days
// in both and the earlier amount is above zero: one order is no trend.
func (d *Due) Change(i int) (decimal128.Num, bool) {
	if d.NowDays[i] < 2 || d.BeforeDays[i] < 2 {
		return decimal128.Num{}, false
	}
	return percentOf(d.Now[i].Sub(d.Before[i]), d.Before[i])
}

// Fall counts the customers whose amounts fell.
type Fall struct {
	Before int64 // with an amount above zero in the earlier window
	Down   int64 // of them, by 30 % or more
	Gone   int64 // of those, with nothing or less in the later window
	Up     int64 // of Before, by 30 % or more
}

// Fall counts over all customers, whatever the number of orders.
func (d *Due) Fall() (f Fall) {
	ten, seven, thirteen := decimal128.FromI64(10), decimal128.FromI64(7), decimal128.FromI64(13)
	for i, before := range d.Before {
		if before.Sign() <= 0 {
			continue
		}
		f.Before++
		now := d.Now[i].Mul(ten)
		switch {
		case now.LessEqual(before.Mul(seven)):
			f.Down++
			if d.Now[i].Sign() <= 0 {
				f.Gone++
			}
		case now.GreaterEqual(before.Mul(thirteen)):
			f.Up++
		}
	}
	return f
}
