package rfmio

// headRows is how many rows are looked at to tell what a column holds.
const headRows = 200

// headWant asks for a column as text.
func headWant(t table, column int) []want {
	return []want{{index: column, name: t.columns()[column], kind: kindText}}
}

// headOf decodes the first cells of a column; none where it cannot be read,
// which is told when it is needed.
func headOf(d decoder) []string {
	var b batch
	if err := d.next(&b); err != nil {
		return nil
	}
	var cells []string
	for row := range min(b.rows, headRows) {
		cells = append(cells, b.vectors[0].show(row))
	}
	return cells
}
