package rfmio

import (
	"encoding/binary"

	"github.com/apache/arrow/go/v17/arrow"
)

// judgeDuplicates takes out the rows of which an equal one was delivered. Which
// one is does not matter, so the workers may come in any order.
func (a *assembler) judgeDuplicates() {
	if a.duplicates == nil {
		return
	}
	a.judge()
	for row, fate := range a.fates {
		if fate != used {
			continue
		}
		text := append(a.rowText[:0], a.plan.header...)
		for _, k := range a.plan.row {
			v := &a.batch.vectors[k]
			if v.isNull(row) {
				text = append(text, 0)
				continue
			}
			cell := v.text(row)
			text = binary.AppendUvarint(text, uint64(len(cell))+1)
			text = append(text, cell...)
		}
		if a.rowText = text; !a.duplicates.add(text) {
			if a.keepEqual {
				a.count.equal++
			} else {
				a.fates[row] = duplicate
			}
		}
	}
}

// judgeUnpaid takes out the rows without a date of payment, in layouts where
// that is the date of the order.
func (a *assembler) judgeUnpaid() {
	if !a.plan.layout.paid {
		return
	}
	for i, source := range a.plan.field {
		if a.schema.Field(i).Name != "date" || a.batch.vectors[source.vector].null == nil {
			continue
		}
		a.judge()
		for row, empty := range a.batch.vectors[source.vector].null {
			if empty && a.fates[row] == used {
				a.fates[row] = unpaid
			}
		}
	}
}

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
