package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"rfm/io/xlsx"
)

// decoder decodes blocks of rows for one worker.
type decoder struct {
	delimited.Decoder // of the cells, of which column i is columns[i] of the sheet
	sheet             *Table
	columns           []int
	cellOf            []int // the reverse of columns; vector.None for columns that nobody wants
	uses              []use // of each of the columns

	row    []value.Span // of the row in work, in values
	values []byte
	broken []vector.BadCell
}

// use is what a column is wanted for.
type use struct {
	name string
	id   bool // its texts tell customers or orders apart
	sum  bool // its numbers are added up
	text bool // it is a number, and other cells of its column are texts
}

// Decoder implements vector.Table.
func (t *Table) Decoder(wants []vector.Want) vector.Decoder {
	t.mu.Lock()
	defer t.mu.Unlock()
	d := &decoder{sheet: t, cellOf: make([]int, len(t.Names))}
	d.Table = &t.Table
	for i := range d.cellOf {
		d.cellOf[i] = vector.None
	}
	for _, w := range wants {
		if d.cellOf[w.Index] == vector.None {
			d.cellOf[w.Index] = len(d.columns)
			d.columns, d.uses = append(d.columns, w.Index), append(d.uses, use{name: w.Name})
			t.want[w.Index] = true
		}
		u := &d.uses[d.cellOf[w.Index]]
		u.id = u.id || w.Kind == vector.KindText && (w.Role == "customer" || w.Role == "order")
		u.sum = u.sum || w.Kind == vector.KindDecimal
		if w.Form != nil && !t.Spelled(w) {
			w.Form = value.PlainForm()
		} else if w.Form != nil && w.Kind != vector.KindDay {
			u.text = true
		}
		w.Index = d.cellOf[w.Index]
		d.Wants = append(d.Wants, w)
	}
	d.row = make([]value.Span, len(d.columns))
	return d
}

// Next implements vector.Decoder.
func (d *decoder) Next(b *vector.Batch) error {
	if err := d.read(); err != nil {
		return err
	}
	d.DecodeColumns(b)
	for _, cells := range [][]vector.BadCell{b.Bad, b.Doubts} {
		for i := range cells {
			cells[i].Column = d.columns[cells[i].Column]
		}
	}
	b.Bad = append(b.Bad, d.broken...)
	return nil
}

// Block sizes: text, as of other formats, and rows, for sheets of few columns.
const maxRows = 8192

// read takes the next rows of the sheet and lays them out. Workers take turns.
func (d *decoder) read() error {
	t := d.sheet
	t.mu.Lock()
	defer t.mu.Unlock()
	x := &d.Index
	x.Columns, x.Lines, x.Starts, x.Ends = len(d.columns), 0, x.Starts[:0], x.Ends[:0]
	d.Block, d.broken = d.Block[:0], d.broken[:0]
	d.Read.Number, d.Counted = t.blocks, delimited.LineCount{}
	for t.err == nil && len(x.Starts) < maxRows && len(d.Block) < delimited.BlockSize {
		row, err := t.nextRow()
		if err != nil {
			t.err = err
			break
		}
		d.layOut(row)
		if !utf8.Valid(d.values) { // which XML must be; else it would be taken for ends of cells
			t.err = &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s!%s!%d: the row has text that is not UTF-8", t.Source.Name, t.parts[t.current].sheet.Name, row.Number)}
			return t.err
		}
	}
	if len(x.Starts) == 0 && t.err != nil {
		return t.err
	}
	t.Counted(t.blocks, int64(x.Lines))
	t.blocks++
	return nil
}

