package value

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// FuzzDates holds the forms of dates against the layouts of package time: what
// a layout reads, its form reads as the same day.
func FuzzDates(f *testing.F) {
	for _, seed := range []string{
		"+0/01/01",
		"2024-01-31", "2024/1/31 8:26", "20240131", "2024年1月31日", "31/01/2024", "1/31/24 8:26:00 PM", "31.1.2024",
		"3/4/70", "14-Jan-15", "January 31, 2024", "1706659200", "1706659200000", "2024-01-05T23:30:00-05:00", "31/12/69",
		"00/00/0000", "29.02.2023", "1/2/3", "41_10_1", "99991231", "4-May-24 10:00", "-1", "5/5/24", "24-01-31", "01-02-03", "2024-02-30",
	} {
		f.Add(seed)
	}
	parser, err := NewDayParser(NewCalendar(nil), "", time.Now())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		got, unsure := parser.Classify([]byte(cell))
		days := map[arrow.Date32]bool{}
		for i, candidate := range parser.candidates {
			day, ok := candidate.Parse([]byte(cell))
			if ok {
				days[day] = true
			}
			if ok != (got&(1<<i) != 0) && got&1 == 0 {
				t.Errorf("%q is %v a date as %s and is classified as %b", cell, ok, candidate.Format.Name, got)
			}
			if want, is := slowDate(cell, candidate.Format.Name); is && (!ok || day != want) {
				t.Errorf("%q as %s: %v, %v; want %v", cell, candidate.Format.Name, day.FormattedString(), ok, want.FormattedString())
			}
		}
		if unsure != (len(days) > 1) {
			t.Errorf("%q has %d readings, unsure %v", cell, len(days), unsure)
		}
	})
}

// slowDate reads a cell by the layouts of package time.
func slowDate(cell, format string) (day arrow.Date32, ok bool) {
	// Package time reads years of two digits with a sign, +0/01/01; nobody writes
	// them.
	if regexp.MustCompile(`(^|[-/.])[-+]`).MatchString(cell) {
		return 0, false
	}
	var dates []string
	switch format {
	case "ymd":
		dates = []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日"}
	case "dmy":
		dates = []string{"2/1/2006", "2.1.2006", "2-1-2006", "2/1/06", "2.1.06", "2-1-06"}
	case "mdy":
		dates = []string{"1/2/2006", "1.2.2006", "1-2-2006", "1/2/06", "1.2.06", "1-2-06"}
	case "yy-mm-dd":
		dates = []string{"06-01-02", "06/01/02", "06.01.02"}
	case "month-name":
		dates = []string{"2-Jan-06", "2-Jan-2006", "2 January 2006", "January 2, 2006", "Jan 2 2006"}
	case "unix", "unix-ms":
		n, err := strconv.ParseInt(cell, 10, 64)
		instant := time.Unix(n, 0)
		if format == "unix-ms" {
			instant = time.UnixMilli(n)
		}
		year := instant.UTC().Year()
		return arrow.Date32FromTime(instant.UTC()), err == nil && year >= 1990 && year < 2100
	}
	for _, layout := range dates {
		for _, clock := range []string{"", " 15:04", " 15:04:05", " 3:04 PM", " 15:04:05Z07:00"} {
			at, err := time.Parse(layout+clock, cell)
			if err != nil || at.UTC().Year() < firstYear || at.UTC().Year() > lastYear {
				continue
			}
			if at.Year() > time.Now().Year() && !strings.Contains(layout, "2006") {
				continue // such years are not taken for years of orders
			}
			if at.Year() == 1969 && !strings.Contains(layout, "2006") {
				continue // time begins its century a year earlier
			}
			return arrow.Date32FromTime(at.UTC()), true
		}
	}
	return 0, false
}
