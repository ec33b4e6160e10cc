package score

import (
	"fmt"
	"slices"
	"testing"

	"rfm/rfm"
	"rfm/rfm/internal/rfmtest"
)

func TestLevels(t *testing.T) {
	c := rfmtest.Customers(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	edges := mustEdges(t, "r=3;f=2,20;m=0.5")
	for _, test := range []struct {
		o         Options
		dimension rfm.Dimension
		want      []string // score: interval (customers)
	}{
		{Options{Bins: Bins{2, 2, 3}}, rfm.Recency, []string{"1: x > 5.5 (5)", "2: x <= 5.5 (5)"}},
		{Options{Bins: Bins{2, 2, 3}}, rfm.Monetary,
			[]string{"1: x <= 0.4 (4)", "2: 0.4 < x <= 0.7 (3)", "3: x > 0.7 (3)"}},
		{Options{Bins: Bins{2, 2, 7}}, rfm.Monetary,
			[]string{"1: x <= 0.2286 (2)", "2: 0.2286 < x <= 0.3571 (1)", "3: 0.3571 < x <= 0.4857 (1)",
				"4: 0.4857 < x <= 0.6143 (2)", "5: 0.6143 < x <= 0.7429 (1)", "6: 0.7429 < x <= 0.8714 (1)", "7: x > 0.8714 (2)"}},
		{Options{Edges: edges}, rfm.Frequency, []string{"1: x <= 2 (2)", "2: 2 < x <= 20 (8)", "3: x > 20 (0)"}},
		{Options{Method: "r-rfm", Bins: Bins{3, 2, 2}}, rfm.Recency,
			[]string{"1: x >= 8 (3)", "2: 5 <= x < 8 (3)", "3: x < 5 (4)"}},
		{Options{Method: "ntile", Bins: Bins{3, 2, 2}}, rfm.Recency, []string{"1: x (4)", "2: x (3)", "3: x (3)"}},
	} {
		var got []string
		for _, l := range mustScore(t, c, test.o).Levels(test.dimension) {
			got = append(got, fmt.Sprintf("%d: %s (%d)", l.Score, l.Interval.Text("x"), l.Customers))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v %s:\n got %q\nwant %q", test.o, test.dimension.Letter(), got, test.want)
		}
	}
}

func TestExplain(t *testing.T) {
	// Values 1 … 10; cut points 2.8, 4.6, 6.4, 8.2 (r-rfm: 3.8, 5.6, 7.4, 9.2).
	ten := rfmtest.Customers(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	ties := rfmtest.Customers(0, 1, 1, 1, 1, 1, 1, 2, 3, 4)
	for _, test := range []struct {
		method    string
		c         *rfm.Customers
		customer  int
		dimension rfm.Dimension
		want      string // value score interval lower higher
	}{
		{"quantile", ten, 4, rfm.Recency, "5 3 4.6 < x <= 6.4 -2:7+2 +4:4-1"},
		{"quantile", ten, 4, rfm.Frequency, "5 3 4.6 < x <= 6.4 -2:4-1 +4:7+2"},
		{"quantile", ten, 4, rfm.Monetary, "0.5 3 0.46 < x <= 0.64 -2:0.4-0.1 +4:0.7+0.2"},
		{"quantile", ten, 0, rfm.Recency, "1 5 x <= 2.8 -4:3+2 none"},
		{"quantile", ten, 9, rfm.Recency, "10 1 x > 8.2 none +2:8-2"},
		{"r-rfm", ten, 4, rfm.Frequency, "5 2 3.8 <= x < 5.6 -1:3-2 +3:6+1"},
		// Scores 2 and 3 have no interval; there are no orders below 1.
		{"quantile", ties, 6, rfm.Frequency, "2 4 1 < x <= 2.4 -1:1-1 +5:3+1"},
		{"quantile", ties, 0, rfm.Frequency, "1 1 x <= 1 none +4:2+1"},
		{"nested", rfmtest.Customers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 1, rfm.Frequency, "2 5 x > 1.8 -1:1-1 none"},
		{"ntile", ten, 4, rfm.Frequency, "5 3 x none none"},
	} {
		s := mustScore(t, test.c, Options{Method: test.method})
		e := s.Explain(test.customer)[test.dimension]
		got := fmt.Sprintf("%s %d %s %s %s", e.Value, e.Score, e.Interval.Text("x"), stepText(e, e.Lower, "-"), stepText(e, e.Higher, "+"))
		if got != test.want {
			t.Errorf("%s, customer %d, %s:\n got %s\nwant %s", test.method, test.customer, test.dimension.Letter(), got, test.want)
		}
	}
}

// stepText is -score:value±distance.
func stepText(e Explanation, s *Step, direction string) string {
	if s == nil {
		return "none"
	}
	sign := "+"
	if (direction == "-") != (e.Dimension == rfm.Recency) {
		sign = "-"
	}
	return fmt.Sprintf("%s%d:%s%s%s", direction, s.Score, s.Value, sign, s.Distance)
}

func TestNotices(t *testing.T) {
	heavy := rfmtest.Customers(0, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4)
	for _, test := range []struct {
		name string
		o    Options
		c    *rfm.Customers
		want []string
	}{
		{"none", Options{}, rfmtest.Customers(0, 1, 2, 3, 4, 5), nil},
		{"ties", Options{}, heavy, []string{
			"no customer has R score 3 or 4: 70 % of customers share recency_days = 1; --edges sets your own cut points",
			"no customer has F score 2 or 3: 70 % of customers share orders = 1; --edges sets your own cut points",
			"no customer has M score 2 or 3: 70 % of customers share monetary = 1; --edges sets your own cut points"}},
		{"ranks", Options{Method: "ntile"}, heavy, nil},
		{"edges", Options{Edges: mustEdges(t, "r=3;f=2;m=1,1.5")}, heavy, []string{
			"90 % of customers have R score 2",
			"no customer has M score 2"}},
		{"few", Options{Bins: Bins{3, 2, 2}}, rfmtest.Customers(0, 1, 9), []string{"no customer has R score 2: 2 customers cannot fill 3 bins"}},
		{"one", Options{Bins: Bins{2, 2, 2}, Method: "ntile"}, rfmtest.Customers(0, 1), []string{
			"no customer has R score 2: 1 customer cannot fill 2 bins",
			"no customer has F score 2: 1 customer cannot fill 2 bins",
			"no customer has M score 2: 1 customer cannot fill 2 bins"}},
	} {
		var got []string
		for _, n := range mustScore(t, test.c, test.o).Notices {
			got = append(got, n.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
}
