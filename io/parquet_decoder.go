package rfmio

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// parquetBatchRows is how many rows a batch holds, fewer only at the end of a
// row group: enough to spread the cost of a call, few enough that the vectors
// stay in the processor's cache.
const parquetBatchRows = 4096

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

// parquetOutput is a want in work: the vector that it fills, and from where.
type parquetOutput struct {
	want   want
	column *parquetColumn
	zone   *zoneDays
	table  *parquetTable
	// convert appends the column's segment, of n rows, to the vector.
	convert func(o *parquetOutput, n int)

	vector vector
	err    error
	nulls  []bool // memory of vector.null; shorter than the vector if none so far
	bad    []badCell
	doubts []badCell
	buf    []byte
	places int // formFloat to kindDecimal: decimal places that fit so far
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
			column = &parquetColumn{leaf: leaf}
			column.pages.file = t.file
			byIndex[w.index] = column
			d.columns = append(d.columns, column)
		}
		d.outputs[i] = parquetOutput{want: w, column: column, table: t, convert: parquetConverter(leaf, w.kind)}
		if leaf.form == formTimestamp && leaf.utc {
			d.outputs[i].zone = newZoneDays(t.zone)
		}
	}
	return d
}

// parquetConverter picks the loop that makes cells of a kind from a column.
func parquetConverter(leaf *parquetLeaf, k kind) func(o *parquetOutput, n int) {
	switch k {
	case kindDay:
		return dayConverter(leaf)
	case kindDecimal:
		return decimalConverter(leaf)
	case kindNumber:
		return numberConverter(leaf)
	default:
		return textConverter(leaf)
	}
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
			if o := &d.outputs[i]; o.column == column {
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

// placeBad gives the bad cells of a batch, before which the morsel has some
// rows, their place in the file and puts them in order.
func placeBad(bad []badCell, morsel int, before int64) []badCell {
	for i := range bad {
		bad[i].morsel, bad[i].line = morsel, before+int64(bad[i].row)
	}
	slices.SortStableFunc(bad, func(a, b badCell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	return bad
}

// start empties the vector for the next batch.
func (o *parquetOutput) start() {
	v := &o.vector
	v.kind, v.scale = o.want.kind, 0
	v.bytes, v.days, v.decimals, v.numbers = v.bytes[:0], v.days[:0], v.decimals[:0], v.numbers[:0]
	if o.want.kind == kindText {
		v.offsets = append(v.offsets[:0], 0)
	}
	o.nulls, o.bad, o.doubts, o.places = o.nulls[:0], o.bad[:0], o.doubts[:0], 0
}

// finish is the vector of a batch of n rows.
func (o *parquetOutput) finish(n int) vector {
	v := o.vector
	v.null = nil
	if len(o.nulls) > 0 {
		o.growNulls(n)
		v.null = o.nulls
	}
	return v
}

// rows is how many rows the vector holds.
func (o *parquetOutput) rows() int {
	switch v := &o.vector; o.want.kind {
	case kindDay:
		return len(v.days)
	case kindDecimal:
		return len(v.decimals)
	case kindNumber:
		return len(v.numbers)
	default:
		return len(v.offsets) - 1
	}
}

func (o *parquetOutput) growNulls(n int) {
	have := len(o.nulls)
	o.nulls = slices.Grow(o.nulls, n-have)[:n]
	clear(o.nulls[have:])
}

// addNulls marks the nulls of a segment that is about to be converted.
func (o *parquetOutput) addNulls(null []bool) {
	o.growNulls(o.rows())
	o.nulls = append(o.nulls, null...)
}

// markNull marks a row for whose value the kind has no place.
func (o *parquetOutput) markNull(row int) {
	if row >= len(o.nulls) {
		o.growNulls(row + 1)
	}
	o.nulls[row] = true
}

// addBad reports value i of the segment, in the given row of the batch.
func (o *parquetOutput) addBad(row, i int, reason string) {
	o.bad = append(o.bad, o.cell(row, i, reason))
}

// addDoubt notes a number that shows something of its column.
func (o *parquetOutput) addDoubt(row, i int) {
	o.doubts = append(o.doubts, o.cell(row, i, notANumber))
}

func (o *parquetOutput) cell(row, i int, reason string) badCell {
	o.buf = o.column.appendText(o.buf[:0], i, o.zone)
	return badCell{
		row:    row,
		column: o.want.index,
		name:   o.want.name,
		value:  string(o.buf),
		reason: reason,
	}
}
