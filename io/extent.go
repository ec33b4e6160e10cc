package rfmio

import (
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// extent is how many rows a file has, and from which day to which.
type extent struct {
	rows atomic.Int64

	mu          sync.Mutex
	any         bool
	first, last arrow.Date32
}

// listen is a sink that notes the days before it hands them on, where the
// options ask for them and the rows have a day.
func (e *extent) listen(o Options, next func(arrow.Record) error) func(arrow.Record) error {
	days := -1
	for i, f := range o.Schema.Fields() {
		if f.Type.ID() == arrow.DATE32 {
			days = i
		}
	}
	if !o.Extents || days < 0 {
		return next
	}
	return func(rec arrow.Record) error {
		column := rec.Column(days).(*array.Date32)
		first, last, any := arrow.Date32(0), arrow.Date32(0), false
		for i, day := range column.Date32Values() {
			if column.IsNull(i) {
				continue
			}
			if !any {
				first, last, any = day, day, true
			}
			first, last = min(first, day), max(last, day)
		}
		if any {
			e.add(first, last)
		}
		return next(rec)
	}
}

func (e *extent) add(first, last arrow.Date32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.any {
		e.first, e.last, e.any = first, last, true
	}
	e.first, e.last = min(e.first, first), max(e.last, last)
}

// report tells what was noted.
func (e *extent) report(a *FileAccount) {
	a.Rows = e.rows.Load()
	if e.any {
		a.FirstDay, a.LastDay = &e.first, &e.last
	}
}
