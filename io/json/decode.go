package json

import (
	"bytes"
	"fmt"
	"rfm/io/delimited"
	"rfm/io/value"
	"rfm/io/vector"
)

// The cells of JSON rows are put side by side as those of a text file are,
// between bytes that UTF-8 never uses, and are then read like them.
const (
	cellEnd = 0xfe
	rowEnd  = 0xff
)

// decoder decodes the blocks of a file of JSON lines.
type decoder struct {
	delimited.Decoder // of the cells, of which column i is columns[i] of the file
	json              *Table
	columns           []int
	single            []bool // of each of them: it has a role, so that a list is no value for it
	cellOf            []int  // the reverse of columns; none for columns that nobody wants

	lines  delimited.Block
	starts []uint32         // of the lines of the rows
	broken []vector.BadCell // lines that are no rows

	object object
	place  linePlace    // of the row in work, and its cells:
	row    []value.Span // in values
	set    []bool       // has been seen
	values []byte
}

// Decoder implements vector.Table.
func (t *Table) Decoder(wants []vector.Want) vector.Decoder {
	d := &decoder{json: t, cellOf: make([]int, len(t.Names))}
	d.Table = &t.Table
	for i := range d.cellOf {
		d.cellOf[i] = vector.None
	}
	for _, w := range wants {
		if d.cellOf[w.Index] == vector.None {
			d.cellOf[w.Index] = len(d.columns)
			d.columns, d.single = append(d.columns, w.Index), append(d.single, false)
		}
		if w.Role != "" {
			d.single[d.cellOf[w.Index]] = true
		}
		if w.Form != nil && !t.Spelled(w) {
			w.Form = value.PlainForm()
		}
		w.Index = d.cellOf[w.Index]
		d.Wants = append(d.Wants, w)
	}
	d.row, d.set = make([]value.Span, len(d.columns)), make([]bool, len(d.columns))
	return d
}

// Next implements decoder.
func (d *decoder) Next(b *vector.Batch) error {
	if err := d.Table.Blocks.Next(&d.lines); err != nil {
		return d.StreamError(err)
	}
	d.layOut()
	d.Read.Number, d.Counted = d.lines.Number, delimited.LineCount{}
	d.Table.Counted(d.lines.Number, int64(d.Index.Lines))
	d.DecodeColumns(b)
	if d.Table.Source.CountLost(d.lines.Text) {
		d.LostCells(b)
	}
	for _, cells := range [][]vector.BadCell{b.Bad, b.Doubts} {
		for i := range cells {
			cells[i].Column = d.columns[cells[i].Column]
		}
	}
	b.Bad = append(b.Bad, d.broken...)
	return nil
}

// Raw implements RawDecoder.
func (d *decoder) Raw(row int) string {
	line, _, _ := bytes.Cut(d.lines.Text[d.starts[row]:], []byte{'\n'})
	return string(bytes.TrimSpace(line))
}

// layOut puts the cells of the block's rows side by side.
func (d *decoder) layOut() {
	x := &d.Index
	x.Columns, x.Lines, x.Starts, x.Ends = len(d.columns), 0, x.Starts[:0], x.Ends[:0]
	d.Block, d.starts, d.broken = d.Block[:0], d.starts[:0], d.broken[:0]
	text := d.lines.Text
	for start := 0; start < len(text); {
		end := start + bytes.IndexByte(text[start:], '\n')
		d.place = linePlace{d.lines.Number, int64(x.Lines)}
		if line := bytes.TrimSpace(text[start:end]); len(line) == 0 {
		} else if err := d.readRow(line); err != nil {
			d.broken = append(d.broken, vector.BadCell{Row: vector.WholeRow, Morsel: d.place.morsel, Line: d.place.line,
				Value: string(line), Reason: err.Error(), Raw: string(line)})
		} else {
			d.starts = append(d.starts, uint32(start))
			d.layOutRow()
		}
		d.Block = append(d.Block, rowEnd) // one a line, so that lines can be counted
		x.Lines++
		start = end + 1
	}
}

func (d *decoder) layOutRow() {
	x := &d.Index
	x.Starts = append(x.Starts, uint32(len(d.Block)))
	for i, c := range d.row {
		if i > 0 {
			d.Block = append(d.Block, cellEnd)
		}
		d.Block = append(d.Block, d.values[c.Start:c.End]...)
		x.Ends = append(x.Ends, uint32(len(d.Block)))
	}
}

// readRow reads the cells of a line.
func (d *decoder) readRow(line []byte) error {
	d.values = d.values[:0]
	clear(d.row)
	clear(d.set)
	return d.object.read(line, d)
}

// visit implements visitor.
func (d *decoder) visit(key, cell []byte, form form) error {
	column, known := d.json.keys[string(key)]
	if !known || column >= d.json.sampled {
		d.json.appears(string(key), d.place)
	}
	if !known || d.cellOf[column] == vector.None {
		return nil
	}
	at := d.cellOf[column]
	switch {
	case d.set[at]:
		return fmt.Errorf("has the key %q twice", key)
	case form == formNested && d.single[at]: // else it stands for itself, when rows are compared
		return fmt.Errorf("has no single value for the key %q", key)
	}
	d.set[at] = true
	start := len(d.values)
	d.values = append(d.values, cell...)
	d.row[at] = value.Span{Start: uint32(start), End: uint32(len(d.values))}
	return nil
}
