package rfmio

import (
	"rfm/io/table"
	"rfm/io/vector"
	"slices"
)

// judgeBad reports the rows that cannot be understood and takes them out: those
// with a bad cell, without a date or without an amount. Rows that are left out
// for another reason are not looked at.
func (a *assembler) judgeBad() error {
	a.findEmpty()
	if len(a.batch.Bad) == 0 {
		return nil
	}
	a.judge()
	unread := a.rowsWithoutAmount()
	for _, cell := range a.batch.Bad {
		switch {
		case cell.Row == vector.WholeRow && startsWithTotal(cell.Value):
			a.count.rows++
			a.count.leftOut[total].Rows++
			continue
		case cell.Row == vector.WholeRow:
			a.count.rows++
			a.count.leftOut[bad].Rows++
			a.count.badWithoutAmount++
		case a.fates[cell.Row] != used:
			continue // left out before, or reported for another cell
		case a.isTotal(cell):
			a.fates[cell.Row] = total
			continue
		default:
			a.fates[cell.Row] = bad
			if a.withRaw {
				cell.Raw = a.Raw(cell.Row)
			}
			if unread[cell.Row] {
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
	for _, source := range a.plan.Field {
		for _, k := range []int{source.Vector, source.Times} {
			if k == vector.None || a.batch.Vectors[k].Null == nil || a.plan.Wants[k].Kind == vector.KindText || source.Optional {
				continue
			}
			for row, empty := range a.batch.Vectors[k].Null {
				if empty && (len(a.fates) == 0 || a.fates[row] == used) && !a.continuesOrder(row, k) {
					a.addBad(row, a.plan.Wants[k], "", "is empty")
				}
			}
		}
	}
}

// rowsWithoutAmount are the rows of which a bad cell is the amount or part of it.
func (a *assembler) rowsWithoutAmount() map[int]bool {
	field := a.amountField()
	if field == vector.None {
		return nil
	}
	var vectors []int
	for _, k := range []int{a.plan.Field[field].Vector, a.plan.Field[field].Times} {
		if k != vector.None {
			vectors = append(vectors, k)
		}
	}
	return a.rowsWithBad(vectors...)
}

// Raw is a row as it stands in the file; where the file is no text, the values
// that were wanted of it, separated by commas.
func (a *assembler) Raw(row int) string {
	if text, ok := a.decoder.(vector.RawDecoder); ok {
		return text.Raw(row)
	}
	cells := map[int]string{} // by column
	for _, cell := range a.batch.Bad {
		if cell.Row == row {
			cells[cell.Column] = cell.Value
		}
	}
	var columns []int
	for i, w := range a.plan.Wants {
		if !slices.Contains(columns, w.Index) {
			columns = append(columns, w.Index)
		}
		if _, known := cells[w.Index]; !known {
			cells[w.Index] = a.batch.Vectors[i].Show(row)
		}
	}
	var line []byte
	for i, column := range columns {
		if i > 0 {
			line = append(line, ',')
		}
		if cells[column] != "" {
			line = table.AppendCSV(line, cells[column])
		}
	}
	return string(line)
}
