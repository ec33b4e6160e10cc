package rfmio

import "github.com/apache/arrow/go/v17/arrow"

// judgePeriod takes out the rows before the first or after the last day asked
// for.
func (a *assembler) judgePeriod() {
	if a.since == nil && a.until == nil {
		return
	}
	first, last := arrow.Date32(-1<<31), arrow.Date32(1<<31-1)
	if a.since != nil {
		first = *a.since
	}
	if a.until != nil {
		last = *a.until
	}
	for i, field := range a.schema.Fields() {
		k := a.plan.field[i].vector
		if field.Name != "date" || k == none {
			continue
		}
		v := &a.batch.vectors[k]
		var bad map[int]bool // rows without a day
		for row, day := range v.days[:a.batch.rows] {
			if day >= first && day <= last || v.isNull(row) {
				continue
			}
			if bad == nil {
				bad = a.rowsWithBad(k)
			}
			if !bad[row] {
				a.judge()
				if a.fates[row] == used {
					a.fates[row] = outside
				}
			}
		}
	}
}
