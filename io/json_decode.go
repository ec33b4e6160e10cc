package rfmio

import (
	"bytes"
	"fmt"
)

// The cells of JSON rows are put side by side as those of a text file are,
// between bytes that UTF-8 never uses, and are then read like them.
const (
	jsonCellEnd = 0xfe
	jsonRowEnd  = 0xff
)

// jsonDecoder decodes the blocks of a file of JSON lines.
type jsonDecoder struct {
	textDecoder // of the cells, of which column i is columns[i] of the file
	json        *jsonTable
	columns     []int
	cellOf      []int // the reverse of columns; none for columns that nobody wants

	lines  block
	starts []uint32  // of the lines of the rows
	broken []badCell // lines that are no rows

	object jsonObject
	place  linePlace // of the row in work, and its cells:
	row    []span    // in values
	set    []bool    // has been seen
	values []byte
}

func (t *jsonTable) decoder(wants []want) decoder {
	d := &jsonDecoder{json: t, cellOf: make([]int, len(t.names))}
	d.table = &t.textTable
	for i := range d.cellOf {
		d.cellOf[i] = none
	}
	for _, w := range wants {
		if d.cellOf[w.index] == none {
			d.cellOf[w.index] = len(d.columns)
			d.columns = append(d.columns, w.index)
		}
		if w.form != nil && !t.spelled(w) {
			w.form = plainForm()
		}
		w.index = d.cellOf[w.index]
		d.wants = append(d.wants, w)
	}
	d.row, d.set = make([]span, len(d.columns)), make([]bool, len(d.columns))
	return d
}

// next implements decoder.
func (d *jsonDecoder) next(b *batch) error {
	if err := d.table.blocks.next(&d.lines); err != nil {
		return d.streamError(err)
	}
	d.layOut()
	d.read.number, d.counted = d.lines.number, lineCount{}
	d.table.counted(d.lines.number, int64(d.index.lines))
	d.decodeColumns(b)
	if d.table.source.countLost(d.lines.text) {
		d.lostCells(b)
	}
	for _, cells := range [][]badCell{b.bad, b.doubts} {
		for i := range cells {
			cells[i].column = d.columns[cells[i].column]
		}
	}
	b.bad = append(b.bad, d.broken...)
	return nil
}

// raw implements rawDecoder.
func (d *jsonDecoder) raw(row int) string {
	line, _, _ := bytes.Cut(d.lines.text[d.starts[row]:], []byte{'\n'})
	return string(bytes.TrimSpace(line))
}

// layOut puts the cells of the block's rows side by side.
func (d *jsonDecoder) layOut() {
	x := &d.index
	x.columns, x.lines, x.starts, x.ends = len(d.columns), 0, x.starts[:0], x.ends[:0]
	d.block, d.starts, d.broken = d.block[:0], d.starts[:0], d.broken[:0]
	text := d.lines.text
	for start := 0; start < len(text); {
		end := start + bytes.IndexByte(text[start:], '\n')
		d.place = linePlace{d.lines.number, int64(x.lines)}
		if line := bytes.TrimSpace(text[start:end]); len(line) == 0 {
		} else if err := d.readRow(line); err != nil {
			d.broken = append(d.broken, badCell{row: wholeRow, morsel: d.place.morsel, line: d.place.line,
				value: string(line), reason: err.Error(), raw: string(line)})
		} else {
			d.starts = append(d.starts, uint32(start))
			d.layOutRow()
		}
		d.block = append(d.block, jsonRowEnd) // one a line, so that lines can be counted
		x.lines++
		start = end + 1
	}
}

func (d *jsonDecoder) layOutRow() {
	x := &d.index
	x.starts = append(x.starts, uint32(len(d.block)))
	for i, c := range d.row {
		if i > 0 {
			d.block = append(d.block, jsonCellEnd)
		}
		d.block = append(d.block, d.values[c.start:c.end]...)
		x.ends = append(x.ends, uint32(len(d.block)))
	}
}

// readRow reads the cells of a line.
func (d *jsonDecoder) readRow(line []byte) error {
	d.values = d.values[:0]
	clear(d.row)
	clear(d.set)
	return d.object.read(line, d)
}

// visit implements jsonVisitor.
func (d *jsonDecoder) visit(key, cell []byte, form jsonForm) error {
	column, known := d.json.keys[string(key)]
	if !known || column >= d.json.sampled {
		d.json.appears(string(key), d.place)
	}
	if !known || d.cellOf[column] == none {
		return nil
	}
	at := d.cellOf[column]
	switch {
	case d.set[at]:
		return fmt.Errorf("has the key %q twice", key)
	case form == jsonNested:
		return fmt.Errorf("has no single value for the key %q", key)
	}
	d.set[at] = true
	start := len(d.values)
	d.values = append(d.values, cell...)
	d.row[at] = span{uint32(start), uint32(len(d.values))}
	return nil
}
