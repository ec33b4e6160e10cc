package rfmio

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

// arrowDecoder decodes record batches for one worker, a few thousand rows at a
// time.
type arrowDecoder struct {
	table   *arrowTable
	columns []*arrowColumn // each source column once
	outputs []parquetOutput
	err     error // of the wants, told by the first next

	batch       arrow.Record // nil when it is used up
	number      int
	start, done int // rows of it before the last vectors, and with them
	bad, doubt  []badCell
}

func (t *arrowTable) decoder(wants []want) decoder {
	d := &arrowDecoder{table: t, outputs: make([]parquetOutput, len(wants))}
	byIndex := map[int]*arrowColumn{}
	for i, w := range wants {
		leaf := &t.leaves[w.index]
		if leaf.form == formUnreadable && d.err == nil {
			d.err = &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: column %s %s", t.source.name, leaf.name, leaf.reason)}
		}
		column := byIndex[w.index]
		if column == nil {
			column = &arrowColumn{path: leaf.path}
			column.leaf = &leaf.parquetLeaf
			byIndex[w.index] = column
			d.columns = append(d.columns, column)
		}
		d.outputs[i] = parquetOutput{want: w, column: &column.typedColumn, convert: parquetConverter(column.leaf, w.kind)}
		if leaf.form == formTimestamp && leaf.utc {
			d.outputs[i].zone = newZoneDays(t.zone)
		}
	}
	return d
}

// next implements decoder.
func (d *arrowDecoder) next(b *batch) (err error) {
	defer recoverCorrupt(d.table.source.name, arrowError, &err)
	if d.err != nil {
		return d.err
	}
	if d.batch == nil {
		if d.err = d.open(); d.err != nil {
			return d.err
		}
	}
	end := min(d.done+parquetBatchRows, int(d.batch.NumRows()))
	b.rows, b.vectors, d.bad, d.doubt = end-d.done, b.vectors[:0], d.bad[:0], d.doubt[:0]
	for _, c := range d.columns {
		if err := c.read(d.done, end); err != nil {
			d.err = arrowError(d.table.source.name, fmt.Errorf("column %s: %w", c.leaf.name, err))
			return d.err
		}
	}
	for i := range d.outputs {
		o := &d.outputs[i]
		o.start()
		if o.column.null != nil {
			o.addNulls(o.column.null)
		}
		if o.convert(o, b.rows); o.err != nil {
			d.err = arrowError(d.table.source.name, o.err)
			return d.err
		}
		b.vectors = append(b.vectors, o.finish(b.rows))
		d.bad, d.doubt = append(d.bad, o.bad...), append(d.doubt, o.doubts...)
	}
	b.bad, b.doubts = placeBad(d.bad, d.number, int64(d.done)), placeBad(d.doubt, d.number, int64(d.done))
	d.start, d.done = d.done, end
	if d.done == int(d.batch.NumRows()) {
		d.batch.Release()
		d.batch = nil
	}
	return nil
}

// position implements decoder.
func (d *arrowDecoder) position(row int) (morsel int, line int64) {
	return d.number, int64(d.start + row)
}

// open takes the next batch that has rows.
func (d *arrowDecoder) open() error {
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
			return arrowError(d.table.source.name, fmt.Errorf("column %s: %w", c.leaf.name, err))
		}
	}
	return nil
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
