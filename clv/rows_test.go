package clv

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Left out of R-013: the annual repeat donations, which need the donors'
// histories.
func TestSummaries(t *testing.T) {
	c := cdnow(t, 7)
	_, log := purchases(t, "testdata/cdnow_sample.csv", 0, 1, 2)
	var lines, days, repeats, repeaters, later, most, longest float64
	shortest := math.Inf(1)
	for _, l := range log {
		lines += float64(len(l))
		seen := map[int]bool{}
		for _, p := range l {
			seen[p.day] = true
		}
		days += float64(len(seen))
	}
	var means []float64
	for i, r := range c.rows {
		repeats += float64(r.X)
		most = max(most, float64(r.X))
		longest, shortest = max(longest, r.T), min(shortest, r.T)
		later += float64(c.holdout[i])
		if r.X > 0 {
			repeaters++
			means = append(means, c.spend[i].Mean)
		}
	}
	slices.Sort(means)
	var sum, square float64
	for _, m := range means {
		sum += m
		square += m * m
	}
	n := float64(len(means))
	sd := math.Sqrt((square - sum*sum/n) / (n - 1))
	middle := (means[len(means)/2-1] + means[len(means)/2]) / 2
	one := c.find("1")
	donations := weighted(t, "testdata/donations.csv")
	example := weighted(t, "testdata/example_summary.csv")
	checkReferences(t, []reference{
		{"R-001", "customers, lines, customer-days, Σx, max x, repeaters, Σx*",
			list(float64(len(c.rows)), lines, days, repeats, most, repeaters, later),
			list(2357, 6919, 6696, 2457, 29, 946, 1882), 0, 0, "BT data/cdnowElog.csv; V"},
		{"R-002", "T range; customer 1", list(shortest, longest, float64(c.rows[one].X), c.rows[one].TX, c.rows[one].T, float64(c.holdout[one]), c.spend[one].Mean),
			list(27, 38.857142857, 2, 30.428571429, 38.857142857, 1, 22.345), 0, 1e-6, "BT cdnowSummary.RData; V"},
		{"R-004", "distinct rows: CDNOW, donations", list(distinct(c.rows), distinct(donations)), list(1016, 22), 0, 0, "V"},
		{"R-005", "repeat spend: mean, sd, min, median, max", over(5, func(i int) float64 {
			return math.Round([]float64{sum / n, sd, means[0], middle, means[len(means)-1]}[i])
		}), list(35, 30, 3, 27, 300), 0, 0, "LT tests/test_utils.py:352-371; FH13"},
		{"R-009", "example: customers, repeaters, distinct, max T", list(total(example, func(Row) float64 { return 1 }),
			total(example, func(r Row) float64 { return indicator(r.X > 0) }), distinct(example), maxT(example)),
			list(5000, 2588, 2700, 364), 0, 0, "LT datasets; V"},
		{"R-013", "donations: cells (0,0), (6,6), (2,4); donors", list(cell(donations, 0, 0), cell(donations, 6, 6), cell(donations, 2, 4),
			total(donations, func(Row) float64 { return 1 })), list(3464, 1203, 155, 11104), 0, 0, "LT donations.csv; BT donationsSummary.RData"},
	})
}

func TestSummariesOfOtherLogs(t *testing.T) {
	t.Run("master", func(t *testing.T) {
		checkReferences(t, []reference{{"R-004", "distinct rows", list(distinct(master(t).rows)), list(8685), 0, 0, "V"}})
	})
	t.Run("apparel", func(t *testing.T) {
		c := apparel(t)
		var later float64
		for _, x := range c.holdout {
			later += float64(x)
		}
		checkReferences(t, []reference{
			{"R-004", "distinct rows", list(distinct(c.rows)), list(358), 0, 0, "V"},
			{"R-007", "customers, Σx, Σx*, x=0", list(float64(len(c.rows)), total(c.rows, func(r Row) float64 { return float64(r.X) }), later,
				total(c.rows, func(r Row) float64 { return indicator(r.X == 0) })), list(600, 1266, 1317, 213), 0, 0, "V"},
		})
	})
	t.Run("grocery", func(t *testing.T) {
		ids, log := purchases(t, shared("btyd/groceryElog.csv"), 0, 1, -1)
		c := summarise(t, ids, log, "2006-12-31", "2006-12-31", 7)
		checkReferences(t, []reference{{"R-004", "distinct rows", list(distinct(c.rows)), list(1012), 0, 0, "V"}})
	})
	t.Run("example", func(t *testing.T) {
		ids, log := purchases(t, shared("btyd/example_transactions.csv"), 1, 0, -1)
		c := summarise(t, ids, log, "2014-12-31", "2014-12-31", 1)
		var lines, days float64
		first := make([][]float64, 3)
		for i, id := range ids {
			lines += float64(len(log[id]))
			days += float64(c.rows[i].X + 1)
		}
		for i := range 5 {
			r := c.rows[c.find([]string{"0", "1", "2", "3", "4"}[i])]
			first[0], first[1], first[2] = append(first[0], float64(r.X)), append(first[1], r.TX), append(first[2], r.T)
		}
		checkReferences(t, []reference{
			{"R-009", "lines, customer-days", list(lines, days), list(15273, 14270), 0, 0, "LT datasets; V"},
			{"R-010", "x", first[0], list(0, 0, 6, 0, 2), 0, 0, "LT docs/Quickstart.md:149; V"},
			{"R-010", "t_x", first[1], list(0, 0, 142, 0, 9), 0, 0, "LT docs/Quickstart.md:149; V"},
			{"R-010", "T", first[2], list(298, 224, 292, 147, 183), 0, 0, "LT docs/Quickstart.md:149; V"},
		})
	})
}

