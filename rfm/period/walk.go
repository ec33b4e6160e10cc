package period

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// visitor takes the days of one customer after another and adds to sums of its
// own, which are merged in the end.
type visitor interface {
	visit(days []rfm.Day)
}

// walk gives all customers of a book, in any order and on all cores, to visitors
// that are made for it.
func walk[V visitor](book *rfm.DayBook, make func() V) []V {
	pieces := book.Pieces()
	var next atomic.Int64
	var wg sync.WaitGroup
	visitors := []V{}
	for range min(runtime.GOMAXPROCS(0), len(pieces)) {
		v := make()
		visitors = append(visitors, v)
		wg.Go(func() {
			var days []rfm.Day
			for i := int(next.Add(1)) - 1; i < len(pieces); i = int(next.Add(1)) - 1 {
				for customer := range pieces[i].Len() {
					if days = pieces[i].AppendDays(days[:0], customer); len(days) > 0 {
						v.visit(days)
					}
				}
			}
		})
	}
	wg.Wait()
	return visitors
}

// FirstDay is the first day of a book, with an order or a return; false for a
// book without days.
func FirstDay(book *rfm.DayBook) (day arrow.Date32, ok bool) {
	for _, p := range book.Pieces() {
		if first, any := p.FirstDay(); any && (!ok || first < day) {
			day, ok = first, true
		}
	}
	return day, ok
}

// firstOrder is the place of the first day with an order; -1 for none.
func firstOrder(days []rfm.Day) int {
	for i, d := range days {
		if d.Ordered {
			return i
		}
	}
	return -1
}
