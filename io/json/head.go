package json

import (
	"bytes"
	"rfm/io/vector"
)

// Head implements table. It looks at the block that Open has read.
func (t *Table) Head(column int) []string {
	if t.HeadCells == nil {
		var o object
		for line := range bytes.Lines(t.Blocks.Carry) {
			row := headRow{t, make([]string, len(t.Names))}
			if len(bytes.TrimSpace(line)) > 0 && o.read(line, row) == nil {
				t.HeadCells = append(t.HeadCells, row.cells)
			}
			if len(t.HeadCells) == vector.HeadRows {
				break
			}
		}
	}
	return t.HeadColumn(column)
}

// headRow takes the cells of one row.
type headRow struct {
	table *Table
	cells []string
}

// visit implements visitor.
func (h headRow) visit(key, value []byte, form form) error {
	if column, known := h.table.keys[string(key)]; known && form != formNested {
		h.cells[column] = string(value)
	}
	return nil
}
