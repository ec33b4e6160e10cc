package rfmio

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// dayConverter picks the loop that makes calendar days from a column.
func dayConverter(leaf *parquetLeaf) func(*parquetOutput, int) {
	switch {
	case leaf.form == formDate:
		return copyDays
	case leaf.form == formTimestamp && leaf.width == 12:
		return daysOfInstants
	case leaf.form == formTimestamp:
		return daysOfTimestamps
	default:
		return parseDays
	}
}

// copyDays appends dates, which are days already.
func copyDays(o *parquetOutput, n int) {
	for _, day := range o.column.ints[:n] {
		o.vector.days = append(o.vector.days, arrow.Date32(day))
	}
}

// daysOfTimestamps appends the days of timestamps that need no zone with a
// division by a constant, which the compiler makes a multiplication.
func daysOfTimestamps(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	if o.zone != nil && !o.zone.utc {
		daysOfInstants(o, n)
		return
	}
	row := len(v.days)
	switch c.leaf.second {
	case 1e3:
		for _, t := range c.ints[:n] {
			v.days = append(v.days, arrow.Date32(floorDiv(t, secondsPerDay*1e3)))
		}
		o.checkDays(row, n)
	case 1e6:
		for _, t := range c.ints[:n] {
			v.days = append(v.days, arrow.Date32(floorDiv(t, secondsPerDay*1e6)))
		}
	default:
		for _, t := range c.ints[:n] {
			v.days = append(v.days, arrow.Date32(floorDiv(t, secondsPerDay*1e9)))
		}
	}
}

// checkDays finds the milliseconds whose day passes 32 bits; no other unit can
// reach so far.
func (o *parquetOutput) checkDays(row, n int) {
	for i, t := range o.column.ints[:n] {
		if day := floorDiv(t, secondsPerDay*1e3); day != int64(int32(day)) {
			o.vector.days[row+i] = 0
			o.addBad(row+i, i, reasonNoDate)
		}
	}
}

// daysOfInstants appends the days of instants in the run's zone.
func daysOfInstants(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		if c.null != nil && c.null[i] {
			v.days = append(v.days, 0)
			continue
		}
		seconds, _ := c.instant(i)
		day := floorDiv(seconds+o.zone.offset(seconds), secondsPerDay)
		if day != int64(int32(day)) {
			o.addBad(len(v.days), i, reasonNoDate)
			day = 0
		}
		v.days = append(v.days, arrow.Date32(day))
	}
}

// parseDays appends days read from text, and from other values as text.
func parseDays(o *parquetOutput, n int) {
	v, c := &o.vector, o.column
	for i := range n {
		if c.null != nil && c.null[i] {
			v.days = append(v.days, 0)
			continue
		}
		var text []byte
		if c.leaf.form == formText {
			text = c.text(i)
		} else {
			o.buf = c.appendDayText(o.buf[:0], i)
			text = o.buf
		}
		day, ok := o.want.form.days.parse(text)
		if !ok {
			o.addBad(len(v.days), i, reasonNoDate)
			day = 0
		}
		v.days = append(v.days, day)
	}
}

// appendDayText writes value i for a dayParser. A whole float is written as an
// integer: a column of 20240131 with gaps becomes floats in pandas.
func (c *typedColumn) appendDayText(b []byte, i int) []byte {
	if c.leaf.form == formFloat && c.floats[i] == math.Trunc(c.floats[i]) && math.Abs(c.floats[i]) < 1e15 {
		return strconv.AppendInt(b, int64(c.floats[i]), 10)
	}
	return c.appendText(b, i, nil)
}

// instant is timestamp i of the segment in seconds and nanoseconds since 1970.
func (c *typedColumn) instant(i int) (seconds, nanos int64) {
	if c.leaf.width == 12 {
		return int96(c.text(i))
	}
	t, second := c.ints[i], c.leaf.second
	return floorDiv(t, second), floorMod(t, second) * (1e9 / second)
}

// zoneDays knows a zone's offset from UTC at any instant. It keeps the periods
// between two changes of the clock that it has met: a few a run.
type zoneDays struct {
	zone    *time.Location
	utc     bool
	periods []zonePeriod
	last    zonePeriod // the period of the last answer
}

type zonePeriod struct{ start, end, offset int64 } // end is not in it

func newZoneDays(zone *time.Location) *zoneDays {
	return &zoneDays{zone: zone, utc: zone == time.UTC}
}

// offset is the seconds that local time is ahead of UTC.
func (z *zoneDays) offset(at int64) int64 {
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
	return day*86400 + floorDiv(ofDay, 1e9), floorMod(ofDay, 1e9)
}
