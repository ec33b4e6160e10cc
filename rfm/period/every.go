package period

import (
	"fmt"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Every is a unit of calendar time. The zero value is a month. All is none, and has
// no calendar: only Grid knows its periods.
type Every int

const (
	Month Every = iota
	Day
	Week // ISO 8601: from Monday to Sunday
	Quarter
	Year
	All // the whole time as one period; see NewSplit
)

// EveryNames are the names that ParseEvery knows, the shortest period first.
func EveryNames() []string { return []string{"day", "week", "month", "quarter", "year", "all"} }

// ParseEvery reads the name of a unit.
func ParseEvery(name string) (Every, error) {
	for _, e := range []Every{Day, Week, Month, Quarter, Year, All} {
		if e.String() == name {
			return e, nil
		}
	}
	return 0, fmt.Errorf("%q is not one of %s", name, strings.Join(EveryNames(), ", "))
}

func (e Every) String() string {
	return map[Every]string{Day: "day", Week: "week", Month: "month", Quarter: "quarter", Year: "year", All: "all"}[e]
}

// Index numbers the periods of all time: that of the next period is one more.
func (e Every) Index(day arrow.Date32) int {
	switch e {
	case Day:
		return int(day)
	case Week: // 1970-01-01 was a Thursday
		return floorDiv(int(day)+3, 7)
	}
	year, month, _ := civil(day)
	return floorDiv(year*12+month-1, e.months())
}

// Start is the first day of a period.
func (e Every) Start(index int) arrow.Date32 {
	switch e {
	case Day:
		return arrow.Date32(index)
	case Week:
		return arrow.Date32(index*7 - 3)
	}
	months := index * e.months()
	first := time.Date(floorDiv(months, 12), time.Month(months-12*floorDiv(months, 12)+1), 1, 0, 0, 0, 0, time.UTC)
	return arrow.Date32FromTime(first)
}

// End is the last day of a period.
func (e Every) End(index int) arrow.Date32 { return e.Start(index+1) - 1 }

// Label names a period: 2011-03-05, 2011-W09, 2011-03, 2011Q1, 2011. Labels of
// one unit sort as the periods do.
func (e Every) Label(index int) string {
	start := e.Start(index).ToTime()
	switch e {
	case Day:
		return start.Format(time.DateOnly)
	case Week:
		year, week := start.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case Month:
		return start.Format("2006-01")
	case Quarter:
		return fmt.Sprintf("%04dQ%d", start.Year(), (int(start.Month())+2)/3)
	}
	return fmt.Sprintf("%04d", start.Year())
}

// months is the length of the units that are whole months.
func (e Every) months() int { return map[Every]int{Month: 1, Quarter: 3, Year: 12}[e] }

// PerYear is how many periods before a period the same one of the year before
// is; 0 for days and weeks, whose number in a year varies.
func (e Every) PerYear() int {
	if e == Day || e == Week {
		return 0
	}
	return 12 / e.months()
}

// civil is the calendar date of a day, with months from 1: days are counted in
// years that begin in March and eras of 400 years, so that no table is needed
// (H. Hinnant, chrono-compatible low-level date algorithms, civil_from_days).
func civil(day arrow.Date32) (year, month, dayOfMonth int) {
	z := int(day) + 719_468
	era := floorDiv(z, 146_097)
	ofEra := z - era*146_097
	yearOfEra := (ofEra - ofEra/1460 + ofEra/36_524 - ofEra/146_096) / 365
	ofYear := ofEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*ofYear + 2) / 153 // 0 is March
	month = shifted + 3
	if month > 12 {
		month -= 12
	}
	year = yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, ofYear - (153*shifted+2)/5 + 1
}

func floorDiv(n, d int) int {
	q := n / d
	if n%d < 0 {
		q--
	}
	return q
}
