package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
)

// numberedRows are rows of customers whose ids are numbers, but for a few, and
// of whom some have more than a slot can hold.
func numberedRows(n int) []row {
	random := rand.New(rand.NewPCG(13, 14))
	rows := make([]row, n)
	for i := range rows {
		c := random.IntN(n / 10)
		r := row{customer: fmt.Sprintf("C%07d", 4_000_000+c), day: 15000 + random.Int32N(400), amount: random.Int64N(100_000), scale: 2,
			order: fmt.Sprint("INV", random.IntN(n/3))}
		switch {
		case c%20 == 0:
			r.customer = "shop"
		case c%20 == 1:
			r.customer = fmt.Sprint("C", c) // as many digits as it needs
		case c == 3:
			r.amount = maxSum - 1 - r.amount
		case random.IntN(50) == 0:
			r.amount, r.isReturn = -r.amount, true
		case random.IntN(50) == 0:
			r.day += 70_000
		case random.IntN(50) == 0:
			r.order = ""
		}
		rows[i] = r
	}
	return rows
}

func TestDirectTableGivesWhatAMapGives(t *testing.T) {
	rows := numberedRows(10_000)
	for _, s := range []Settings{{}, {Count: CountRows}, {Count: CountDays}, {Returns: KeepReturns}, {Returns: DropReturns, Monetary: rfm.MeanOrder}, {Memory: 200_000}, {Memory: 1}} {
		for _, aggregators := range []int{1, 3} {
			c, _ := aggregate(t, rows, s, aggregators, 1000)
			got, want := lines(c), reference(rows, s)
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("%+v, %d aggregators: %s", s, aggregators, firstDifference(got, want))
			}
		}
	}
}

func TestNumbersGoToTheDirectTable(t *testing.T) {
	all := NewAggregators(1, Settings{})
	rec := record(t, memory.DefaultAllocator, numberedRows(10_000))
	if err := all[0].Add(rec); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, n := range all[0].buffers.filled {
		rows += int(n)
	}
	for i := range all[0].population.partitions {
		rows += all[0].population.partitions[i].table.count
	}
	if rows == 0 || rows > 2000 {
		t.Errorf("%d of 10,000 rows found no slot", rows)
	}
}

func TestDirectTablesBeyondTheLimitAreDropped(t *testing.T) {
	all := NewAggregators(2, Settings{Memory: 1000})
	rec := record(t, memory.DefaultAllocator, numberedRows(10_000))
	for range 2 {
		for _, a := range all {
			if err := a.Add(rec); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, a := range all {
		if a.direct.slots != nil || a.direct.held != 0 {
			t.Errorf("aggregator %d has a direct table", i)
		}
	}
}

func TestSlotHoldsWhatItCan(t *testing.T) {
	full := directSlot{sum: maxSum - 1, orders: maxOrders}
	for _, c := range []struct {
		more directSlot
		want bool
	}{{directSlot{}, true}, {directSlot{sum: 1}, false}, {directSlot{orders: 1}, false}} {
		got := full
		if ok := got.add(c.more); ok != c.want || !ok && got != full {
			t.Errorf("%+v and %+v: %+v, %v", full, c.more, got, ok)
		}
	}
}
