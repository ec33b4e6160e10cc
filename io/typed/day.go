package typed

import (
	"encoding/binary"
	"math"
	"rfm/io/value"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// dayConverter picks the loop that makes calendar days from a column.
func dayConverter(leaf *Leaf) func(*Output, int) {
	switch {
	case leaf.Form == FormDate:
		return copyDays
	case leaf.Form == FormTimestamp && leaf.Width == 12:
		return daysOfInstants
	case leaf.Form == FormTimestamp:
		return daysOfTimestamps
	default:
		return parseDays
	}
}

// copyDays appends dates, which are days already.
func copyDays(o *Output, n int) {
	for _, day := range o.Column.Ints[:n] {
		o.vector.Days = append(o.vector.Days, arrow.Date32(day))
	}
}

// daysOfTimestamps appends the days of timestamps that need no zone with a
// division by a constant, which the compiler makes a multiplication.
func daysOfTimestamps(o *Output, n int) {
	v, c := &o.vector, o.Column
	if o.Zone != nil && !o.Zone.utc {
		daysOfInstants(o, n)
		return
	}
	row := len(v.Days)
	switch c.Leaf.Second {
	case 1e3:
		for _, t := range c.Ints[:n] {
			v.Days = append(v.Days, arrow.Date32(value.FloorDiv(t, value.SecondsPerDay*1e3)))
		}
		o.checkDays(row, n)
	case 1e6:
		for _, t := range c.Ints[:n] {
			v.Days = append(v.Days, arrow.Date32(value.FloorDiv(t, value.SecondsPerDay*1e6)))
		}
	default:
		for _, t := range c.Ints[:n] {
			v.Days = append(v.Days, arrow.Date32(value.FloorDiv(t, value.SecondsPerDay*1e9)))
		}
	}
}

// checkDays finds the milliseconds whose day passes 32 bits; no other unit can
// reach so far.
func (o *Output) checkDays(row, n int) {
	for i, t := range o.Column.Ints[:n] {
		if day := value.FloorDiv(t, value.SecondsPerDay*1e3); day != int64(int32(day)) {
			o.vector.Days[row+i] = 0
			o.addBad(row+i, i, value.ReasonNotADate)
		}
	}
}

// daysOfInstants appends the days of instants in the run's zone.
func daysOfInstants(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		if c.Null != nil && c.Null[i] {
			v.Days = append(v.Days, 0)
			continue
		}
		seconds, _ := c.instant(i)
		day := value.FloorDiv(seconds+o.Zone.offset(seconds), value.SecondsPerDay)
		if day != int64(int32(day)) {
			o.addBad(len(v.Days), i, value.ReasonNotADate)
			day = 0
		}
		v.Days = append(v.Days, arrow.Date32(day))
	}
}

// parseDays appends days read from text, and from other values as text.
func parseDays(o *Output, n int) {
	v, c := &o.vector, o.Column
	for i := range n {
		if c.Null != nil && c.Null[i] {
			v.Days = append(v.Days, 0)
			continue
		}
		var text []byte
		if c.Leaf.Form == FormText {
			text = c.text(i)
		} else {
			o.buf = c.appendDayText(o.buf[:0], i)
			text = o.buf
		}
		day, ok := o.Want.Form.Days.Parse(text)
		if !ok {
			o.addBad(len(v.Days), i, value.ReasonNotADate)
			day = 0
		}
		v.Days = append(v.Days, day)
	}
}

// appendDayText writes value i for a DayParser. A whole float is written as an
// integer: a column of 20240131 with gaps becomes floats in pandas.
func (c *Column) appendDayText(b []byte, i int) []byte {
	if c.Leaf.Form == FormFloat && c.Floats[i] == math.Trunc(c.Floats[i]) && math.Abs(c.Floats[i]) < 1e15 {
		return strconv.AppendInt(b, int64(c.Floats[i]), 10)
	}
	return c.appendText(b, i, nil)
}

// instant is timestamp i of the segment in seconds and nanoseconds since 1970.
func (c *Column) instant(i int) (seconds, nanos int64) {
	if c.Leaf.Width == 12 {
		return int96(c.text(i))
	}
	t, second := c.Ints[i], c.Leaf.Second
	return value.FloorDiv(t, second), value.FloorMod(t, second) * (1e9 / second)
}

// ZoneDays knows a zone's offset from UTC at any instant. It keeps the periods
// between two changes of the clock that it has met: a few a run.
type ZoneDays struct {
	zone    *time.Location
	utc     bool
	periods []zonePeriod
	last    zonePeriod // the period of the last answer
}

type zonePeriod struct{ start, end, offset int64 } // end is not in it

// NewZoneDays returns the offsets of a zone.
func NewZoneDays(zone *time.Location) *ZoneDays {
	return &ZoneDays{zone: zone, utc: zone == time.UTC}
}

// offset is the seconds that local time is ahead of UTC.
func (z *ZoneDays) offset(at int64) int64 {
	if z.utc {
		return 0
	}
	if at >= z.last.start && at < z.last.end {
		return z.last.offset
	}
	for _, p := range z.periods {
		if at >= p.start && at < p.end {
			z.last = p
			return p.offset
		}
	}
	t := time.Unix(at, 0).In(z.zone)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	p := zonePeriod{math.MinInt64, math.MaxInt64, int64(offset)}
	if !start.IsZero() {
		p.start = start.Unix()
	}
	if !end.IsZero() {
		p.end = end.Unix()
	}
	z.periods = append(z.periods, p)
	z.last = p
	return p.offset
}

// int96 is an instant in Spark's and Impala's old form, as seconds and
// nanoseconds since 1970: nanoseconds of the day, then the Julian day.
func int96(b []byte) (seconds, nanos int64) {
	const unixEpoch = 2440588 // Julian day of 1970-01-01
	ofDay := int64(binary.LittleEndian.Uint64(b))
	day := int64(int32(binary.LittleEndian.Uint32(b[8:]))) - unixEpoch
	return day*86400 + value.FloorDiv(ofDay, 1e9), value.FloorMod(ofDay, 1e9)
}
