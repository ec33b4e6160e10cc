package rfmio

import "bytes"

// headRows is how many rows are looked at to tell what a column holds.
const headRows = 200

// head implements table. It looks at the block that openCSV has read.
func (t *csvTable) head(column int) []string {
	if t.headCells == nil {
		text := t.blocks.carry
		for _, row := range splitRows(text[:t.dialect.lastRowEnd(text)], t.dialect, headRows) {
			t.headCells = append(t.headCells, row.cells)
		}
	}
	var cells []string
	for _, row := range t.headCells {
		if len(row) == len(t.names) {
			cells = append(cells, row[column])
		}
	}
	return cells
}

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
	return t.csvTable.head(column)
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

// head implements table. It decodes the beginning of the column.
func (t *parquetTable) head(column int) []string {
	defer t.rewind()
	return headOf(t.decoder(headWant(t, column)))
}

// head implements table. It decodes the first batch, which stays to be read.
func (t *arrowTable) head(column int) []string {
	batch, _, err := t.next()
	if err != nil {
		return nil // which is told when it is read
	}
	putBack := func() { t.first, t.rows = batch, t.rows[:len(t.rows)-1] }
	putBack()
	if batch.NumRows() == 0 {
		return nil
	}
	batch.Retain()
	d := t.decoder(headWant(t, column)).(*arrowDecoder)
	cells := headOf(d)
	if d.batch != nil {
		d.batch.Release()
	}
	if t.first != nil { // the column cannot be read
		batch.Release()
		return nil
	}
	putBack()
	return cells
}

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

// finderOf is the finder of a file, whose columns may be more than it began
// with.
func (in *Input) finderOf(f *inputFile, columns []string) *finder {
	late := len(columns) != len(f.columns)
	n := &finder{file: f.source.name, columns: columns, options: in.options, dates: in.dates, layout: layoutOf(columns), read: map[int][]string{}, found: map[string]int{}}
	switch {
	case late:
		n.read = f.heads
	case f.decided != nil:
		n.decided = f.decided
	default:
		n.head = f.table.head
	}
	return n
}

// remember keeps what was found for when the file is opened again.
func (f *inputFile) remember(n *finder) {
	if f.decided == nil {
		f.decided = n.found
		if _, ok := f.table.(*jsonTable); ok {
			f.heads = n.read // keys may come late
		}
	}
}
