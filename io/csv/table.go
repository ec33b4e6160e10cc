package csv

import (
	"bytes"
	"io"
	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/vector"
	"strconv"
	"strings"
)

// Table is a text file with one row per line.
type Table struct {
	delimited.Table
	blanks bool // runs of blanks stand between the columns
	// from and to are the first and the last day of a file whose dates have no
	// year, as 20240131; "" for others.
	from, to string
}

// Options say what is known of a file before it is opened.
type Options struct {
	NoHeader bool
	// SkipLines are lines above the header, or above the first row, that are not
	// looked at.
	SkipLines int
	// Delimiter is one of Delimiters, or the sign itself; empty for what the first
	// rows tell.
	Delimiter string
	// KnownNames counts the names in a header that are known outside ASCII. It tells
	// which encoding a header may have.
	KnownNames func(header string) int
}

// Open looks at the first block: line ends, delimiter, header.
func Open(s *source.Source, o Options) (*Table, error) {
	t := &Table{Table: delimited.Table{Source: s}}
	t.Blocks.Reader, t.Blocks.Size = s.Reader, s.BufferSize(delimited.BlockSize)
	sample := t.Blocks.Fill(nil)
	if err := t.Blocks.Err; err != nil && err != io.EOF {
		return nil, source.Damaged(s.Name, err)
	}
	if err := checkText(s.Name, sample); err != nil {
		return nil, err
	}
	if o.SkipLines > 0 {
		newline := sniffDialect(sample).Newline
		sample = cutLines(sample, newline, o.SkipLines)
		t.Header = int64(o.SkipLines)
	}
	sample, delimiter := cutSeparatorLine(sample)
	if len(sample) == 0 {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: s.Name + ": is empty"}
	}
	given, err := DelimiterByName(o.Delimiter)
	if err != nil {
		return nil, err
	}
	if t.blanks = given.name == blanks || given.name == "" && delimiter == 0 && isColumnsOfBlanks(sample); t.blanks {
		if t.Dialect = sniffDialect(sample); given.name == "" && len(splitRows(sample, t.Dialect, 1)[0].cells) > 1 {
			t.blanks = false // another delimiter divides them as well
		} else {
			t.Blocks = delimited.BlockReader{Reader: newBlankReader(io.MultiReader(bytes.NewReader(sample), t.Blocks.Reader)), Size: delimited.BlockSize}
			if sample = t.Blocks.Fill(nil); t.Blocks.Err != nil && t.Blocks.Err != io.EOF {
				return nil, source.Damaged(s.Name, t.Blocks.Err)
			}
		}
	}
	t.Dialect = sniffDialect(sample)
	if delimiter != 0 {
		t.Dialect.Delimiter, t.Header = delimiter, t.Header+1
	}
	if given.name != "" {
		t.Dialect.Delimiter = given.sign
	}
	t.Blocks.Dialect = t.Dialect

	for t.Dialect.LastRowEnd(sample) == 0 && t.Blocks.Err == nil && len(sample) < delimited.MaxRow {
		sample = t.Blocks.Fill(sample) // the header is longer than a block
	}
	if sample[len(sample)-1] != t.Dialect.Newline && t.Blocks.Err == io.EOF {
		sample = append(sample, t.Dialect.Newline)
	}
	rows := splitRows(sample[:t.Dialect.LastRowEnd(sample)], t.Dialect, rowsLookedAt)
	if len(rows) == 0 && t.Blocks.Err == nil {
		return nil, (&delimited.LongRowError{Table: &t.Table}).Located()
	}
	if len(rows) == 0 {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: s.Name + ": is empty"}
	}
	header := 0
	if !o.NoHeader && o.SkipLines == 0 && !t.blanks {
		header = findHeader(rows)
	}
	if err := t.checkEncoding(sample, rows[header], o); err != nil {
		return nil, err
	}
	if o.NoHeader {
		for i := range rows[0].cells {
			t.Names = append(t.Names, strconv.Itoa(i+1))
		}
		t.Blocks.Carry = sample
		return t, nil
	}
	for _, name := range rows[header].cells {
		t.Names = append(t.Names, strings.TrimSpace(name))
	}
	if header > 0 {
		t.IsReport = true
		t.from, t.to, _ = datevPeriod(rows[0].cells)
	}
	t.Header += int64(bytes.Count(sample[:rows[header].end], []byte{t.Dialect.Newline}))
	t.Blocks.Carry = sample[rows[header].end:]
	return t, nil
}

// cutSeparatorLine takes the line away in which a spreadsheet says how it
// separates cells, sep=; and returns what it says; 0 without such a line.
func cutSeparatorLine(sample []byte) (rest []byte, delimiter byte) {
	line, rest, found := bytes.Cut(sample, []byte{'\n'})
	line = bytes.Trim(line, "\"\r")
	if !found || len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return sample, 0
	}
	return rest, line[4]
}

