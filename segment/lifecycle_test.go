package segment

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/aggregate"
	"rfm/rfm/score"
)

// order is an order of so many cents.
type order struct {
	customer string
	day      arrow.Date32
	cents    int64
}

// scored are the customers of orders up to a day.
func scored(t *testing.T, s *Scheme, asOf arrow.Date32, orders []order) *score.Scores {
	t.Helper()
	fields := rfm.TransactionSchema(false).Fields()
	fields[2].Type = rfm.Money(2)
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for _, o := range orders {
		b.Field(0).(*array.StringBuilder).Append(o.customer)
		b.Field(1).(*array.Date32Builder).Append(o.day)
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(o.cents))
		b.Field(3).(*array.BooleanBuilder).Append(false)
	}
	rec := b.NewRecord()
	defer rec.Release()
	a := aggregate.NewAggregators(1, aggregate.Settings{AsOf: &asOf, Days: true})[0]
	if err := a.Add(rec); err != nil {
		t.Fatal(err)
	}
	c, _, err := aggregate.Combine(a)
	if err != nil {
		t.Fatal(err)
	}
	none := make([]uint8, c.Len()) // no rule looks at scores
	return &score.Scores{Customers: c, Bins: s.Bins, R: none, F: none, M: none}
}

func TestLifecycleFollowsTheRhythmOfTheCustomer(t *testing.T) {
	const asOf = 10_000
	var orders []order
	add := func(customer string, cents int64, daysAgo ...arrow.Date32) {
		for _, ago := range daysAgo {
			orders = append(orders, order{customer, asOf - ago, cents})
		}
	}
	// Steady customers make the typical gap some 30 days.
	for i := range 40 {
		add(fmt.Sprint("steady", i), 1000, 5, 35, 65, 95, 125, 155)
	}
	add("first", 1000, 10)
	add("once, long ago", 1000, 200)
	add("second", 1000, 10, 45)
	add("gone", 1000, 130, 160, 190, 220)
	add("late", 1000, 70, 100, 130, 160, 190)
	add("back", 1000, 3, 300, 330, 360)
	add("back from one order", 1000, 3, 300)
	add("less", 100, 5, 35, 65)
	add("less", 1000, 95, 125, 155)
	want := map[string]string{"first": "exploring", "once, long ago": "lapsed", "second": "building", "gone": "lapsed",
		"late": "declining", "back": "won_back", "back from one order": "won_back", "less": "declining", "steady7": "stable"}
	s := named(t, "lifecycle")
	a, err := Assign(s, scored(t, s, asOf, orders))
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range a.scores.Customers.ID.All() {
		if code := s.Code(int(a.Position[i])); want[id] != "" && code != want[id] {
			looked, _ := a.Looked(i)
			t.Errorf("%s is %s, want %s: %s", id, code, want[id], looked)
		}
	}
}

// Without a second order day in all the data there is no rhythm.
func TestLifecycleWithoutRhythm(t *testing.T) {
	s := named(t, "lifecycle")
	a, err := Assign(s, scored(t, s, 500, []order{{"a", 100, 1}, {"b", 400, 1}}))
	if err != nil {
		t.Fatal(err)
	}
	if code := s.Code(int(a.Position[0])); code != "exploring" {
		t.Errorf("%s", code)
	}
}

func TestRhythmsNeedTransactions(t *testing.T) {
	s := named(t, "lifecycle")
	scores := scored(t, s, 500, []order{{"a", 100, 1}, {"a", 400, 1}})
	scores.Customers.Days = nil
	var missing *MissingError
	if _, err := Assign(s, scores); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
	if err := s.CheckFreeze(); err == nil {
		t.Error("a typical gap that is kept nowhere")
	}
}

// essecLifecycle is the managerial segmentation of the course Foundations of
// marketing analytics (A. De Bruyn, ESSEC), whose recencies are one day more: as of
// 2016-01-01.
const essecLifecycle = `name: essec
segments:
  - {code: inactive, when: recency_days >= 1095}
  - {code: cold, when: recency_days >= 730}
  - {code: new_warm, when: recency_days >= 365 && tenure_days < 730}
  - {code: warm_low, when: recency_days >= 365 && avg_order_value < 100}
  - {code: warm_high, when: recency_days >= 365}
  - {code: new_active, when: tenure_days < 365}
  - {code: active_low, when: avg_order_value < 100}
  - {code: active_high, when: avg_order_value >= 100}
`

// The counts of both years and the transitions are those that the course
// publishes.
func TestLifecycleOfESSEC(t *testing.T) {
	f, err := os.Open("../../shared/data/essec-purchases/purchases.txt")
	if err != nil {
		t.Skip("no purchases of ESSEC")
	}
	defer f.Close()
	var orders []order
	for lines := bufio.NewScanner(f); lines.Scan(); {
		parts := strings.Split(lines.Text(), "\t")
		day, err := time.Parse(time.DateOnly, parts[2])
		if err != nil {
			t.Fatal(err)
		}
		var amount float64
		fmt.Sscan(parts[1], &amount)
		orders = append(orders, order{parts[0], arrow.Date32FromTime(day), int64(math.Round(amount * 100))})
	}
	s, err := Parse("essec.yaml", []byte(essecLifecycle))
	if err != nil {
		t.Fatal(err)
	}
	var assigned [2]*Assignment
	for i, test := range []struct {
		asOf time.Time
		want string
	}{
		{time.Date(2014, 12, 31, 0, 0, 0, 0, time.UTC), "7512 2153 1250 956 111 1437 3011 475 0"},
		{time.Date(2015, 12, 31, 0, 0, 0, 0, time.UTC), "9158 1903 938 901 119 1512 3313 573 0"},
	} {
		a, err := Assign(s, scored(t, s, arrow.Date32FromTime(test.asOf), orders))
		if err != nil {
			t.Fatal(err)
		}
		counts := make([]int, len(s.Segments)+1)
		for _, p := range a.Position {
			counts[p]++
		}
		if got := strings.Trim(fmt.Sprint(counts), "[]"); got != test.want {
			t.Errorf("%s: %s, want %s", test.asOf.Format(time.DateOnly), got, test.want)
		}
		assigned[i] = a
	}
	m, err := Migrate(assigned[0], assigned[1])
	if err != nil {
		t.Fatal(err)
	}
	moves, err := m.Moves()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, move := range moves {
		got[m.code(move.From, New)+" "+m.code(move.To, Gone)] = move.Customers
	}
	for way, want := range map[string]int{
		"inactive inactive": 7227, "inactive active_high": 35, "inactive active_low": 250,
		"cold inactive": 1931, "cold active_high": 22, "cold active_low": 200,
		"new_active new_warm": 938, "new_active active_high": 89, "new_active active_low": 410,
	} {
		if got[way] != want {
			t.Errorf("%s: %d, want %d", way, got[way], want)
		}
	}
}
