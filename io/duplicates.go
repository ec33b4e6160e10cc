package rfmio

import "encoding/binary"

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
