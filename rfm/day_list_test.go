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
