package period

import (
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Every day of four centuries falls into the period that the calendar of the
// standard library says.
func TestPeriodsFollowTheCalendar(t *testing.T) {
	from, to := date(t, "1799-12-25"), date(t, "2201-01-08")
	for day := from; day <= to; day++ {
		at := day.ToTime()
		year, month, ofMonth := civil(day)
		if year != at.Year() || month != int(at.Month()) || ofMonth != at.Day() {
			t.Fatalf("%s: %d-%d-%d", at.Format(time.DateOnly), year, month, ofMonth)
		}
		for _, every := range everyUnit() {
			p := every.Index(day)
			if every.Start(p) > day || every.End(p) < day || every.Index(every.End(p)+1) != p+1 {
				t.Fatalf("%s is not in %s %s", at.Format(time.DateOnly), every, every.Label(p))
			}
		}
	}
}

func TestLabels(t *testing.T) {
	for _, test := range []struct {
		every     Every
		day, want string
	}{
		{Day, "2011-03-05", "2011-03-05"}, {Week, "2011-01-02", "2010-W52"}, {Week, "2021-01-03", "2020-W53"}, {Week, "2021-01-04", "2021-W01"},
		{Month, "2011-12-31", "2011-12"}, {Quarter, "2011-07-01", "2011Q3"}, {Year, "1969-12-31", "1969"},
	} {
		if got := test.every.Label(test.every.Index(date(t, test.day))); got != test.want {
			t.Errorf("%s in %ss: %s, want %s", test.day, test.every, got, test.want)
		}
	}
}

func TestGridEndsWithTheData(t *testing.T) {
	g, err := NewGrid(Month, date(t, "2010-12-15"), date(t, "2011-02-09"))
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != 3 || !g.Complete(1) || g.Complete(2) || g.Complete(3) || g.End(2) != g.AsOf {
		t.Errorf("%+v", g)
	}
	for _, test := range []struct {
		day  string
		want int
	}{{"2010-12-30", -1}, {"2010-12-31", 0}, {"2011-01-30", 0}, {"2011-02-08", 1}, {"2011-02-09", 2}, {"2011-05-01", 2}} {
		if got := g.lastEndBy(date(t, test.day)); got != test.want {
			t.Errorf("last end by %s: %d, want %d", test.day, got, test.want)
		}
	}
	if _, err := NewGrid(Month, 5, 4); err == nil {
		t.Error("a grid that ends before it begins")
	}
}

func TestSameDayOfTheYearBefore(t *testing.T) {
	for day, want := range map[string]string{"2012-02-29": "2011-02-28", "2012-03-01": "2011-03-01", "2013-02-28": "2012-02-28", "2011-12-09": "2010-12-09"} {
		if got := yearBefore(date(t, day)); got != date(t, want) {
			t.Errorf("%s: %s, want %s", day, arrow.Date32(got).FormattedString(), want)
		}
	}
}
