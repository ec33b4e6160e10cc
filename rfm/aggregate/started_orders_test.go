package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// An order counts on the first day on which it has a row, however its rows are
// split over records and aggregators; the days of a customer have as many orders
// as the customer.
func TestDaysCountOrdersOnTheFirstDay(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	var rows []row
	first := map[string]int32{} // of the orders of a customer
	for range 40_000 {
		customer, order := fmt.Sprint("c", rng.IntN(200)), fmt.Sprint("a long order id ", rng.IntN(30))
		r := row{customer: customer, day: int32(rng.IntN(60)), amount: 5, order: order}
		rows = append(rows, r)
		key := customer + order
		if day, known := first[key]; !known || r.day < day {
			first[key] = r.day
		}
	}
	for _, split := range []int{1, 3} {
		c, _ := aggregate(t, rows, Settings{Days: true}, split, 700)
		for i, id := range c.ID.All() {
			sum := int64(0)
			for d := range c.Days.Of(i) {
				want := int64(0)
				for order := range 30 {
					if day, known := first[id+fmt.Sprint("a long order id ", order)]; known && day == int32(d.Day) {
						want++
					}
				}
				if sum += d.Orders; d.Orders != want || !d.Ordered {
					t.Fatalf("%s day %d: %d orders, want %d", id, d.Day, d.Orders, want)
				}
			}
			if sum != c.Orders[i] {
				t.Fatalf("%s: %d orders on days, %d in all", id, sum, c.Orders[i])
			}
		}
	}
}

// The same where order ids ascend, for rows of an order on several days, in several
// records and of several aggregators, with returns and amounts that do not fit a
// group.
func TestDaysCountAscendingOrders(t *testing.T) {
	for _, test := range []struct {
		name                      string
		backwards, strays, scales bool
	}{{name: "rows by day"}, {name: "rows back in time", backwards: true}, {name: "returns and large amounts", strays: true}, {name: "two scales", scales: true}} {
		rng := rand.New(rand.NewPCG(43, 44))
		var rows []row
		want := map[string]int64{} // orders that begin, by customer and day
		for order := range 6000 {
			r := row{customer: fmt.Sprintf("C%05d", rng.IntN(800)), day: int32(order / 100), amount: 5, order: fmt.Sprint(order + 1000)}
			want[fmt.Sprint(r.customer, " ", r.day)]++
			if test.scales && order > 3000 {
				r.scale = 2
			}
			lines := make([]row, 1+rng.IntN(4))
			for i := range lines {
				lines[i] = r
				lines[i].day += int32(i)
			}
			if test.backwards && order%1000 == 999 {
				slices.Reverse(lines)
			}
			rows = append(rows, lines...)
			if test.strays && order > 2000 {
				large, back := r, r
				large.amount, back.amount = 1<<62, -1
				rows = append(rows, large, back)
			}
		}
		for _, split := range []int{1, 3} {
			for _, batch := range []int{1, 2, 700} {
				c, _ := aggregate(t, rows, Settings{Days: true}, split, batch)
				for i, id := range c.ID.All() {
					sum := int64(0)
					for d := range c.Days.Of(i) {
						if sum += d.Orders; d.Orders != want[fmt.Sprint(id, " ", d.Day)] {
							t.Fatalf("%s, %d aggregators, %d rows: %s day %d: %d orders, want %d", test.name, split, batch, id, d.Day, d.Orders, want[fmt.Sprint(id, " ", d.Day)])
						}
					}
					if sum != c.Orders[i] {
						t.Fatalf("%s, %d aggregators, %d rows: %s: %d orders on days, %d in all", test.name, split, batch, id, sum, c.Orders[i])
					}
				}
			}
		}
	}
}

func TestDaysCountWhatTheFrequencyCounts(t *testing.T) {
	rows := []row{{customer: "a", day: 1, amount: 2, order: "x"}, {customer: "a", day: 1, amount: 2, order: "x"}, {customer: "a", day: 2, amount: 2, order: "x"},
		{customer: "a", day: 2, amount: -1, order: "y"}, {customer: "a", day: 4, amount: 3}}
	for _, test := range []struct {
		count Count
		want  []int64
	}{{CountOrders, []int64{1, 0, 1}}, {CountRows, []int64{2, 1, 1}}, {CountDays, []int64{1, 1, 1}}} {
		c, _ := aggregate(t, rows, Settings{Days: true, Count: test.count}, 1, 2)
		var got []int64
		for d := range c.Days.Of(0) {
			got = append(got, d.Orders)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("count %d: %v, want %v", test.count, got, test.want)
		}
	}
}

// Pieces hold those with returns only, too.
func TestPiecesHoldEverybody(t *testing.T) {
	c, _ := aggregate(t, []row{{customer: "a", day: 1, amount: 2}, {customer: "b", day: 2, amount: -3}, {customer: "a", day: 5, amount: 1}}, Settings{Days: true}, 1, 9)
	var nets []int64
	for _, p := range c.Days.Pieces() {
		for i := range p.Len() {
			for _, d := range p.AppendDays(nil, i) {
				nets = append(nets, int64(d.Net.LowBits()))
			}
		}
	}
	slices.Sort(nets)
	if !slices.Equal(nets, []int64{-3, 1, 2}) || c.Len() != 1 {
		t.Errorf("%v of %d customers", nets, c.Len())
	}
}
