package sheet

import (
	"errors"
	"io"
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
	// Sheet is the name or the number, from 1, of the sheet; empty to choose.
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

// Table is one sheet of a workbook. Rows are counted as in Excel.
type Table struct {
	delimited.Table
	book   *xlsx.Workbook
	sheet  xlsx.Sheet
	file   io.Closer
	chosen bool // among several sheets

	texts map[int]bool // columns with texts in the first rows

	mu      sync.Mutex
	want    map[int]bool // columns that a decoder wants
	rows    *xlsx.Rows   // nil before the first block
	pending *xlsx.Row    // read, and not yet in a block
	blocks  int
	err     error // io.EOF, or what ended the rows
	trouble trouble
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
	first, err := t.choose(o)
	if err != nil {
		return err
	}
	t.sheet, t.chosen = first.sheet, len(t.book.Sheets()) > 1
	t.Names, t.Header = first.names, int64(first.header)
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
	rows, err := t.book.Rows(t.sheet)
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
func (t *Table) Describe() string { return "Excel, sheet " + t.sheet.Name }

// Chosen is the name of the sheet where there are others; else "".
func (t *Table) Chosen() string {
	if t.chosen {
		return t.sheet.Name
	}
	return ""
}

// Place implements vector.Placer.
func (t *Table) Place(line int64, column int) string {
	if column < 0 {
		return t.sheet.Name + "!" + rowName(line)
	}
	return t.sheet.Name + "!" + xlsx.Address(int(line), column)
}

// Rewind lets the rows be read again.
func (t *Table) Rewind() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	if t.rows != nil {
		err = t.rows.Close()
	}
	t.rows, t.pending, t.blocks, t.err, t.trouble = nil, nil, 0, nil, trouble{}
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