// checkText refuses what is no text.
func checkText(name string, sample []byte) error {
	head := sample[:min(len(sample), 4096)]
	if len(head) == 0 {
		return &fault.Error{Kind: fault.Unreadable, Message: name + ": is empty"}
	}
	if e := source.UTF16Pattern(head); e != "" {
		return &fault.Error{Kind: fault.Undecided, Message: name + ": looks like " + e + " without a byte order mark", Hints: []string{"try: --encoding " + e}}
	}
	control := 0
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			control++
		}
	}
	if control*20 > len(head) {
		return &fault.Error{Kind: fault.Unreadable, Message: name + ": is not a table (neither text nor Parquet nor Arrow)"}
	}
	return nil
}

// sampleRow is a row of the sample as text.
type sampleRow struct {
	cells []string
	end   int // position after its line end
}

// splitRows splits the first rows of a text that ends with a line end.
func splitRows(text []byte, d delimited.Dialect, limit int) []sampleRow {
	var rows []sampleRow
	for at := 0; at < len(text) && len(rows) < limit; {
		end := at + rowEnd(text[at:], d)
		cells := splitCells(text[at:end], d)
		at = end
		if len(cells) == 1 && cells[0] == "" {
			continue // a blank line
		}
		rows = append(rows, sampleRow{cells, at})
	}
	return rows
}

// rowEnd is the position after the line end of the first row.
func rowEnd(text []byte, d delimited.Dialect) int {
	for at := 0; at < len(text); {
		i := bytes.IndexByte(text[at:], d.Newline)
		if i < 0 {
			break
		}
		end := at + i
		open := d.OpeningQuote(text[:end], at)
		if open == end {
			return end + 1
		}
		at = delimited.ClosingQuote(text, open) + 1
	}
	return len(text)
}

// splitCells splits one row.
func splitCells(row []byte, d delimited.Dialect) []string {
	row = bytes.TrimSuffix(row, []byte{d.Newline})
	row = bytes.TrimSuffix(row, []byte{'\r'})
	var cells []string
	for {
		end := 0
		if len(row) > 0 && row[0] == '"' {
			end = min(delimited.ClosingQuote(row, 0)+1, len(row))
		}
		if i := bytes.IndexByte(row[end:], d.Delimiter); i >= 0 {
			cells = append(cells, unquote(row[:end+i]))
			row = row[end+i+1:]
			continue
		}
		return append(cells, unquote(row))
	}
}

// unquote is the value of a raw cell.
func unquote(cell []byte) string {
	if len(cell) >= 2 && cell[0] == '"' && cell[len(cell)-1] == '"' {
		cell = bytes.ReplaceAll(cell[1:len(cell)-1], []byte(`""`), []byte(`"`))
	}
	return string(cell)
}

// rowsLookedAt is how many rows tell the delimiter and where the header is.
const rowsLookedAt = 100

// sniffDialect tells line end and delimiter from the beginning of a file: the
// delimiter that gives every row the same number of cells, and the most.
func sniffDialect(sample []byte) delimited.Dialect {
	d := delimited.Dialect{Delimiter: ',', Newline: '\n'}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		d.Newline = '\r'
	}
	sample = sample[:min(len(sample), 64<<10)]
	best, bestEven := 1, false
	for _, delimiter := range []byte{',', ';', '\t', '|'} {
		candidate := delimited.Dialect{Delimiter: delimiter, Newline: d.Newline}
		end := candidate.LastRowEnd(sample)
		if end == 0 {
			end = len(sample)
		}
		rows := splitRows(sample[:end], candidate, rowsLookedAt)
		if len(rows) == 0 {
			continue
		}
		cells, even := len(rows[0].cells), true
		if findHeader(rows) > 0 {
			cells = usualCells(rows)
		}
		for _, row := range rows {
			even = even && len(row.cells) == cells
		}
		if cells > 1 && (even && !bestEven || even == bestEven && cells > best) {
			best, bestEven, d.Delimiter = cells, even, delimiter
		}
	}
	return d
}

// Spelled implements vector.Table.
func (t *Table) Spelled(w vector.Want) bool { return w.Kind != vector.KindText }

// Describe names the format, for the account.
// Period is the first and the last day of a file whose dates have no year, as
// 20240131; "" for others.
func (t *Table) Period() (from, to string) { return t.from, t.to }

func (t *Table) Describe() string {
	what := "CSV, " + t.DelimiterName()
	if t.blanks {
		what = "text, columns between blanks"
	}
	if t.Source.Encoding != "" {
		what += ", " + t.Source.Encoding
	}
	return what
}

// Head implements table. It looks at the block that Open has read.
func (t *Table) Head(column int) []string {
	if t.HeadCells == nil {
		text := t.Blocks.Carry
		for _, row := range splitRows(text[:t.Dialect.LastRowEnd(text)], t.Dialect, vector.HeadRows) {
			t.HeadCells = append(t.HeadCells, row.cells)
		}
	}
	return t.HeadColumn(column)
}
