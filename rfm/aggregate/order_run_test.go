package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ascendingRows are rows of orders that ascend, of one or a few rows each.
func ascendingRows(n int) []row {
	random := rand.New(rand.NewPCG(21, 22))
	rows := make([]row, n)
	order, customer := 8, 0
	for i := range rows {
		if i == 0 || random.IntN(3) > 0 {
			order, customer = order+1+random.IntN(3), random.IntN(50)
		}
		rows[i] = row{customer: fmt.Sprint(100 + customer), day: 15000 + int32(i/100), amount: random.Int64N(1000), order: fmt.Sprint(order)}
	}
	return rows
}

func TestOrdersThatAscendAreCountedLikeOthers(t *testing.T) {
	ascending := ascendingRows(3000)
	change := func(change func(rows []row)) []row {
		rows := slices.Clone(ascending)
		change(rows)
		return rows
	}
	for _, c := range []struct {
		name   string
		rows   []row
		ascend bool
	}{
		{"ascending", ascending, true},
		{"with rows without an order", change(func(rows []row) { rows[7].order, rows[2000].order = "", "" }), true},
		{"with other customers in an order", change(func(rows []row) { rows[1000].order, rows[1000].customer = rows[999].order, "1" }), false},
		{"with an order again", change(func(rows []row) { rows[2500].order, rows[2500].customer = rows[10].order, rows[10].customer }), false},
		{"descending", change(func(rows []row) { slices.Reverse(rows) }), false},
		{"with a row with a large amount", change(func(rows []row) { rows[1500].amount = 1 << 62 }), false},
		{"with more decimals", change(func(rows []row) { rows[1500].scale = 2 }), true},
	} {
		want := reference(c.rows, Settings{})
		for _, aggregators := range []int{1, 2, 3} {
			for _, batch := range []int{10, 1000} {
				customers, _ := aggregate(t, c.rows, Settings{}, aggregators, batch)
				got := lines(customers)
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Errorf("%s, %d aggregators, records of %d: %s", c.name, aggregators, batch, firstDifference(got, want))
				}
			}
		}
		a := NewAggregators(1, Settings{})[0]
		for _, rows := range slices.Collect(slices.Chunk(c.rows, 500)) {
			for len(rows) > 0 {
				n := 1
				for n < len(rows) && rows[n].scale == rows[0].scale {
					n++
				}
				rec := record(t, memory.DefaultAllocator, rows[:n])
				if err := a.Add(rec); err != nil {
					t.Fatal(err)
				}
				rec.Release()
				rows = rows[n:]
			}
		}
		if _, ascend := joinRuns([]*orderRun{&a.run}); ascend != c.ascend {
			t.Errorf("%s: ascend is %v, want %v", c.name, ascend, c.ascend)
		}
	}
}

// Two halves that each ascend, but not one after the other.
func TestRunsThatOverlapAreNotJoined(t *testing.T) {
	rows := ascendingRows(2000)
	twice := append(slices.Clone(rows[:1200]), rows[800:]...)
	want := reference(twice, Settings{})
	all := NewAggregators(2, Settings{})
	for i, half := range [][]row{twice[:1200], twice[1200:]} {
		rec := record(t, memory.DefaultAllocator, half)
		if err := all[i].Add(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
		if all[i].run.broken {
			t.Errorf("half %d does not ascend", i)
		}
	}
	c, _, err := Combine(all...)
	if err != nil {
		t.Fatal(err)
	}
	got := lines(c)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Error(firstDifference(got, want))
	}
}
