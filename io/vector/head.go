package vector

// HeadRows is how many rows are looked at to tell what a column holds.
const HeadRows = 200

// HeadWant asks for a column as text.
func HeadWant(t Table, column int) []Want {
	return []Want{{Index: column, Name: t.Columns()[column], Kind: KindText}}
}

// HeadOf decodes the first cells of a column; none where it cannot be read,
// which is told when it is needed.
func HeadOf(d Decoder) []string {
	var b Batch
	if err := d.Next(&b); err != nil {
		return nil
	}
	var cells []string
	for row := range min(b.Rows, HeadRows) {
		cells = append(cells, b.Vectors[0].Show(row))
	}
	return cells
}