// The purchases of January and February 2015 in lifetimes'
// tests/test_utils.py; days since 1 January.
func TestSummariesOfToyLog(t *testing.T) {
	log := [][]purchase{
		{{0, 1}, {36, 2}},
		{{0, 2}},
		{{0, 3}, {1, 1}, {4, 5}},
		{{15, 6}, {32, 3}, {35, 3}},
		{{15, 3}, {16, 1}, {17, 8}},
		{{32, 5}},
	}
	row := func(customer int, more ...purchase) Summary {
		var days []int
		var amounts []float64
		for _, p := range append(slices.Clone(log[customer]), more...) {
			days, amounts = append(days, p.day), append(amounts, p.amount)
		}
		s, ok := Summarise(days, amounts, 37)
		if !ok {
			t.Fatalf("customer %d has no purchase", customer+1)
		}
		return s
	}
	wantRepeat := [][]float64{{1, 36, 37, 2}, {0, 0, 37, 0}, {2, 4, 37, 3}, {2, 20, 22, 3}, {2, 2, 22, 4.5}, {0, 0, 5, 0}}
	wantAll := [][]float64{{2, 1, 1.5}, {1, 37, 2}, {3, 33, 3}, {3, 2, 6}, {3, 20, 4}, {1, 5, 5}}
	for i := range log {
		s := row(i)
		var more []purchase
		if i == 3 {
			more = append(more, purchase{35, 6})
		}
		a := row(i, more...)
		checkReferences(t, []reference{
			{"R-014", "x, t_x, T, m", list(float64(s.X), s.TX, s.T, s.Mean), wantRepeat[i], 0, 0, "LT tests/test_utils.py:239-330"},
			{"R-017", "purchases, days since the last, mean of all", list(float64(a.X+1), a.T-a.TX, (a.First+float64(a.X)*a.Mean)/float64(a.X+1)),
				wantAll[i], 0, 0, "PM tests/clv/test_utils.py"},
		})
	}
}

func TestSummariseLeavesOutLaterPurchases(t *testing.T) {
	if _, ok := Summarise([]int{5, 9}, nil, 4); ok {
		t.Error("a customer who comes after the end has a summary")
	}
	s, ok := Summarise([]int{9, 2, 9, 4}, []float64{1, 2, 3, 4}, 8)
	want := Summary{Row{X: 1, TX: 2, T: 6, N: 1}, 4, 2}
	if !ok || s != want {
		t.Errorf("got %+v, want %+v", s, want)
	}
}

func TestCollapseForgetsOrder(t *testing.T) {
	c := cdnow(t, 7)
	want, _ := Collapse(c.rows)
	rng := rand.New(rand.NewPCG(1, 2))
	shuffled := slices.Clone(c.rows)
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	got, index := Collapse(shuffled)
	if !slices.Equal(got, want) {
		t.Error("distinct rows depend on the order of the input")
	}
	for i, r := range shuffled {
		if d := got[index[i]]; d.X != r.X || d.TX != r.TX || d.T != r.T {
			t.Fatalf("row %d went to %+v", i, d)
		}
	}
}

func TestImpossibleRows(t *testing.T) {
	for name, r := range map[string]Row{
		"t_x > T":            {X: 1, TX: 5, T: 4},
		"negative x":         {X: -1, T: 4},
		"no repeat, but t_x": {TX: 2, T: 4},
		"repeat at t_x 0":    {X: 2, T: 4},
		"T not a number":     {T: math.NaN()},
		"T infinite":         {T: math.Inf(1)},
	} {
		var e *RowError
		if _, err := Fit(BGNBD{}, []Row{{X: 1, TX: 2, T: 3}, r}, Settings{}); !errors.As(err, &e) || e.Index != 1 {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := Fit(BGBB{}, []Row{{X: 3, TX: 2, T: 3}}, Settings{}); err == nil {
		t.Error("BG/BB takes x > t_x")
	}
	if _, err := Fit(NBD{}, []Row{{}, {}}, Settings{}); err != ErrNoTime {
		t.Errorf("all T = 0: error %v", err)
	}
}

func distinct(rows []Row) float64 {
	d, _ := Collapse(rows)
	return float64(len(d))
}

func cell(rows []Row, x int, tx float64) float64 {
	return total(rows, func(r Row) float64 { return indicator(r.X == x && r.TX == tx) })
}

func maxT(rows []Row) float64 {
	var m float64
	for _, r := range rows {
		m = max(m, r.T)
	}
	return m
}
