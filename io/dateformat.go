package rfmio

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// DateFormat is one way to write dates.
type DateFormat struct {
	Name    string // for --date-format
	Example string
	// order is the order of year, month and day: "ymd", "dmy" or "mdy"; for the
	// others a function of the number.
	order  string
	number func(c *calendar, n int64) (arrow.Date32, bool)
}

// yearFirst is the order of parts that needs no flag.
const yearFirst = "ymd"

// DateFormats lists the forms that dates may have. The first is the one that is
// recognised without being named: the year comes first, so there is only one
// way to read it.
func DateFormats() []DateFormat {
	return []DateFormat{
		{Name: "ymd", Example: "2024-01-31, 2024/1/31, 20240131, 2024年1月31日", order: yearFirst},
		{Name: "dmy", Example: "31/01/2024, 31.1.24, 31-Jan-2024", order: "dmy"},
		{Name: "mdy", Example: "1/31/2024, 01-31-24, Jan 31 2024", order: "mdy"},
		{Name: "unix", Example: "1706659200 (seconds)", number: func(c *calendar, n int64) (arrow.Date32, bool) {
			return c.instant(n), c.years(n)
		}},
		{Name: "unix-ms", Example: "1706659200000 (milliseconds)", number: func(c *calendar, n int64) (arrow.Date32, bool) {
			return c.instant(floorDiv(n, 1000)), c.years(floorDiv(n, 1000))
		}},
		{Name: "excel", Example: "45322 (days, the 1900 system)", number: func(c *calendar, n int64) (arrow.Date32, bool) {
			// Serial 61 is 1900-03-01; the ones before it are off by Excel's
			// 29 February 1900, and nobody's orders.
			return arrow.Date32(n - 25569), n >= 61 && n < 110000
		}},
	}
}

// dateFormatByName finds a format; the empty name is the first of the list.
func dateFormatByName(name string) (DateFormat, error) {
	formats := DateFormats()
	if name == "" {
		return formats[0], nil
	}
	var names []string
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return DateFormat{}, unknown("date format", name, names)
}

// dayParser reads the cells of a date column.
type dayParser struct {
	*calendar
	format DateFormat
}

// parse is the day of a cell; false when it is no date of the format.
func (p *dayParser) parse(s []byte) (arrow.Date32, bool) {
	if p.format.order == yearFirst {
		if day, ok := p.parseISO(s); ok {
			return day, true
		}
	}
	return p.parseOther(s)
}

// parseOther reads what parseISO does not.
func (p *dayParser) parseOther(s []byte) (arrow.Date32, bool) {
	s = bytes.TrimSpace(s)
	if p.format.number != nil {
		// Exports of a spreadsheet carry the time of day as a fraction.
		whole, fraction, _ := bytes.Cut(s, []byte{'.'})
		if leadingDigits(string(fraction)) != len(fraction) {
			return 0, false
		}
		n, err := strconv.ParseInt(string(whole), 10, 64)
		if err != nil {
			return 0, false
		}
		return p.format.number(p.calendar, n)
	}
	return p.parseParts(string(s))
}

// parseParts reads three parts in the order of the format, with any of the
// usual signs between them, and an optional time of day.
func (p *dayParser) parseParts(s string) (arrow.Date32, bool) {
	if p.format.order == yearFirst && len(s) >= 8 && leadingDigits(s) == 8 {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	var part [3]int
	for i, what := range p.format.order {
		if what == 'm' {
			if month, rest, ok := monthName(s); ok {
				part[i], s = month, rest
				s = skipSeparator(s, i)
				continue
			}
		}
		n := leadingDigits(s)
		if n == 0 || n > 4 || n == 3 || (what != 'y' && n > 2) || (what == 'y' && p.format.order == yearFirst && n != 4) {
			return 0, false
		}
		part[i], _ = strconv.Atoi(s[:n])
		if what == 'y' && n <= 2 {
			part[i] += 1900
			if part[i] < 1970 {
				part[i] += 100 // 70–99 are 19xx, as in POSIX
			}
		}
		before := s[n:]
		s = skipSeparator(before, i)
		if i < 2 && len(s) == len(before) {
			return 0, false
		}
	}
	var year, month, day int
	for i, what := range p.format.order {
		switch what {
		case 'y':
			year = part[i]
		case 'm':
			month = part[i]
		case 'd':
			day = part[i]
		}
	}
	d, ok := p.day(year, month, day)
	if !ok || s == "" {
		return d, ok
	}
	return p.withClock(d, s)
}

// skipSeparator drops what stands after part i of a date.
func skipSeparator(s string, i int) string {
	for _, sign := range []string{"年", "月", "日", "-", "/", ".", ", ", ",", " "} {
		if rest, found := strings.CutPrefix(s, sign); found && (i < 2 || sign == "日") {
			return rest
		}
	}
	return s
}

// withClock checks the time of day after a date and moves the day into the zone
// where the time says from which zone it is.
func (p *dayParser) withClock(day arrow.Date32, s string) (arrow.Date32, bool) {
	clock := strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(s), "T"))
	if clock == s { // neither a blank nor a T between date and time
		return 0, false
	}
	clock = strings.TrimSuffix(clock, " UTC")
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM", "3:04:05PM"} {
		if _, err := time.Parse(layout, clock); err == nil {
			return day, true
		}
	}
	for _, layout := range []string{"15:04:05Z07:00", "15:04:05Z0700", "15:04:05Z07", "15:04Z07:00", "15:04:05 Z07:00", "15:04:05 Z0700"} {
		if t, err := time.Parse(layout, clock); err == nil {
			_, offset := t.Zone()
			seconds := int64(t.Hour()*3600 + t.Minute()*60 + t.Second() - offset)
			return p.instant(int64(day)*secondsPerDay + seconds), true
		}
	}
	return 0, false
}

// leadingDigits counts the digits a text starts with.
func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// monthName reads an English month name, whole or its first three letters.
func monthName(s string) (month int, rest string, ok bool) {
	letters := 0
	for letters < len(s) && (s[letters]|0x20) >= 'a' && (s[letters]|0x20) <= 'z' {
		letters++
	}
	if letters < 3 {
		return 0, s, false
	}
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if strings.EqualFold(s[:letters], name) || strings.EqualFold(s[:letters], name[:3]) {
			return int(m), s[letters:], true
		}
	}
	return 0, s, false
}
