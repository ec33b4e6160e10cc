package rfmio

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// textDecoder decodes the blocks of a text file, a column at a time.
type textDecoder struct {
	table *textTable
	wants []want

	read    block
	block   []byte // its text, then cells that had to be unquoted
	index   rowIndex
	counted lineCount
	cells   []span
}

func (d *textDecoder) next(b *batch) error {
	d.read.text = d.block // which may have grown
	if err := d.table.blocks.next(&d.read); err != nil {
		return d.streamError(err)
	}
	d.block, d.counted = d.read.text, lineCount{}
	d.index.build(d.block, d.table.dialect, d.read.quoted)
	d.table.counted(d.read.number, int64(d.index.lines))
	if d.index.empty > 0 {
		d.table.source.empty.Add(int64(d.index.empty))
	}

	d.decodeColumns(b)
	for _, row := range d.index.ragged {
		d.ragged(b, row)
	}
	if d.table.source.countLost(d.read.text) {
		d.lostCells(b)
	}
	return nil
}

// decodeColumns decodes the rows of the index.
func (d *textDecoder) decodeColumns(b *batch) {
	b.reset(d.index.rows(), len(d.wants))
	for i, w := range d.wants {
		d.locate(w.index)
		v := &b.vectors[i]
		v.kind = w.kind
		switch w.kind {
		case kindText:
			d.decodeText(v)
		case kindDay:
			d.decodeDays(v, b, w)
		case kindDecimal:
			d.decodeDecimals(v, b, w)
		case kindNumber:
			d.decodeNumbers(v, b, w)
		}
	}
}

// lostCells reports texts that could not be decoded: ids that differ there
// would look alike.
func (d *textDecoder) lostCells(b *batch) {
	for i, w := range d.wants {
		if w.kind != kindText {
			continue
		}
		d.locate(w.index)
		for row := range d.cells {
			if bytes.Contains(b.vectors[i].text(row), []byte(lostText)) {
				d.bad(b, w, row, d.table.source.reasonLost())
			}
		}
	}
}

// streamError says what ended the stream before its end.
func (d *textDecoder) streamError(err error) error {
	if err == io.EOF {
		return err
	}
	var long *longRowError
	if errors.As(err, &long) {
		return &longRowError{table: d.table} // a worker's own: all of them get the same error
	}
	return damaged(d.table.source.name, err)
}

// ragged reports a row that has not the shape of the header.
func (d *textDecoder) ragged(b *batch, row raggedRow) {
	reason := row.reason
	if reason == "" {
		reason = fmt.Sprintf("has %d cells, the header has %d", row.cells, d.index.columns)
	}
	text := d.line(row.start, row.end)
	b.bad = append(b.bad, badCell{row: wholeRow, morsel: d.read.number, line: d.linesBefore(row.start),
		value: text, reason: reason, raw: text})
}

// raw implements rawDecoder.
func (d *textDecoder) raw(row int) string {
	return d.line(d.index.starts[row], d.index.ends[(row+1)*d.index.columns-1])
}

// line is the text of a row, up to its line end.
func (d *textDecoder) line(start, end uint32) string {
	text := d.read.text[start:end]
	if d.table.dialect.newline == '\n' {
		text = bytes.TrimSuffix(text, []byte{'\r'})
	}
	return string(text)
}

// bad reports a cell.
func (d *textDecoder) bad(b *batch, w want, row int, reason string) {
	b.bad = append(b.bad, d.cell(w, row, reason))
}

// cell is a cell with its place.
func (d *textDecoder) cell(w want, row int, reason string) badCell {
	cell := d.cells[row]
	morsel, line := d.position(row)
	return badCell{row: row, morsel: morsel, line: line, column: w.index,
		name: w.name, value: string(d.block[cell.start:cell.end]), reason: reason}
}

func (d *textDecoder) position(row int) (morsel int, line int64) {
	return d.read.number, d.linesBefore(d.index.starts[row])
}

// linesBefore is the number of line ends before a position in the block. It
// counts on from the position before: where every row is bad, the block is not
// counted anew for each.
func (d *textDecoder) linesBefore(at uint32) int64 {
	if at < d.counted.at {
		d.counted = lineCount{}
	}
	d.counted.lines += int64(bytes.Count(d.block[d.counted.at:at], []byte{d.table.dialect.newline}))
	d.counted.at = at
	return d.counted.lines
}

// lineCount is the number of line ends before a position in the block.
type lineCount struct {
	at    uint32
	lines int64
}

