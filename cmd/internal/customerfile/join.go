package customerfile

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Joined counts what found a partner and what did not.
type Joined struct{ Matched, CustomersOnly, RowsOnly int }

// Join adds the columns of another file by customer id. Customers without a row
// there have empty cells. A column whose name is there already is left out. The
// error is that of an id with two rows.
func (t *Table) Join(other *Table) (Joined, error) {
	if err := other.Twice(); err != nil {
		return Joined{}, err
	}
	place := make(map[string]int, len(other.IDs))
	for row, id := range other.IDs {
		place[id] = row
	}
	rows := make([]int, t.rows)
	var j Joined
	for i, id := range t.IDs {
		row, found := place[id]
		if !found {
			row = -1
			j.CustomersOnly++
		} else {
			j.Matched++
		}
		rows[i] = row
	}
	j.RowsOnly = len(other.IDs) - j.Matched
	for column, name := range other.names {
		if slices.Contains(t.names, name) {
			continue
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for _, row := range rows {
			if row < 0 || other.columns[column].IsNull(row) {
				b.AppendNull()
			} else {
				b.Append(other.columns[column].Value(row))
			}
		}
		t.names, t.columns = append(t.names, name), append(t.columns, b.NewStringArray())
		b.Release()
	}
	return j, nil
}
