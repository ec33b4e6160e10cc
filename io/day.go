package rfmio

import (
	"encoding/binary"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Years outside this range are not years of orders.
const (
	firstYear = 1900
	lastYear  = 2199
)

// calendar turns dates into days since 1970-01-01 and instants into days of a
// time zone.
type calendar struct {
	zone *time.Location
	utc  bool
	// months holds the first day of every month from firstYear on, and one more.
	months [(lastYear-firstYear+1)*12 + 1]int32
}

func newCalendar(zone *time.Location) *calendar {
	if zone == nil {
		zone = time.UTC
	}
	c := &calendar{zone: zone, utc: zone == time.UTC || zone.String() == "UTC"}
	for i := range c.months {
		first := time.Date(firstYear, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		c.months[i] = int32(first.Unix() / secondsPerDay)
	}
	return c
}

const secondsPerDay = 24 * 60 * 60

// day is the day number of a calendar date; false when there is no such date.
func (c *calendar) day(year, month, day int) (arrow.Date32, bool) {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	i := (year-firstYear)*12 + month - 1
	d := c.months[i] + int32(day-1)
	return arrow.Date32(d), d < c.months[i+1]
}

// years tells whether an instant is within the years of orders.
func (c *calendar) years(seconds int64) bool {
	return floorDiv(seconds, secondsPerDay) >= int64(c.months[0]) && floorDiv(seconds, secondsPerDay) < int64(c.months[len(c.months)-1])
}

// instant is the day of the zone in which an instant falls.
func (c *calendar) instant(seconds int64) arrow.Date32 {
	if !c.utc {
		_, offset := time.Unix(seconds, 0).In(c.zone).Zone()
		seconds += int64(offset)
	}
	return arrow.Date32(floorDiv(seconds, secondsPerDay))
}

// parseISO reads the two commonest forms, 2024-01-31 and 2024-01-31 08:26:00,
// eight bytes at a time; ok is false for anything else, also for a time of day
// that does not exist.
func (c *calendar) parseISO(s []byte) (day arrow.Date32, ok bool) {
	if len(s) != 10 && len(s) != 19 {
		return 0, false
	}
	ym := binary.LittleEndian.Uint64(s) // YYYY-MM-
	d1, d0 := s[8]-'0', s[9]-'0'
	// '-' ^ '0' is 0x1d: the two dashes become zero and the digits 0..9.
	ym ^= 0x2d30302d30303030
	if notDigits(ym) || ym&0xff0000ff00000000 != 0 || d1 > 3 || d0 > 9 {
		return 0, false
	}
	year := int(ym&0xf)*1000 + int(ym>>8&0xf)*100 + int(ym>>16&0xf)*10 + int(ym>>24&0xf)
	month := int(ym>>40&0xf)*10 + int(ym>>48&0xf)
	if len(s) == 19 && !isClock(s) {
		return 0, false
	}
	return c.day(year, month, int(d1)*10+int(d0))
}

// parseStamp reads the forms in which programs write instants, such as
// 2024-01-31T08:26:00Z and 2024-01-31 08:26:00.123+00:00; ok is false for
// anything else.
func (c *calendar) parseStamp(s []byte) (day arrow.Date32, ok bool) {
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
		return c.instant(int64(day)*secondsPerDay + two(11)*3600 + two(14)*60 + two(17)), true
	}
	return 0, false
}

// isClock tells whether s[10:19] is a blank or T and a time of day HH:MM:SS.
func isClock(s []byte) bool {
	if s[10] != ' ' && s[10] != 'T' {
		return false
	}
	hms := binary.LittleEndian.Uint64(s[11:]) ^ 0x30303a30303a3030
	if notDigits(hms) || hms&0x0000ff0000ff0000 != 0 {
		return false
	}
	hour := hms&0xf*10 + hms>>8&0xf
	return hour < 24 && hms>>24&0xf < 6 && hms>>48&0xf < 6
}

// notDigits tells whether any byte of the word is above 9.
func notDigits(w uint64) bool {
	const high = 0x8080808080808080
	return (w|(w&^high+0x7676767676767676))&high != 0
}
