package rfm

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Equal days are merged long before the end.
func TestDayListMergesEqualDays(t *testing.T) {
	var list DayList
	for i := range 200_000 {
		if !list.Add(uint32(i%2), arrow.Date32(i%20), false, 1, decimal128.FromI64(1)) {
			t.Fatal("a sum does not fit")
		}
	}
	if len(list.chunks) > 2*firstDayMerge {
		t.Errorf("%d chunks for 40 days", len(list.chunks))
	}
	sorted, fits := new(DaySorter).Sort(&list)
	if !fits {
		t.Fatal("a sum does not fit")
	}
	days := 0
	for d := range NewDayBook([]SortedDays{sorted}, []DayPlace{{0, 0}}, 0).Of(0) {
		if days++; d.Net.BigInt().Int64() != 10_000 || d.Orders != 10_000 {
			t.Errorf("day %d: %v", d.Day, d.Net.BigInt())
		}
	}
	if days != 10 {
		t.Errorf("%d days, want 10", days)
	}
}

// Days far apart, before 1970 and after, come in order, and amounts beyond 64 bits
// keep their value; a sorter serves one list after the other.
func TestDaySorterOrdersDaysFarApart(t *testing.T) {
	var sorter DaySorter
	for _, step := range []int{1, 700, 100_000} {
		var list DayList
		wide := decimal128.New(3, 5)
		for k := range 2000 {
			day := arrow.Date32((k*37%100 - 50) * step)
			list.Add(uint32(k%3)*2, day, k%7 == 0, 1, wide)
		}
		sorted, fits := sorter.Sort(&list)
		book := NewDayBook([]SortedDays{sorted}, []DayPlace{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}}, 0)
		orders, days := int64(0), 0
		for customer := range 5 {
			var before *Day
			for d := range book.Of(customer) {
				if before != nil && d.Day <= before.Day || d.Net.HighBits() < 3 || customer%2 == 1 {
					t.Fatalf("step %d: day %d of customer %d: %v", step, d.Day, customer, d.Net)
				}
				before = &d
				days++
			}
		}
		for _, c := range sorted.chunks {
			for i := range c.n {
				orders += int64(c.entries[i].orders)
			}
		}
		if !fits || orders != 2000 || days != 300 {
			t.Errorf("step %d: %d rows on %d days, want 2000 on 300", step, orders, days)
		}
	}
}
