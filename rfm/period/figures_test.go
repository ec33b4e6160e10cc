package period

import (
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
)

// Figures of Online Retail and CDNOW, computed by pandas and SQL.
func TestTrendOfOnlineRetail(t *testing.T) {
	c, account := onlineRetailSample(t).customers(t, aggregate.Settings{})
	trend, err := NewTrend(c.Days, gridOf(t, c, Month), 90)
	if err != nil {
		t.Fatal(err)
	}
	if got := trend.Rows[3]; fmt.Sprint(got.Active, got.New, got.Retained, got.Reactivated, got.Lapsed) != "974 452 290 232 468" {
		t.Errorf("2011-03: %+v", got)
	}
	march := trend.Rows[3]
	for i, want := range []string{"197975.990", "266905.000", "116622.980", "-1539.360", "72878.300", "59042.630", "186482.560"} {
		got := []interface{ ToString(int32) string }{march.RevenueNew, march.RevenueRetained, march.RevenueReactivated, march.Other,
			march.Expansion, march.Contraction, march.Lost}[i].ToString(3)
		if got != want {
			t.Errorf("money of 2011-03, %d: %s, want %s", i, got, want)
		}
	}
	if got := trend.Rows[7].Other.ToString(3); got != "-10890.430" {
		t.Errorf("other of 2011-07: %s", got)
	}
	recent, all := "", ""
	for _, r := range trend.Rows[3:12] {
		recent, all = recent+fmt.Sprint(" ", r.Recent), all+fmt.Sprint(" ", r.Customers)
	}
	if recent != " 1776 1901 1978 1991 2025 1934 2151 2471 2852" || all != " 2134 2434 2718 2960 3148 3317 3616 3974 4298" {
		t.Errorf("recent%s of%s", recent, all)
	}
	last := trend.Rows[12]
	if last.Repeaters != 2845 || last.Customers != 4339 {
		t.Errorf("repeaters %d of %d", last.Repeaters, last.Customers)
	}
	var orders int64
	for _, r := range trend.Rows {
		orders += r.Orders
	}
	if orders != 18_536 {
		t.Errorf("%d orders", orders)
	}
	if account.ReturnsOnly != 33 {
		t.Errorf("%d customers with returns only", account.ReturnsOnly)
	}
	quarters, _ := NewTrend(c.Days, gridOf(t, c, Quarter), 90)
	if got := quarters.Rows[3]; quarters.Grid.Label(3) != "2011Q3" || fmt.Sprint(got.Active, got.New, got.Retained, got.Reactivated, got.Lapsed) != "2161 656 1211 294 780" {
		t.Errorf("%s: %+v", quarters.Grid.Label(3), got)
	}
}

