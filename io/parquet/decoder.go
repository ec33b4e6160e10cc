package parquet

import (
	"errors"
	"fmt"
	"io"
	"rfm/io/fault"
	"rfm/io/object"
	"rfm/io/source"
	"rfm/io/typed"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// decoder decodes row groups for one worker.
type decoder struct {
	table   *Table
	columns []*column      // each source column once
	outputs []typed.Output // one for each want
	err     error          // of the wants, told by the first next

	group int   // row group in work
	rows  int64 // rows of it
	done  int64 // rows of it already delivered
	start int64 // of them, before the last batch
	bad   []vector.BadCell
	doubt []vector.BadCell

	peeks bool // only the beginning is looked at
}

// Decoder implements vector.Table.
func (t *Table) Decoder(wants []vector.Want) vector.Decoder {
	d := &decoder{table: t, outputs: make([]typed.Output, len(wants))}
	byIndex := make(map[int]*column)
	for i, w := range wants {
		leaf := &t.leaves[w.Index]
		if leaf.Form == typed.FormUnreadable && d.err == nil {
			d.err = &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: column %s %s", t.name, leaf.Name, leaf.Reason)}
		}
		c := byIndex[w.Index]
		if c == nil {
			c = &column{Column: typed.Column{Leaf: leaf}, takesCodes: leaf.Form == typed.FormText}
			c.pages.file = t.file
			byIndex[w.Index] = c
			d.columns = append(d.columns, c)
		}
		c.takesCodes = c.takesCodes && w.TakesCodes()
		d.outputs[i] = typed.Output{Want: w, Column: &c.Column, Convert: typed.Converter(leaf, w)}
		if leaf.Form == typed.FormTimestamp && leaf.UTC {
			d.outputs[i].Zone = typed.NewZoneDays(leaf.DaysIn(t.zone))
		}
	}
	return d
}

// Next implements decoder.
func (d *decoder) Next(b *vector.Batch) (err error) {
	defer typed.RecoverCorrupt(d.table.name, corrupt, &err)
	if d.err != nil {
		return d.err
	}
	if d.done == d.rows {
		if err := d.openGroup(); err != nil {
			d.err = err
			return err
		}
	}
	d.start = d.done
	n := int(min(typed.BatchRows, d.rows-d.done))
	for i := range d.outputs {
		d.outputs[i].Start()
	}
	for _, column := range d.columns {
		if err := d.readColumn(column, n); err != nil {
			d.err = corrupt(d.table.name, fmt.Errorf("column %s, row group %d: %w", column.Leaf.Name, d.group, err))
			return d.err
		}
	}
	b.Rows = n
	b.Vectors = b.Vectors[:0]
	d.bad, d.doubt = d.bad[:0], d.doubt[:0]
	for i := range d.outputs {
		o := &d.outputs[i]
		b.Vectors = append(b.Vectors, o.Finish(n))
		d.bad, d.doubt = append(d.bad, o.Bad...), append(d.doubt, o.Doubts...)
	}
	b.Bad, b.Doubts = typed.PlaceBad(d.bad, d.group, d.done), typed.PlaceBad(d.doubt, d.group, d.done)
	d.done += int64(n)
	return nil
}

// Position implements decoder.
func (d *decoder) Position(row int) (morsel int, line int64) {
	return d.group, d.start + int64(row)
}

// readColumn reads n rows of a column into the vectors that are made from it.
func (d *decoder) readColumn(column *column, n int) error {
	for n > 0 {
		got, err := column.read(n)
		if err != nil {
			return err
		}
		for i := range d.outputs {
			if o := &d.outputs[i]; o.Column == &column.Column {
				if column.Null != nil {
					o.AddNulls(column.Null)
				}
				if o.Convert(o, got); o.Err != nil {
					return o.Err
				}
			}
		}
		n -= got
	}
	return nil
}

// openGroup takes the next row group; io.EOF after the last.
func (d *decoder) openGroup() error {
	group, ok := d.table.nextGroup()
	if !ok {
		return io.EOF
	}
	rg := d.table.meta.RowGroups[group]
	d.group, d.rows, d.done = group, rg.NumRows, 0
	var ranges []object.Range
	for _, c := range d.columns {
		meta := rg.Columns[c.Leaf.Index]
		chunk := meta.MetaData
		var err error
		if meta.GetFilePath() != "" {
			err = errors.New("its values are in another file")
		} else if chunk.NumValues != rg.NumRows {
			err = fmt.Errorf("it has %d values for %d rows", chunk.NumValues, rg.NumRows)
		}
		if err != nil {
			return corrupt(d.table.name, fmt.Errorf("column %s, row group %d: %w", c.Leaf.Name, group, err))
		}
		start, length := chunkRange(chunk.DataPageOffset, chunk.GetDictionaryPageOffset(), chunk.TotalCompressedSize)
		c.pages.open(start, length, compress.Compression(chunk.Codec))
		c.open(rg.NumRows)
		ranges = append(ranges, object.Range{From: start, Length: length})
	}
	if far, is := d.table.file.(*source.File); is && !d.peeks {
		file := far.Ahead(ranges)
		for _, c := range d.columns {
			c.pages.file = file
		}
	}
	return nil
}
