package rfmio

import "bytes"

// head implements table. It looks at the block that openJSON has read.
func (t *jsonTable) head(column int) []string {
	if t.headCells == nil {
		var o jsonObject
		for line := range bytes.Lines(t.blocks.carry) {
			row := jsonHead{t, make([]string, len(t.names))}
			if len(bytes.TrimSpace(line)) > 0 && o.read(line, row) == nil {
				t.headCells = append(t.headCells, row.cells)
			}
			if len(t.headCells) == headRows {
				break
			}
		}
	}
	return t.headColumn(column)
}

// jsonHead takes the cells of one row.
type jsonHead struct {
	table *jsonTable
	cells []string
}

// visit implements jsonVisitor.
func (h jsonHead) visit(key, value []byte, form jsonForm) error {
	if column, known := h.table.keys[string(key)]; known && form == jsonCell {
		h.cells[column] = string(value)
	}
	return nil
}
