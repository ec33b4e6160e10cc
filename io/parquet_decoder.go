package rfmio

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// parquetDecoder decodes row groups for one worker.
type parquetDecoder struct {
	table   *parquetTable
	columns []*parquetColumn // each source column once
	outputs []parquetOutput  // one for each want
	err     error            // of the wants, told by the first next

	group int   // row group in work
	rows  int64 // rows of it
	done  int64 // rows of it already delivered
	start int64 // of them, before the last batch
	bad   []badCell
	doubt []badCell
}

func (t *parquetTable) decoder(wants []want) decoder {
	d := &parquetDecoder{table: t, outputs: make([]parquetOutput, len(wants))}
	byIndex := make(map[int]*parquetColumn)
	for i, w := range wants {
		leaf := &t.leaves[w.index]
		if leaf.form == formUnreadable && d.err == nil {
			d.err = &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: column %s %s", t.name, leaf.name, leaf.reason)}
		}
		column := byIndex[w.index]
		if column == nil {
			column = &parquetColumn{typedColumn: typedColumn{leaf: leaf}}
			column.pages.file = t.file
			byIndex[w.index] = column
			d.columns = append(d.columns, column)
		}
		d.outputs[i] = parquetOutput{want: w, column: &column.typedColumn, convert: parquetConverter(leaf, w.kind)}
		if leaf.form == formTimestamp && leaf.utc {
			d.outputs[i].zone = newZoneDays(t.zone)
		}
	}
	return d
}

// next implements decoder.
func (d *parquetDecoder) next(b *batch) (err error) {
	defer recoverCorrupt(d.table.name, parquetError, &err)
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
	n := int(min(parquetBatchRows, d.rows-d.done))
	for i := range d.outputs {
		d.outputs[i].start()
	}
	for _, column := range d.columns {
		if err := d.readColumn(column, n); err != nil {
			d.err = parquetError(d.table.name, fmt.Errorf("column %s, row group %d: %w", column.leaf.name, d.group, err))
			return d.err
		}
	}
	b.rows = n
	b.vectors = b.vectors[:0]
	d.bad, d.doubt = d.bad[:0], d.doubt[:0]
	for i := range d.outputs {
		o := &d.outputs[i]
		b.vectors = append(b.vectors, o.finish(n))
		d.bad, d.doubt = append(d.bad, o.bad...), append(d.doubt, o.doubts...)
	}
	b.bad, b.doubts = placeBad(d.bad, d.group, d.done), placeBad(d.doubt, d.group, d.done)
	d.done += int64(n)
	return nil
}

// position implements decoder.
func (d *parquetDecoder) position(row int) (morsel int, line int64) {
	return d.group, d.start + int64(row)
}

// readColumn reads n rows of a column into the vectors that are made from it.
func (d *parquetDecoder) readColumn(column *parquetColumn, n int) error {
	for n > 0 {
		got, err := column.read(n)
		if err != nil {
			return err
		}
		for i := range d.outputs {
			if o := &d.outputs[i]; o.column == &column.typedColumn {
				if column.null != nil {
					o.addNulls(column.null)
				}
				if o.convert(o, got); o.err != nil {
					return o.err
				}
			}
		}
		n -= got
	}
	return nil
}

// openGroup takes the next row group; io.EOF after the last.
func (d *parquetDecoder) openGroup() error {
	group, ok := d.table.nextGroup()
	if !ok {
		return io.EOF
	}
	rg := d.table.meta.RowGroups[group]
	d.group, d.rows, d.done = group, rg.NumRows, 0
	for _, c := range d.columns {
		meta := rg.Columns[c.leaf.index]
		chunk := meta.MetaData
		var err error
		if meta.GetFilePath() != "" {
			err = errors.New("its values are in another file")
		} else if chunk.NumValues != rg.NumRows {
			err = fmt.Errorf("it has %d values for %d rows", chunk.NumValues, rg.NumRows)
		}
		if err != nil {
			return parquetError(d.table.name, fmt.Errorf("column %s, row group %d: %w", c.leaf.name, group, err))
		}
		start, length := parquetChunkRange(chunk.DataPageOffset, chunk.GetDictionaryPageOffset(), chunk.TotalCompressedSize)
		c.pages.open(start, length, compress.Compression(chunk.Codec))
		c.open(rg.NumRows)
	}
	return nil
}
