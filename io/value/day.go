package value

import (
	"encoding/binary"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Years outside this range are not years of orders.
const (
	firstYear = 1900
	lastYear  = 2199
)

// Calendar turns dates into days since 1970-01-01 and instants into days of a
// time zone.
type Calendar struct {
	zone *time.Location
	utc  bool
	// written tells that a time with an offset keeps the day that is written,
	// moved that there were such times whose day in UTC is another one.
	written bool
	moved   atomic.Bool
	// months holds the first day of every month from firstYear on, and one more.
	months [(lastYear-firstYear+1)*12 + 1]int32
}

// NewCalendar returns the calendar of a zone; nil for UTC.
func NewCalendar(zone *time.Location) *Calendar {
	written := zone == nil
	if written {
		zone = time.UTC
	}
	c := &Calendar{zone: zone, written: written, utc: zone == time.UTC || zone.String() == "UTC"}
	for i := range c.months {
		first := time.Date(firstYear, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		c.months[i] = int32(first.Unix() / SecondsPerDay)
	}
	return c
}

// SecondsPerDay is the length of a day without a change of the clock.
// KeptWritten tells whether times with an offset have kept a day that is another
// one in UTC.
func (c *Calendar) KeptWritten() bool { return c.moved.Load() }

const SecondsPerDay = 24 * 60 * 60

// day is the day number of a calendar date; false when there is no such date.
func (c *Calendar) day(year, month, day int) (arrow.Date32, bool) {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	i := (year-firstYear)*12 + month - 1
	d := c.months[i] + int32(day-1)
	return arrow.Date32(d), d < c.months[i+1]
}

// years tells whether an instant is within the years of orders.
func (c *Calendar) years(seconds int64) bool {
	return FloorDiv(seconds, SecondsPerDay) >= int64(c.months[0]) && FloorDiv(seconds, SecondsPerDay) < int64(c.months[len(c.months)-1])
}

// instant is the day of the zone in which an instant falls.
func (c *Calendar) instant(seconds int64) arrow.Date32 {
	if !c.utc {
		_, offset := time.Unix(seconds, 0).In(c.zone).Zone()
		seconds += int64(offset)
	}
	return arrow.Date32(FloorDiv(seconds, SecondsPerDay))
}

// parseISO reads the two commonest forms, 2024-01-31 and 2024-01-31 08:26:00,
// eight bytes at a time; ok is false for anything else, also for a time of day
// that does not exist.
func (c *Calendar) parseISO(s []byte) (day arrow.Date32, ok bool) {
	if len(s) != 10 && (len(s) != 19 || !isClock(s[10], binary.LittleEndian.Uint64(s[11:]))) {
		return 0, false
	}
	month, ok := isoMonth(binary.LittleEndian.Uint64(s))
	if !ok {
		return 0, false
	}
	first := c.months[month]
	tens, ones := s[8]-'0', s[9]-'0'
	number := int32(tens)*10 + int32(ones) - 1
	return arrow.Date32(first + number), tens <= 3 && ones <= 9 && uint32(number) < uint32(c.months[month+1]-first)
}

// ISODays reads cells with parseISO until one is not of its forms, and returns
// how many it has read.
func (c *Calendar) ISODays(days []arrow.Date32, text []byte, cells []Span) int {
	for r, cell := range cells {
		day, ok := c.parseISO(text[cell.Start:cell.End])
		if !ok {
			return r
		}
		days[r] = day
	}
	return len(cells)
}

// parseStamp reads the forms in which programs write instants, such as
// 2024-01-31T08:26:00Z and 2024-01-31 08:26:00.123+00:00; ok is false for
// anything else.
func (c *Calendar) parseStamp(s []byte) (day arrow.Date32, ok bool) {
	const length = len("2024-01-31T08:26:00")
	if len(s) <= length {
		return 0, false
	}
	if day, ok = c.parseISO(s[:length]); !ok {
		return 0, false
	}
	rest := s[length:]
	if rest[0] == '.' {
		digits := 1
		for digits < len(rest) && isDigit(rest[digits]) {
			digits++
		}
		if digits == 1 {
			return 0, false
		}
		rest = rest[digits:]
	}
	switch string(rest) {
	case "":
		return day, true
	case "Z", "+00:00":
		two := func(at int) int64 { return int64(s[at]-'0')*10 + int64(s[at+1]-'0') }
		return c.instant(int64(day)*SecondsPerDay + two(11)*3600 + two(14)*60 + two(17)), true
	}
	return 0, false
}

// isoMonth is the position in months of YYYY-MM-, eight bytes.
func isoMonth(w uint64) (month uint, ok bool) {
	// The digits become 0 to 9 and the dashes zero: '-' ^ '0' is 0x1d.
	w ^= 0x2d30302d30303030
	// What is added sets the high bit of a byte above 9, of the first digit of a
	// month above 1, and of a dash that is none.
	const high, above = 0x8080808080808080, 0x7f767e7f76767676
	pairs := w*10 + w>>8
	inYear := uint(pairs >> 40 & 0xff)
	month = uint(pairs&0xff)*1200 + uint(pairs>>16&0xff)*12 + inYear - (firstYear*12 + 1)
	return month, (w|(w+above))&high == 0 && inYear-1 < 12 && month < (lastYear-firstYear+1)*12
}

// isClock tells whether a blank or T stands before a time of day HH:MM:SS, eight
// bytes.
func isClock(before byte, w uint64) bool {
	w ^= 0x30303a30303a3030
	// As in isoMonth; minutes and seconds begin with 5 at the most.
	const high, above = 0x8080808080808080, 0x767a7f767a7f767d
	return (w|(w+above))&high == 0 && w&0xf*10+w>>8&0xf < 24 && (before == ' ' || before == 'T')
}

// notDigits tells whether any byte of the word is above 9.
func notDigits(w uint64) bool {
	const high = 0x8080808080808080
	return (w|(w+0x7676767676767676))&high != 0
}
