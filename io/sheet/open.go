package sheet

import (
	"errors"
	"io"
	"strconv"
	"sync"
	"sync/atomic"

	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/vector"
	"rfm/io/xlsx"
)

// Options say which sheet to read, and how its header is known.
type Options struct {
	// Sheet is the name or the number, from 1, of the sheet; * for all that show
	// and have cells; empty to choose.
	Sheet    string
	NoHeader bool
	// Known tells how many columns of a row of names are known, and whether they
	// are all that is asked for.
	Known func(names []string) (known int, complete bool)
}

// The cells of a row stand side by side between bytes that UTF-8 never uses.
const (
	cellEnd = 0xfe
	rowEnd  = 0xff
)

// Table is one sheet of a workbook, or several with the same columns, one below
// the other. Lines are the rows of the first, then those of the others.
type Table struct {
	delimited.Table
	book   *xlsx.Workbook
	file   io.Closer
	parts  []part
	chosen string // how a flag names the sheet, where there are others

	texts map[int]bool // columns with texts in the first rows

	mu      sync.Mutex
	want    map[int]bool // columns that a decoder wants
	current int          // the part that is read
	rows    *xlsx.Rows   // of it; nil before its first row
	blocks  int
	err     error // io.EOF, or what ended the rows
	trouble trouble
}

// part is a sheet of the table.
type part struct {
	sheet  xlsx.Sheet
	header int64 // its row
	// before is what the row numbers lack to be lines, known once the part is read.
	before int64
}

// partOf is the part in which a line is.
func (t *Table) partOf(line int64) part {
	found := t.parts[0]
	for i, p := range t.parts {
		if i > 0 && p.before > 0 && line > p.before+p.header {
			found = p
		}
	}
	return found
}

// Sniff looks at the first bytes, which stay to be read.
func Sniff(s *source.Source) (bool, error) {
	first, err := s.Peek(8)
	return xlsx.IsWorkbook(first), err
}

// Open opens a workbook, chooses a sheet and finds its header.
func Open(s *source.Source, o Options, read *atomic.Int64) (*Table, error) {
	file, size, err := s.Seekable(read)
	if err != nil {
		return nil, err
	}
	t := &Table{file: file, texts: map[int]bool{}, want: map[int]bool{}}
	t.Source, t.Dialect = s, delimited.Dialect{Delimiter: cellEnd, Newline: rowEnd}
	if err := t.open(file, size, o); err != nil {
		file.Close()
		return nil, t.failed(err)
	}
	return t, nil
}

func (t *Table) open(file io.ReaderAt, size int64, o Options) error {
	var err error
	if t.book, err = xlsx.Open(file, size); err != nil {
		return err
	}
	found, err := t.choose(o)
	if err != nil {
		return err
	}
	for _, b := range found {
		t.parts = append(t.parts, part{sheet: b.sheet, header: int64(b.header)})
	}
	switch {
	case o.Sheet == allSheets:
		t.chosen = allSheets
	case len(t.book.Sheets()) > 1:
		t.chosen = found[0].sheet.Name
	}
	t.Names, t.Header = found[0].names, int64(found[0].header)
	t.HeadCells, err = t.firstCells()
	return err
}

// failed is an error of the workbook as one of the input.
func (t *Table) failed(err error) error {
	var format *xlsx.FormatError
	if !errors.As(err, &format) {
		return err
	}
	e := &fault.Error{Kind: fault.Unreadable, Message: t.Source.Name + ": " + format.Message, Err: err}
	if format.Hint != "" {
		e.Hints = []string{format.Hint}
	}
	return e
}

// firstCells are the cells of the first rows below the header.
func (t *Table) firstCells() ([][]string, error) {
	rows, err := t.book.Rows(t.parts[0].sheet)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]string
	for len(out) < vector.HeadRows {
		row, err := rows.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if int64(row.Number) <= t.Header || len(row.Cells) == 0 {
			continue
		}
		cells := make([]string, len(t.Names))
		for _, c := range row.Cells {
			if c.Column < len(cells) && c.Kind != xlsx.Error && c.Kind != xlsx.Uncomputed {
				cells[c.Column] = string(c.Text)
				t.texts[c.Column] = t.texts[c.Column] || c.Kind == xlsx.Text
			}
		}
		out = append(out, cells)
	}
	return out, nil
}

// Head implements vector.Table.
func (t *Table) Head(column int) []string { return t.HeadColumn(column) }

// Spelled implements vector.Table. Numbers of Excel have a decimal point; texts
// that look like numbers may have another sign.
func (t *Table) Spelled(w vector.Want) bool {
	return w.Kind == vector.KindDay || w.Kind != vector.KindText && t.texts[w.Index]
}

// Describe says what is read.
func (t *Table) Describe() string {
	if len(t.parts) == 1 {
		return "Excel, sheet " + t.parts[0].sheet.Name
	}
	var names []string
	for _, p := range t.parts {
		names = append(names, p.sheet.Name)
	}
	return "Excel, sheets " + shortList(names)
}

// Chosen is how a flag names the sheet where there are others; else "".
func (t *Table) Chosen() string { return t.chosen }

// Place implements vector.Placer.
func (t *Table) Place(line int64, column int) string {
	p := t.partOf(line)
	row := int(line - p.before)
	if column < 0 {
		return p.sheet.Name + "!" + strconv.Itoa(row)
	}
	return p.sheet.Name + "!" + xlsx.Address(row, column)
}

// Rewind lets the rows be read again.
func (t *Table) Rewind() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	if t.rows != nil {
		err = t.rows.Close()
	}
	t.current, t.rows, t.blocks, t.err, t.trouble = 0, nil, 0, nil, trouble{}
	t.want = map[int]bool{}
	return err
}

// Close implements vector.Table.
func (t *Table) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	if t.rows != nil {
		err, t.rows = t.rows.Close(), nil
	}
	return errors.Join(err, t.file.Close())
}
