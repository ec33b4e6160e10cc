package rfmio

import "slices"

// judgeBad reports the rows that cannot be understood and takes them out: those
// with a bad cell, without a date or without an amount. Rows that are left out
// for another reason are not looked at.
func (a *assembler) judgeBad() error {
	a.findEmpty()
	if len(a.batch.bad) == 0 {
		return nil
	}
	a.judge()
	unread := a.rowsWithoutAmount()
	for _, cell := range a.batch.bad {
		switch {
		case cell.row == wholeRow:
			a.count.rows++
			a.count.leftOut[bad].Rows++
			a.count.badWithoutAmount++
		case a.fates[cell.row] != used:
			continue // left out before, or reported for another cell
		default:
			a.fates[cell.row] = bad
			if a.withRaw {
				cell.raw = a.raw(cell.row)
			}
			if unread[cell.row] {
				a.count.badWithoutAmount++
			}
		}
		if err := a.report(cell); err != nil {
			return err
		}
	}
	return nil
}

// findEmpty adds the cells without a date or an amount to the bad ones.
func (a *assembler) findEmpty() {
	for _, source := range a.plan.field {
		for _, k := range []int{source.vector, source.times} {
			if k == none || a.batch.vectors[k].null == nil || a.plan.wants[k].kind == kindText || source.optional {
				continue
			}
			for row, empty := range a.batch.vectors[k].null {
				if empty && (len(a.fates) == 0 || a.fates[row] == used) {
					a.addBad(row, a.plan.wants[k], "", "is empty")
				}
			}
		}
	}
}

// rowsWithoutAmount are the rows of which a bad cell is the amount or part of it.
func (a *assembler) rowsWithoutAmount() map[int]bool {
	field := a.amountField()
	if field == none {
		return nil
	}
	var vectors []int
	for _, k := range []int{a.plan.field[field].vector, a.plan.field[field].times} {
		if k != none {
			vectors = append(vectors, k)
		}
	}
	return a.rowsWithBad(vectors...)
}

// raw is a row as it stands in the file; where the file is no text, the values
// that were wanted of it, separated by commas.
func (a *assembler) raw(row int) string {
	if text, ok := a.decoder.(rawDecoder); ok {
		return text.raw(row)
	}
	cells := map[int]string{} // by column
	for _, cell := range a.batch.bad {
		if cell.row == row {
			cells[cell.column] = cell.value
		}
	}
	var columns []int
	for i, w := range a.plan.wants {
		if !slices.Contains(columns, w.index) {
			columns = append(columns, w.index)
		}
		if _, known := cells[w.index]; !known {
			cells[w.index] = a.batch.vectors[i].show(row)
		}
	}
	var line []byte
	for i, column := range columns {
		if i > 0 {
			line = append(line, ',')
		}
		if cells[column] != "" {
			line = appendCSV(line, cells[column])
		}
	}
	return string(line)
}