// locate finds the values of one column: without quotes, without the CR of CRLF.
func (d *textDecoder) locate(column int) {
	x := &d.index
	if cap(d.cells) < x.rows() {
		d.cells = make([]span, x.rows(), 2*x.rows())
	}
	d.cells = d.cells[:x.rows()]
	k := column
	if column == 0 {
		for r := range d.cells {
			d.cells[r] = span{x.starts[r], x.ends[k]}
			k += x.columns
		}
	} else {
		for r := range d.cells {
			d.cells[r] = span{x.ends[k-1] + 1, x.ends[k]}
			k += x.columns
		}
	}
	if column == x.columns-1 && d.table.dialect.newline == '\n' {
		for r, c := range d.cells {
			if c.end > c.start && d.block[c.end-1] == '\r' {
				d.cells[r].end--
			}
		}
	}
	if x.quoted {
		for r, c := range d.cells {
			if c.end > c.start+1 && d.block[c.start] == '"' {
				d.cells[r] = d.unquoted(c)
			}
		}
	}
}

// unquoted is the span of a quoted cell's value. Where quotes are doubled
// inside, the value is written behind the rows.
func (d *textDecoder) unquoted(c span) span {
	c = span{c.start + 1, c.end - 1}
	inside := d.block[c.start:c.end]
	if !d.index.doubled || bytes.IndexByte(inside, '"') < 0 {
		return c
	}
	start := len(d.block)
	for i := 0; i < len(inside); i++ {
		d.block = append(d.block, inside[i])
		if inside[i] == '"' {
			i++
		}
	}
	return span{uint32(start), uint32(len(d.block))}
}

func (d *textDecoder) decodeText(v *vector) {
	v.offsets = resize(v.offsets, len(d.cells)+1)
	offsets, text, out := v.offsets[1:], d.block, v.bytes[:cap(v.bytes)]
	at := 0
	for r, c := range d.cells {
		// Short texts, the usual ids, are copied 16 bytes at a time: what is copied
		// too much is overwritten by the next.
		const word = 16
		length := int(c.end - c.start)
		if length <= word && int(c.start)+word <= len(text) && at+word <= len(out) {
			*(*[word]byte)(out[at:]) = *(*[word]byte)(text[c.start:])
		} else {
			out = append(out[:at], text[c.start:c.end]...)
			out = out[:cap(out)]
		}
		at += length
		offsets[r] = int32(at)
	}
	v.offsets[0], v.bytes = 0, out[:at]
}

func (d *textDecoder) decodeDays(v *vector, b *batch, w want) {
	v.days = resize(v.days, len(d.cells))
	parser := w.form.days
	iso := parser.format.order == yearFirst
	for r := 0; r < len(d.cells); r++ {
		if iso {
			if r += parser.isoDays(v.days[r:], d.block, d.cells[r:]); r == len(d.cells) {
				break
			}
		}
		cell := d.block[d.cells[r].start:d.cells[r].end]
		day, ok := parser.parseOther(cell)
		v.days[r] = day
		switch {
		case ok:
		case len(trimBlanks(cell)) == 0:
			v.setNull(r, len(d.cells))
		default:
			d.bad(b, w, r, reasonNoDate)
		}
	}
}

func (d *textDecoder) decodeDecimals(v *vector, b *batch, w want) {
	v.decimals = resize(v.decimals, len(d.cells))
	v.scale = 0
	for r := 0; r < len(d.cells); r++ {
		plain := w.form.numbers.plainScale(v.scale)
		if r += tinyDecimals(v.decimals[r:], d.block, d.cells[r:], plain); r == len(d.cells) {
			break
		}
		d.decodeDecimal(v, b, w, r)
	}
}

func (d *textDecoder) decodeDecimal(v *vector, b *batch, w want, row int) {
	cell := d.block[d.cells[row].start:d.cells[row].end]
	v.decimals[row] = decimal128.Num{}
	n, scale, ok, doubt := w.form.numbers.decimal(cell)
	if doubt {
		b.doubts = append(b.doubts, d.cell(w, row, notANumber))
	}
	switch {
	case ok:
		if !v.setDecimal(row, n, scale) {
			d.bad(b, w, row, tooWide)
		}
	case len(trimBlanks(cell)) == 0:
		v.setNull(row, len(d.cells))
	default:
		d.bad(b, w, row, notANumber)
	}
}

func (d *textDecoder) decodeNumbers(v *vector, b *batch, w want) {
	v.numbers = resize(v.numbers, len(d.cells))
	for r, c := range d.cells {
		cell := trimBlanks(d.block[c.start:c.end])
		n, ok, doubt := w.form.numbers.float(cell)
		v.numbers[r] = n
		if doubt {
			b.doubts = append(b.doubts, d.cell(w, r, notANumber))
		}
		switch {
		case ok:
		case isBlank(cell):
			v.setNull(r, len(d.cells))
		default:
			d.bad(b, w, r, notANumber)
		}
	}
}