// layOut appends a row to the block, after what stands for the rows between.
func (d *decoder) layOut(row *xlsx.Row) {
	t, x := d.sheet, &d.Index
	line := t.parts[t.current].before + int64(row.Number)
	t.trouble.line++
	for ; t.trouble.line < line; t.trouble.line++ { // rows without cells
		d.Block = append(d.Block, rowEnd)
		x.Lines++
	}
	clear(d.row)
	d.values = d.values[:0]
	total := false
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Column >= len(d.cellOf) || d.cellOf[c.Column] == vector.None {
			continue
		}
		at := d.cellOf[c.Column]
		total = total || c.Total && d.uses[at].sum
		if reason := d.uses[at].objection(c); reason != "" {
			d.broken = append(d.broken, vector.BadCell{Row: len(x.Starts), Morsel: t.blocks, Line: int64(x.Lines), Column: c.Column,
				Name: d.uses[at].name, Value: string(c.Text), Reason: reason})
			if !d.uses[at].sum {
				continue
			}
			c.Text = zero // an amount that is missing would be another mistake
		}
		start := len(d.values)
		d.values = append(d.values, c.Text...)
		if d.uses[at].text && c.Kind == xlsx.Number {
			d.values = sureDecimals(d.values, start)
		}
		d.row[at] = value.Span{Start: uint32(start), End: uint32(len(d.values))}
	}
	if total {
		t.trouble.totals = append(t.trouble.totals, line)
		d.broken = slices.DeleteFunc(d.broken, func(c vector.BadCell) bool { return c.Row == len(x.Starts) })
	} else {
		x.Starts = append(x.Starts, uint32(len(d.Block)))
		for i, c := range d.row {
			if i > 0 {
				d.Block = append(d.Block, cellEnd)
			}
			d.Block = append(d.Block, d.values[c.Start:c.End]...)
			x.Ends = append(x.Ends, uint32(len(d.Block)))
		}
	}
	d.Block = append(d.Block, rowEnd)
	x.Lines++
}

var zero = []byte("0")

// sureDecimals makes a number one that can only have a decimal point: 1.234 may
// be a thousand among texts.
func sureDecimals(text []byte, start int) []byte {
	if n := len(text); n-start > 4 && text[n-4] == '.' {
		return append(text, '0')
	}
	return text
}

// Raw implements vector.RawDecoder: the cells that are used, as CSV.
func (d *decoder) Raw(row int) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	start, cells := d.Index.Starts[row], make([]string, len(d.columns))
	for i, end := range d.Index.Ends[row*len(d.columns) : (row+1)*len(d.columns)] {
		cells[i] = string(d.Block[start:end])
		start = end + 1
	}
	for _, c := range d.broken {
		if c.Row == row {
			cells[d.cellOf[c.Column]] = c.Value
		}
	}
	w.Write(cells)
	w.Flush()
	return strings.TrimSuffix(out.String(), "\n")
}

// nextRow is the next row below the header that holds something; io.EOF after
// the last, once nothing in the sheet forbids its use.
func (t *Table) nextRow() (*xlsx.Row, error) {
	for {
		if t.rows == nil {
			if err := t.beginPart(); err != nil {
				return nil, t.failed(err)
			}
		}
		p := &t.parts[t.current]
		row, err := t.rows.Next()
		if err == io.EOF {
			if err = t.end(); err == io.EOF && t.current+1 < len(t.parts) {
				t.rows.Close()
				t.rows = nil
				t.current++
				continue
			}
			return nil, err
		} else if err != nil {
			return nil, t.failed(err)
		}
		if int64(row.Number) <= p.header {
			continue
		}
		if p.before+int64(row.Number) <= t.trouble.line {
			return nil, &fault.Error{Kind: fault.Unreadable, Message: t.Source.Name + "!" + p.sheet.Name + ": its rows are not in order",
				Hints: []string{"open it in Excel or LibreOffice and save it again"}}
		}
		if row.Hidden {
			t.trouble.hidden++
		}
		if len(row.Cells) > 0 || row.Others {
			t.trouble.last = row.Number
			return row, nil
		}
	}
}

// beginPart begins to read the current part.
func (t *Table) beginPart() error {
	p := &t.parts[t.current]
	rows, err := t.book.Rows(p.sheet)
	if err != nil {
		return err
	}
	if t.current == 0 {
		t.trouble.line = p.header
	} else {
		p.before = t.trouble.line - p.header
	}
	t.rows, t.trouble.last = rows, 0
	var columns []int
	for c := range t.want {
		columns = append(columns, c)
	}
	rows.Only(columns)
	return nil
}
