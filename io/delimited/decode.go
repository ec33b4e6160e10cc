package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Decoder decodes the blocks of a text file, a column at a time.
type Decoder struct {
	Table *Table
	Wants []vector.Want

	Read    Block
	Block   []byte // its text, then cells that had to be unquoted
	Index   rowIndex
	Counted LineCount
	cells   []value.Span
}

// Next implements vector.Decoder.
func (d *Decoder) Next(b *vector.Batch) error {
	d.Read.Text = d.Block // which may have grown
	if err := d.Table.Blocks.Next(&d.Read); err != nil {
		return d.StreamError(err)
	}
	d.Block, d.Counted = d.Read.Text, LineCount{}
	d.Index.build(d.Block, d.Table.Dialect, d.Read.quoted)
	d.Table.Counted(d.Read.Number, int64(d.Index.Lines))
	if d.Index.empty > 0 {
		d.Table.Source.Empty.Add(int64(d.Index.empty))
	}

	d.DecodeColumns(b)
	for _, row := range d.Index.ragged {
		d.ragged(b, row)
	}
	if d.Table.Source.CountLost(d.Read.Text) {
		d.LostCells(b)
	}
	return nil
}

// DecodeColumns decodes the rows of the index.
func (d *Decoder) DecodeColumns(b *vector.Batch) {
	b.Reset(d.Index.rows(), len(d.Wants))
	for i, w := range d.Wants {
		v := &b.Vectors[i]
		v.Kind = w.Kind
		if w.Kind == vector.KindNumber && d.takeDecimals(v, b, i) {
			continue
		}
		d.locate(w.Index)
		switch w.Kind {
		case vector.KindText:
			d.decodeText(v)
		case vector.KindDay:
			d.decodeDays(v, b, w)
		case vector.KindDecimal:
			d.decodeDecimals(v, b, w)
		case vector.KindNumber:
			d.decodeNumbers(v, b, w)
		}
	}
}

// LostCells reports texts that could not be decoded: ids that differ there
// would look alike.
func (d *Decoder) LostCells(b *vector.Batch) {
	for i, w := range d.Wants {
		if w.Kind != vector.KindText {
			continue
		}
		d.locate(w.Index)
		for row := range d.cells {
			if bytes.Contains(b.Vectors[i].Text(row), []byte(source.LostText)) {
				d.bad(b, w, row, d.Table.Source.ReasonLost())
			}
		}
	}
}

// StreamError says what ended the stream before its end.
func (d *Decoder) StreamError(err error) error {
	if err == io.EOF {
		return err
	}
	var long *LongRowError
	if errors.As(err, &long) {
		return &LongRowError{Table: d.Table} // a worker's own: all of them get the same error
	}
	return source.Damaged(d.Table.Source.Name, err)
}

// ragged reports a row that has not the shape of the header.
func (d *Decoder) ragged(b *vector.Batch, row raggedRow) {
	reason := row.reason
	if reason == "" {
		reason = fmt.Sprintf("has %d cells, the header has %d", row.cells, d.Index.Columns)
	}
	text := d.line(row.start, row.end)
	if d.Table.IsReport && row.cells == 1 {
		d.Table.Source.Remarks.Add(1)
		return
	}
	b.Bad = append(b.Bad, vector.BadCell{Row: vector.WholeRow, Morsel: d.Read.Number, Line: d.linesBefore(row.start),
		Value: text, Reason: reason, Raw: text})
}

// Raw implements RawDecoder.
func (d *Decoder) Raw(row int) string {
	return d.line(d.Index.Starts[row], d.Index.Ends[(row+1)*d.Index.Columns-1])
}

// Line is the text of a row, up to its line end.
func (d *Decoder) line(start, end uint32) string {
	text := d.Read.Text[start:end]
	if d.Table.Dialect.Newline == '\n' {
		text = bytes.TrimSuffix(text, []byte{'\r'})
	}
	return string(text)
}

// Bad reports a cell.
func (d *Decoder) bad(b *vector.Batch, w vector.Want, row int, reason string) {
	b.Bad = append(b.Bad, d.cell(w, row, reason))
}

// cell is a cell with its place.
func (d *Decoder) cell(w vector.Want, row int, reason string) vector.BadCell {
	cell := d.cells[row]
	morsel, line := d.Position(row)
	return vector.BadCell{Row: row, Morsel: morsel, Line: line, Column: w.Index,
		Name: w.Name, Value: string(d.Block[cell.Start:cell.End]), Reason: reason}
}

// Position implements vector.Decoder.
func (d *Decoder) Position(row int) (morsel int, line int64) {
	return d.Read.Number, d.linesBefore(d.Index.Starts[row])
}

// linesBefore is the number of line ends before a position in the block. It
// counts on from the position before: where every row is bad, the block is not
// counted anew for each.
func (d *Decoder) linesBefore(at uint32) int64 {
	if at < d.Counted.at {
		d.Counted = LineCount{}
	}
	d.Counted.lines += int64(bytes.Count(d.Block[d.Counted.at:at], []byte{d.Table.Dialect.Newline}))
	d.Counted.at = at
	return d.Counted.lines
}

// LineCount is the number of line ends before a position in the block.
type LineCount struct {
	at    uint32
	lines int64
}