// The whole time as one period: repeat revenue, orders per customer, median tenure.
func TestTrendOfTheWholeTime(t *testing.T) {
	online, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	cdnow, _ := cdnowSample(t).customers(t, aggregate.Settings{})
	for _, test := range []struct {
		c    *rfm.Customers
		want string
	}{{online, "77.734670 4.271952 248.0"}, {cdnow, "68.621537 2.955409 502.0"}} {
		first, _ := FirstDay(test.c.Days)
		grid, err := NewSplit(first, first, test.c.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		trend, err := NewTrend(test.c.Days, grid, 90)
		if err != nil {
			t.Fatal(err)
		}
		rec := trend.Record(memory.DefaultAllocator, 0)
		got := ""
		for _, name := range []string{FieldRepeatRevenue, FieldPerCustomer, FieldTenureMedian} {
			column := rec.Column(rec.Schema().FieldIndices(name)[0]).(*array.Decimal128)
			got += " " + column.Value(0).ToString(column.DataType().(*arrow.Decimal128Type).Scale)
		}
		if got[1:] != test.want || trend.Rows[0].Customers != int64(test.c.Len()) {
			t.Errorf("%s, want %s", got[1:], test.want)
		}
	}
}

func TestTrendOfCDNOW(t *testing.T) {
	c, _ := cdnowSample(t).customers(t, aggregate.Settings{})
	trend, err := NewTrend(c.Days, gridOf(t, c, Month), 90)
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range []string{"7846 0 0 0", "9633 1157 0 6689", "9524 1681 595 7952", "2822 1773 1049 7751"} {
		r := trend.Rows[p]
		if got := fmt.Sprint(r.Active, r.Retained, r.Reactivated, r.Lapsed); got != want {
			t.Errorf("%s: %s, want %s", trend.Grid.Label(p), got, want)
		}
	}
	quarters, _ := NewTrend(c.Days, gridOf(t, c, Quarter), 90)
	if r := quarters.Rows[1]; fmt.Sprint(r.Active, r.Lapsed, r.Retained+r.Lapsed) != "5376 18194 23570" {
		t.Errorf("Q2 %+v", r)
	}
	if r := quarters.Rows[2]; fmt.Sprint(r.Active, r.Retained, r.Reactivated, r.Lapsed) != "4263 2289 1974 3087" {
		t.Errorf("Q3 %+v", r)
	}
}

func activeText(cells []Cell) string {
	text := ""
	for _, c := range cells {
		text += fmt.Sprint(c.Active[Retention], " ")
	}
	return text
}

func TestCohortsOfOnlineRetailAndCDNOW(t *testing.T) {
	online, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	cohorts, err := NewCohorts(online.Days, gridOf(t, online, Month))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"885 324 286 340 321 352 321 309 313 350 331 445 235 ", "417 92 111 96 134 120 103 101 125 136 152 49 "} {
		if got := activeText(cohorts.Cohorts[i].Cells); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
	cdnow, _ := cdnowSample(t).customers(t, aggregate.Settings{})
	if cohorts, err = NewCohorts(cdnow.Days, gridOf(t, cdnow, Month)); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"7846 1157 964 810 679 736 720 582 559 594 673 634 528 511 664 472 497 498 ",
		"8476 1312 980 783 847 786 626 619 666 721 661 545 568 718 545 548 551 "} {
		if got := activeText(cohorts.Cohorts[i].Cells); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
	for i, want := range []string{"95.752852", "90.941849"} {
		value, _ := cohorts.Value(cohorts.Cohorts[i].Cells[12].RevenueCum, cohorts.Cohorts[i].Size)
		if value.ToString(6) != want {
			t.Errorf("value of row %d: %s, want %s", i, value.ToString(6), want)
		}
	}
	for age, want := range map[int]string{1: "14.8536", 2: "11.4383", 3: "9.9661", 6: "8.0908", 12: "7.5265"} {
		active, customers := cohorts.Mean(Retention, age)
		if got := fmt.Sprintf("%.4f", 100*float64(active)/float64(customers)); got != want {
			t.Errorf("mean of age %d: %s, want %s", age, got, want)
		}
	}
}

// The triangle that is published with R's cohorts package counts the rows
// without a customer as one customer more in every month of the first row.
func TestCohortsWithCancellationsAsOrders(t *testing.T) {
	c, _ := onlineRetailSample(t).customers(t, aggregate.Settings{Returns: aggregate.KeepReturns})
	cohorts, err := NewCohorts(c.Days, gridOf(t, c, Month))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"948 362 317 367 341 376 360 336 336 374 354 474 260 ", "421 101 119 102 138 126 110 108 131 146 155 63 ",
		"380 94 73 106 102 94 97 107 98 119 35 ", "440 84 112 96 102 78 116 105 127 39 ", "299 68 66 63 62 71 69 78 25 ",
		"279 66 48 48 60 68 74 29 ", "235 49 44 64 58 79 24 ", "191 40 39 44 52 22 ", "167 42 42 42 23 ", "298 89 97 36 ", "352 93 46 ", "321 43 ", "41 "} {
		if got := activeText(cohorts.Cohorts[i].Cells); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
}

func TestCohortsByDayOfGamelaunch(t *testing.T) {
	s := sample{}
	var header []string
	read(t, ',', func(line []string) {
		if header == nil {
			header = append(header, line...)
			return
		}
		r := sale{}
		for i, name := range header {
			switch name {
			case "userid", "user_id", "id":
				r.customer = string([]byte(line[i]))
			case "eventDate", "event_date", "date":
				r.day = date(t, line[i][:10])
			}
		}
		s.sales = append(s.sales, r)
	}, "gamelaunch", "gamelaunch.csv.gz")
	c, _ := s.customers(t, aggregate.Settings{})
	cohorts, err := NewCohorts(c.Days, gridOf(t, c, Day))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"96 65 55 46 46 45 44 33 34 31 26 ", "200 117 96 84 82 76 62 72 63 52 59 ",
		"370 207 181 152 138 127 114 98 95 89 84 ", "387 223 177 151 129 122 107 115 114 86 88 "} {
		if got := activeText(cohorts.Cohorts[i].Cells[:11]); got != want || cohorts.Cohorts[0].Name != "2016-04-27" {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
}

func TestWithinDays(t *testing.T) {
	online, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	cdnow, _ := cdnowSample(t).customers(t, aggregate.Settings{})
	horizons := []int{30, 60, 90, 180, 365}
	for _, test := range []struct {
		c    *rfm.Customers
		want string
	}{
		{online, "[4086 3741 3370 2821 573] [779 1315 1534 1853 500]"},
		{cdnow, "[23570 23570 23570 23570 23570] [4115 5929 6887 8827 10810]"},
	} {
		w := NewWithin(test.c.Days, gridOf(t, test.c, Month), horizons)
		if all := w.Total(); fmt.Sprint(all.Eligible, all.Repeat) != test.want {
			t.Errorf("%v %v, want %s", all.Eligible, all.Repeat, test.want)
		}
	}
}

func TestLadderAndRegularity(t *testing.T) {
	online, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	cdnow, _ := cdnowSample(t).customers(t, aggregate.Settings{})
	for _, test := range []struct {
		name       string
		c          *rfm.Customers
		steps      []string
		regularity string
	}{
		{"online retail", online, []string{"4339 2790 57 81.92 133 192", "2790 1916 45 59.37 92 130", "1916 1415 39 49.86 76 104"}, "1.831 1916"},
		{"cdnow", cdnow, []string{"23570 11516 57 111.00 207 307", "11516 7476 52 90.76"}, "0.931 7476"},
	} {
		l := NewLadder(test.c.Days, test.c.AsOf, 3)
		for i, want := range test.steps {
			s := l.Steps[i]
			got := fmt.Sprintf("%d %d %g %.2f %g %g", s.Customers, s.WentOn, s.Half, s.Mean, s.FourOfFive, s.NineOfTen)
			if got[:min(len(got), len(want))] != want {
				t.Errorf("%s step %d: %s, want %s", test.name, i+1, got, want)
			}
		}
		if got := fmt.Sprintf("%.3f %d", l.Regularity, l.Paired); got != test.regularity {
			t.Errorf("%s: regularity %s, want %s", test.name, got, test.regularity)
		}
	}
}

func TestDueOfOnlineRetail(t *testing.T) {
	c, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	rhythm := NewRhythm(c.Days, c.AsOf)
	if got := fmt.Sprintf("%.6f", rhythm.Typical()); got != "45.649553" {
		t.Errorf("typical gap %s", got)
	}
	d, err := NewDue(c, DueOptions{Rhythm: rhythm, Bands: DefaultBands(), Window: 91})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Counts(); got != [statuses]int64{1971, 390, 155, 274, 1549} {
		t.Errorf("statuses %v", got)
	}
	want := map[string]string{"12347": "58.6642 2012-02-04 0.0341", "14646": "8.8589 2011-12-17", "12980": "27.4055 2011-08-01 5.7288"}
	for i, id := range c.ID.All() {
		if w := want[id]; w != "" {
			days, late, _ := d.RhythmDays(i)
			due, _ := d.Date(i)
			if got := days.ToString(4) + " " + due.FormattedString() + " " + late.ToString(4); got[:len(w)] != w {
				t.Errorf("%s: %s, want %s", id, got, w)
			}
		}
	}
	if got := d.Fall(); got != (Fall{Before: 1899, Down: 869, Gone: 593, Up: 636}) {
		t.Errorf("falling amounts %+v", got)
	}
}

func TestBacktestOfOnlineRetailAndCDNOW(t *testing.T) {
	online, _ := onlineRetailSample(t).customers(t, aggregate.Settings{})
	cdnow, _ := cdnowSample(t).until(date(t, "1997-12-30")).customers(t, aggregate.Settings{})
	for _, test := range []struct {
		c         *rfm.Customers
		cut, want string
	}{
		{online, "2011-09-09", "0.269 0.384 0.523 0.766 0.675 0.665 0.604 0.644"},
		{cdnow, "1997-09-30", "0.518 0.682 0.750 0.924 0.766 0.765 0.662 0.701"},
	} {
		b := NewBacktest(test.c.Days, test.c.AsOf, 91, DefaultBands())
		got := ""
		for _, band := range b.Bands {
			got += fmt.Sprintf("%.3f ", float64(band.Slowed)/float64(band.Customers))
		}
		got += fmt.Sprintf("%.3f %.3f %.3f %.3f", b.SlowedByLate, b.SlowedByRecency, b.AwayByLate, b.AwayByRecency)
		if got != test.want || b.Cut.FormattedString() != test.cut {
			t.Errorf("%s: %s, want %s %s", b.Cut.FormattedString(), got, test.cut, test.want)
		}
	}
}

func TestGrowthMatrixOfOnlineRetail(t *testing.T) {
	s := onlineRetailSample(t)
	half := date(t, "2011-07-01")
	reader := NewGrowthReader(aggregate.Settings{}, func(day arrow.Date32) int { // before, and from then on
		if day < half {
			return 0
		}
		return 1
	})
	for _, rec := range s.records(1 << 14) {
		if err := reader.Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	grid, err := NewSplit(date(t, "2010-12-01"), half, date(t, "2011-12-09"))
	if err != nil {
		t.Fatal(err)
	}
	growth, err := reader.Growth(grid, false)
	if err != nil {
		t.Fatal(err)
	}
	row := growth.Rows[1]
	for cell, want := range []string{"3211558.601 2008", "426068.540 1535", "824281.372 1376", "126398.060 987"} {
		if got := fmt.Sprint(row.Revenue[cell].ToString(3), " ", row.Customers[cell]); got != want {
			t.Errorf("%s: %s, want %s", GrowthCell(cell), got, want)
		}
	}
	if got := row.Other.ToString(3); got != "-16742.010" { // of which -2057.550 and -7939.430 of codes that were never sold
		t.Errorf("other: %s", got)
	}
}
