package arrowipc

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/typed"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/arrow"
)

// decoder decodes record batches for one worker, a few thousand rows at a
// time.
type decoder struct {
	table   *Table
	columns []*column // each source column once
	outputs []typed.Output
	err     error // of the wants, told by the first next

	batch       arrow.Record // nil when it is used up
	number      int
	start, done int // rows of it before the last vectors, and with them
	bad, doubt  []vector.BadCell
}

// Decoder implements vector.Table.
func (t *Table) Decoder(wants []vector.Want) vector.Decoder {
	d := &decoder{table: t, outputs: make([]typed.Output, len(wants))}
	byIndex := map[int]*column{}
	for i, w := range wants {
		leaf := &t.leaves[w.Index]
		if leaf.Form == typed.FormUnreadable && d.err == nil {
			d.err = &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: column %s %s", t.source.Name, leaf.Name, leaf.Reason)}
		}
		c := byIndex[w.Index]
		if c == nil {
			c = &column{path: leaf.path}
			c.Leaf = &leaf.Leaf
			byIndex[w.Index] = c
			d.columns = append(d.columns, c)
		}
		d.outputs[i] = typed.Output{Want: w, Column: &c.Column, Convert: typed.Converter(c.Leaf, w)}
		if leaf.Form == typed.FormTimestamp && leaf.UTC {
			d.outputs[i].Zone = typed.NewZoneDays(leaf.DaysIn(t.zone))
		}
	}
	return d
}

// Next implements decoder.
func (d *decoder) Next(b *vector.Batch) (err error) {
	defer typed.RecoverCorrupt(d.table.source.Name, corrupt, &err)
	if d.err != nil {
		return d.err
	}
	if d.batch == nil {
		if d.err = d.open(); d.err != nil {
			return d.err
		}
	}
	end := min(d.done+typed.BatchRows, int(d.batch.NumRows()))
	b.Rows, b.Vectors, d.bad, d.doubt = end-d.done, b.Vectors[:0], d.bad[:0], d.doubt[:0]
	for _, c := range d.columns {
		if err := c.read(d.done, end); err != nil {
			d.err = corrupt(d.table.source.Name, fmt.Errorf("column %s: %w", c.Leaf.Name, err))
			return d.err
		}
	}
	for i := range d.outputs {
		o := &d.outputs[i]
		o.Start()
		if o.Column.Null != nil {
			o.AddNulls(o.Column.Null)
		}
		if o.Convert(o, b.Rows); o.Err != nil {
			d.err = corrupt(d.table.source.Name, o.Err)
			return d.err
		}
		b.Vectors = append(b.Vectors, o.Finish(b.Rows))
		d.bad, d.doubt = append(d.bad, o.Bad...), append(d.doubt, o.Doubts...)
	}
	b.Bad, b.Doubts = typed.PlaceBad(d.bad, d.number, int64(d.done)), typed.PlaceBad(d.doubt, d.number, int64(d.done))
	d.start, d.done = d.done, end
	if d.done == int(d.batch.NumRows()) {
		d.batch.Release()
		d.batch = nil
	}
	return nil
}

// Position implements decoder.
func (d *decoder) Position(row int) (morsel int, line int64) {
	return d.number, int64(d.start + row)
}

// open takes the next batch that has rows.
func (d *decoder) open() error {
	for d.batch == nil {
		batch, number, err := d.table.next()
		if err != nil {
			return err
		}
		if batch.NumRows() == 0 {
			batch.Release()
			continue
		}
		d.batch, d.number, d.start, d.done = batch, number, 0, 0
	}
	for _, c := range d.columns {
		if err := c.open(d.batch); err != nil {
			return corrupt(d.table.source.Name, fmt.Errorf("column %s: %w", c.Leaf.Name, err))
		}
	}
	return nil
}

// Head implements table. It decodes the first batch, which stays to be read.
func (t *Table) Head(column int) []string {
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
	d := t.Decoder(vector.HeadWant(t, column)).(*decoder)
	cells := vector.HeadOf(d)
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