// locate finds the values of one column: without quotes, without the CR of CRLF.
func (d *Decoder) locate(column int) {
	x := &d.Index
	if cap(d.cells) < x.rows() {
		d.cells = make([]value.Span, x.rows(), 2*x.rows())
	}
	d.cells = d.cells[:x.rows()]
	k := column
	if column == 0 {
		for r := range d.cells {
			d.cells[r] = value.Span{Start: x.Starts[r], End: x.Ends[k]}
			k += x.Columns
		}
	} else {
		for r := range d.cells {
			d.cells[r] = value.Span{Start: x.Ends[k-1] + 1, End: x.Ends[k]}
			k += x.Columns
		}
	}
	if column == x.Columns-1 && d.Table.Dialect.Newline == '\n' {
		for r, c := range d.cells {
			if c.End > c.Start && d.Block[c.End-1] == '\r' {
				d.cells[r].End--
			}
		}
	}
	if x.quoted {
		for r, c := range d.cells {
			if c.End > c.Start+1 && d.Block[c.Start] == '"' {
				d.cells[r] = d.unquoted(c)
			}
		}
	}
}

// Unquoted is the span of a quoted cell's value. Where quotes are doubled
// inside, the value is written behind the rows.
func (d *Decoder) unquoted(c value.Span) value.Span {
	c = value.Span{Start: c.Start + 1, End: c.End - 1}
	inside := d.Block[c.Start:c.End]
	if !d.Index.doubled || bytes.IndexByte(inside, '"') < 0 {
		return c
	}
	start := len(d.Block)
	for i := 0; i < len(inside); i++ {
		d.Block = append(d.Block, inside[i])
		if inside[i] == '"' {
			i++
		}
	}
	return value.Span{Start: uint32(start), End: uint32(len(d.Block))}
}

func (d *Decoder) decodeText(v *vector.Vector) {
	v.Offsets = vector.Resize(v.Offsets, len(d.cells)+1)
	offsets, text, out := v.Offsets[1:], d.Block, v.Bytes[:cap(v.Bytes)]
	at := 0
	for r, c := range d.cells {
		// Short texts, the usual ids, are copied 16 bytes at a time: what is copied
		// too much is overwritten by the next.
		const word = 16
		length := int(c.End - c.Start)
		if length <= word && int(c.Start)+word <= len(text) && at+word <= len(out) {
			*(*[word]byte)(out[at:]) = *(*[word]byte)(text[c.Start:])
		} else {
			out = append(out[:at], text[c.Start:c.End]...)
			out = out[:cap(out)]
		}
		at += length
		offsets[r] = int32(at)
	}
	v.Offsets[0], v.Bytes = 0, out[:at]
}

func (d *Decoder) decodeDays(v *vector.Vector, b *vector.Batch, w vector.Want) {
	v.Days = vector.Resize(v.Days, len(d.cells))
	parser := w.Form.Days
	iso := parser.Format.Order == value.YearFirst
	for r := 0; r < len(d.cells); r++ {
		if iso {
			if r += parser.ISODays(v.Days[r:], d.Block, d.cells[r:]); r == len(d.cells) {
				break
			}
		}
		cell := d.Block[d.cells[r].Start:d.cells[r].End]
		day, ok := parser.ParseOther(cell)
		v.Days[r] = day
		switch {
		case ok:
		case len(value.TrimBlanks(cell)) == 0:
			v.SetNull(r, len(d.cells))
		default:
			d.bad(b, w, r, value.ReasonNotADate)
		}
	}
}

func (d *Decoder) decodeDecimals(v *vector.Vector, b *vector.Batch, w vector.Want) {
	v.Decimals = vector.Resize(v.Decimals, len(d.cells))
	v.Scale = 0
	for r := 0; r < len(d.cells); r++ {
		plain := w.Form.Numbers.PlainScale(v.Scale)
		if r += value.TinyDecimals(v.Decimals[r:], d.Block, d.cells[r:], plain); r == len(d.cells) {
			break
		}
		d.decodeDecimal(v, b, w, r)
	}
}

func (d *Decoder) decodeDecimal(v *vector.Vector, b *vector.Batch, w vector.Want, row int) {
	cell := d.Block[d.cells[row].Start:d.cells[row].End]
	v.Decimals[row] = decimal128.Num{}
	n, scale, ok, doubt := w.Form.Numbers.Decimal(cell)
	if doubt {
		b.Doubts = append(b.Doubts, d.cell(w, row, value.ReasonNotANumber))
	}
	switch {
	case ok:
		if !v.SetDecimal(row, n, scale) {
			d.bad(b, w, row, value.ReasonTooWide)
		}
	case len(value.TrimBlanks(cell)) == 0:
		v.SetNull(row, len(d.cells))
	default:
		d.bad(b, w, row, value.ReasonNotANumber)
	}
}

// takeDecimals makes the numbers of want number i from the decimals of the same
// column, where a want before it has them.
func (d *Decoder) takeDecimals(v *vector.Vector, b *vector.Batch, i int) bool {
	w := d.Wants[i]
	for before, other := range d.Wants[:i] {
		if other.Index == w.Index && other.Kind == vector.KindDecimal && other.Form == w.Form {
			decimals := &b.Vectors[before]
			v.Numbers = vector.Resize(v.Numbers, b.Rows)
			value.Floats(v.Numbers, decimals.Decimals, decimals.Scale)
			v.Null = decimals.Null
			return true
		}
	}
	return false
}

func (d *Decoder) decodeNumbers(v *vector.Vector, b *vector.Batch, w vector.Want) {
	v.Numbers = vector.Resize(v.Numbers, len(d.cells))
	for r, c := range d.cells {
		cell := value.TrimBlanks(d.Block[c.Start:c.End])
		n, ok, doubt := w.Form.Numbers.Float(cell)
		v.Numbers[r] = n
		if doubt {
			b.Doubts = append(b.Doubts, d.cell(w, r, value.ReasonNotANumber))
		}
		switch {
		case ok:
		case value.IsBlank(cell):
			v.SetNull(r, len(d.cells))
		default:
			d.bad(b, w, r, value.ReasonNotANumber)
		}
	}
}
