package rfmio

import (
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestDates(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		format string
		zone   *time.Location
		cell   string
		want   string // empty: refused
	}{
		{"", nil, "2024-02-29", "2024-02-29"},
		{"", nil, "2023-02-29", ""},
		{"", nil, "2024-13-01", ""},
		{"", nil, "2024-1-5", "2024-01-05"},
		{"", nil, "2024.01.05", "2024-01-05"},
		{"", nil, "20240105", "2024-01-05"},
		{"", nil, "20240105 10:30", "2024-01-05"},
		{"", nil, "2024年1月5日", "2024-01-05"},
		{"", nil, "2024-01-05 25:00:00", ""},
		{"", nil, "2024-01-05 10:30:61", ""},
		{"", nil, "2024-01-05x", ""},
		{"", nil, "2024-01-05T10:30:00.123456", "2024-01-05"},
		{"", nil, "2024-01-05 10:30 PM", "2024-01-05"},
		{"", nil, "2024-01-05T23:30:00-05:00", "2024-01-06"},
		{"", paris, "2024-01-05T23:30:00Z", "2024-01-06"},
		{"", paris, "2024-01-05 23:30:00", "2024-01-05"},
		{"", paris, "2024-01-05 23:30:00.999", "2024-01-05"},
		{"", paris, "2024-01-05 23:30:00 UTC", "2024-01-06"},
		{"", paris, "2024-01-05 11:30 PM UTC", "2024-01-06"},
		{"", paris, "2024-01-05T23:30:00.999+00:00", "2024-01-06"},
		{"", paris, "2024-01-05T22:59:59Z", "2024-01-05"},
		{"", nil, "2024-01-05T10:30:00.Z", ""},
		{"", nil, "2024-01-05T10:30:00ZZ", ""},
		{"", nil, "31/01/2024", "2024-01-31"},
		{"", nil, "1/31/2024", "2024-01-31"},
		{"", nil, "31.01.2024 8:26", "2024-01-31"},
		{"", nil, "31/01/2024, 23:59:59", "2024-01-31"},
		{"", nil, "5/5/24", "2024-05-05"}, // the same day in both orders
		{"", nil, "4/5/24", ""},
		{"", nil, "31/31/2024", ""},
		{"", nil, "30/2/2024", ""},
		{"", nil, "31/1/024", ""},
		{"", nil, "1/31/4", ""},
		{"", nil, "24-01-31", "2024-01-31"},
		{"", nil, "24/01/31 23:59", "2024-01-31"},
		{"", nil, "31-01-24", "2024-01-31"},
		{"", nil, "01/31/24", "2024-01-31"},
		{"", nil, "24-01-01", ""}, // or 24 January 2001
		{"", nil, "24-1-31", ""},
		{"yy-mm-dd", nil, "24-01-01", "2024-01-01"},
		{"yy-mm-dd", nil, "2024-01-01", ""},
		{"dmy", nil, "24-01-31", "2031-01-24"},
		{"", nil, "14-Jan-15", "2015-01-14"},
		{"", nil, "14-Jan-70", "1970-01-14"},
		{"", nil, "14 Sept. 2015 08:26", "2015-09-14"},
		{"", nil, "January 31, 2024", "2024-01-31"},
		{"", nil, "31-Jun-24", ""},
		{"", nil, "20240131.0", "2024-01-31"},
		{"", nil, "1706659200", "2024-01-31"},
		{"", nil, "1706659200000", "2024-01-31"},
		{"", paris, "1706655600", "2024-01-31"},
		{"", nil, "1706659200000000", ""},
		{"", nil, "45322", ""},
		{"", nil, "41_10_1", ""},
		{"", nil, "The 90s", ""},
		{"auto", nil, "31/01/2024", "2024-01-31"},
		{"dmy", nil, "31/01/2024", "2024-01-31"},
		{"dmy", nil, "3.4.24", "2024-04-03"},
		{"dmy", nil, "14-Jan-15", "2015-01-14"},
		{"dmy", nil, "14 January 2015 08:26", "2015-01-14"},
		{"dmy", nil, "01/13/2024", ""},
		{"mdy", nil, "1/31/2024 8:26", "2024-01-31"},
		{"mdy", nil, "9/7/11", "2011-09-07"},
		{"mdy", nil, "9/7/70", "1970-09-07"},
		{"mdy", nil, "9/7/69", "2069-09-07"},
		{"mdy", nil, "Jan 31, 2024", "2024-01-31"},
		{"mdy", nil, "31-Jan-24", "2024-01-31"},
		{"month-name", nil, "31-Jan-24", "2024-01-31"},
		{"month-name", nil, "31/1/24", ""},
		{"unix", nil, "1706659200", "2024-01-31"},
		{"unix", nil, "-1", "1969-12-31"},
		{"unix-ms", paris, "1706740200000", "2024-01-31"},
		{"excel", nil, "45322", "2024-01-31"},
		{"excel", nil, "45322.75", "2024-01-31"},
		{"unix", nil, "1706659200000", ""},
		{"unix", nil, "1706659200.5", "2024-01-31"},
		{"unix", nil, "1706659200.garbage", ""},
	} {
		path := inFile(t, "sales.csv", "customer_id;date;amount\na;"+c.cell+";1\n")
		got, _, err := readLines(Options{DateFormat: c.format, Zone: c.zone, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, path)
		switch {
		case c.want == "" && kindOfError(err) != Undecided:
			t.Errorf("%s %q was read as %q (%v)", c.format, c.cell, got, err)
		case c.want != "" && (err != nil || got[0] != "a "+c.want+" 1"):
			t.Errorf("%s %q: %q, %v; want %s", c.format, c.cell, got, err, c.want)
		}
	}
}

func TestISODatesAreThoseOfTime(t *testing.T) {
	c := newCalendar(nil)
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= lastYear; day = day.AddDate(0, 0, 1) {
		got, ok := c.parseISO([]byte(day.Format(time.DateOnly)))
		if !ok || got != arrow.Date32FromTime(day) {
			t.Fatalf("%s: %d, %v", day.Format(time.DateOnly), got, ok)
		}
	}
}
