package value

import (
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// compactDay is a date of digits alone.
const compactDay = "20240131"

// parseParts reads three parts in the order of the format, with any of the
// usual signs between them, and an optional time of day.
func (p *DayParser) parseParts(s string) (arrow.Date32, bool) {
	order := p.Format.Order
	short := order == shortYearFirst
	if short {
		if order = YearFirst; !isShort(s) {
			return 0, false
		}
	} else if order == YearFirst && leadingDigits(s) == len(compactDay) {
		if len(s) == len(compactDay) {
			n, _ := strconv.Atoi(s)
			return p.day(n/10000, n/100%100, n%100)
		}
		s = s[:4] + "-" + s[4:6] + "-" + strings.TrimSuffix(s[6:], ".0") // a whole float of pandas
	}
	named := ""
	if order != YearFirst {
		// The name of a month says where it stands, whatever the order of numbers.
		named = namedOrder(s)
		if named != "" {
			order = named
		}
		if named == "" && p.Format.named || named != "" && !p.Format.named && p.Found {
			return 0, false
		}
	}
	var year, month, day int
	for i, what := range order {
		var part int
		var ok bool
		shortYear := what == 'y' && leadingDigits(s) == 2
		if part, s, ok = parsePart(s, what, order == YearFirst && !short); !ok {
			return 0, false
		}
		if shortYear && p.Found && part > p.latest {
			return 0, false
		}
		switch what {
		case 'y':
			year = part
		case 'm':
			month = part
		case 'd':
			day = part
		}
		before := s
		s = skipSeparator(s, i)
		if i < 2 && len(s) == len(before) && named == "" {
			return 0, false // a name ends a number, as in 14JUN09
		}
	}
	d, ok := p.day(year, month, day)
	if !ok || s == "" {
		return d, ok
	}
	if rest, found := strings.CutPrefix(s, ":"); found && named != "" {
		s = " " + rest // SAS writes 14JUN09:17:58:34
	}
	return p.withClock(d, s)
}

// isShort tells whether a date begins as 24-01-31 does.
func isShort(s string) bool {
	const length = len("24-01-31")
	return len(s) >= length && leadingDigits(s) == 2 && leadingDigits(s[3:]) == 2 && leadingDigits(s[6:]) == 2 &&
		s[2] == s[5] && strings.IndexByte("-/.", s[2]) >= 0
}

// parsePart reads a year, a month or a day.
func parsePart(s string, what rune, fourDigits bool) (part int, rest string, ok bool) {
	if what == 'm' {
		if month, rest, ok := monthName(s); ok {
			return month, rest, true
		}
	}
	n := leadingDigits(s)
	switch {
	case n == 0, n > 2 && what != 'y':
		return 0, s, false
	case what == 'y' && n != 4 && (n != 2 || fourDigits):
		return 0, s, false
	}
	part, _ = strconv.Atoi(s[:n])
	if what == 'y' && n == 2 {
		part += 1900
		if part < 1970 {
			part += 100 // 70–99 are 19xx, as in POSIX
		}
	}
	return part, s[n:], true
}

// namedOrder is the order of the parts of a date that names its month: "mdy"
// for Jan 31 2024, "dmy" for 31-Jan-2024; empty for other dates.
func namedOrder(s string) string {
	if _, _, ok := monthName(s); ok {
		return "mdy"
	}
	if n := leadingDigits(s); n > 0 {
		if _, _, ok := monthName(skipSeparator(s[n:], 0)); ok {
			return "dmy"
		}
	}
	return ""
}

// skipSeparator drops what stands after part i of a date.
func skipSeparator(s string, i int) string {
	if i == 2 {
		return strings.TrimPrefix(s, "日")
	}
	for _, sign := range []string{"年", "月", "-", "/", ".", ",", " "} {
		if rest, found := strings.CutPrefix(s, sign); found {
			return strings.TrimLeft(rest, " ")
		}
	}
	return s
}

// withClock checks the time of day after a date and moves the day into the zone
// where the time says from which zone it is.
func (p *DayParser) withClock(day arrow.Date32, s string) (arrow.Date32, bool) {
	s = strings.TrimPrefix(s, ",")
	clock := strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(s), "T"))
	if clock == s { // neither a blank nor a T between date and time
		return 0, false
	}
	if before, found := strings.CutSuffix(clock, " UTC"); found {
		clock = before + "Z"
	}
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM", "3:04:05PM"} {
		if _, err := time.Parse(layout, clock); err == nil {
			return day, true
		}
	}
	for _, layout := range []string{"15:04:05Z07:00", "15:04:05Z0700", "15:04:05Z07", "15:04Z07:00", "15:04:05 Z07:00", "15:04:05 Z0700", "15:04 Z0700", "15:04:05 Z07", "3:04:05 PMZ07:00", "3:04 PMZ07:00"} {
		if t, err := time.Parse(layout, clock); err == nil {
			_, offset := t.Zone()
			seconds := int64(t.Hour()*3600 + t.Minute()*60 + t.Second() - offset)
			there := p.instant(int64(day)*SecondsPerDay + seconds)
			if p.written {
				if there != day && !p.moved.Load() {
					p.moved.Store(true)
				}
				return day, true
			}
			return there, true
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

// monthName reads an English month name, whole or its first three letters or more.
func monthName(s string) (month int, rest string, ok bool) {
	letters := 0
	for letters < len(s) && (s[letters]|0x20) >= 'a' && (s[letters]|0x20) <= 'z' {
		letters++
	}
	if letters < 3 {
		return 0, s, false
	}
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); letters <= len(name) && strings.EqualFold(s[:letters], name[:letters]) {
			return int(m), s[letters:], true
		}
	}
	return 0, s, false
}
