package rfmio

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// csvTable is a text file with one row per line.
type csvTable struct {
	textTable
	blanks bool // runs of blanks stand between the columns
}

// csvOptions say what is known of a file before it is opened.
type csvOptions struct {
	NoHeader bool
	// Delimiter is one of Delimiters, or the sign itself; empty for what the first
	// rows tell.
	Delimiter string
	// KnownNames counts the names in a header that are known outside ASCII. It tells
	// which encoding a header may have.
	KnownNames func(header string) int
}

// openCSV looks at the first block: line ends, delimiter, header.
func openCSV(s *source, o csvOptions) (*csvTable, error) {
	t := &csvTable{textTable: textTable{source: s}}
	t.blocks.r, t.blocks.size = s.reader, blockSize
	sample := t.blocks.fill(nil)
	if err := t.blocks.err; err != nil && err != io.EOF {
		return nil, damaged(s.name, err)
	}
	if err := checkText(s.name, sample); err != nil {
		return nil, err
	}
	sample, delimiter := cutSeparatorLine(sample)
	if len(sample) == 0 {
		return nil, &Error{Kind: Unreadable, Message: s.name + ": is empty"}
	}
	given, err := delimiterByName(o.Delimiter)
	if err != nil {
		return nil, err
	}
	if t.blanks = given.name == blanks || given.name == "" && delimiter == 0 && isColumnsOfBlanks(sample); t.blanks {
		if t.dialect = sniffDialect(sample); given.name == "" && len(splitRows(sample, t.dialect, 1)[0].cells) > 1 {
			t.blanks = false // another delimiter divides them as well
		} else {
			t.blocks = blockReader{r: newBlankReader(io.MultiReader(bytes.NewReader(sample), t.blocks.r)), size: blockSize}
			if sample = t.blocks.fill(nil); t.blocks.err != nil && t.blocks.err != io.EOF {
				return nil, damaged(s.name, t.blocks.err)
			}
		}
	}
	t.dialect = sniffDialect(sample)
	if delimiter != 0 {
		t.dialect.delimiter, t.header = delimiter, 1
	}
	if given.name != "" {
		t.dialect.delimiter = given.sign
	}
	t.blocks.dialect = t.dialect

	for t.dialect.lastRowEnd(sample) == 0 && t.blocks.err == nil && len(sample) < maxRow {
		sample = t.blocks.fill(sample) // the header is longer than a block
	}
	if sample[len(sample)-1] != t.dialect.newline && t.blocks.err == io.EOF {
		sample = append(sample, t.dialect.newline)
	}
	rows := splitRows(sample[:t.dialect.lastRowEnd(sample)], t.dialect, 1)
	if len(rows) == 0 && t.blocks.err == nil {
		return nil, (&longRowError{table: &t.textTable}).located()
	}
	if len(rows) == 0 {
		return nil, &Error{Kind: Unreadable, Message: s.name + ": is empty"}
	}
	if err := t.checkEncoding(sample, rows[0], o); err != nil {
		return nil, err
	}
	if o.NoHeader {
		for i := range rows[0].cells {
			t.names = append(t.names, strconv.Itoa(i+1))
		}
		t.blocks.carry = sample
		return t, nil
	}
	for _, name := range rows[0].cells {
		t.names = append(t.names, strings.TrimSpace(name))
	}
	t.header += int64(bytes.Count(sample[:rows[0].end], []byte{t.dialect.newline}))
	t.blocks.carry = sample[rows[0].end:]
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
		return &Error{Kind: Unreadable, Message: name + ": is empty"}
	}
	if e := utf16Pattern(head); e != "" {
		return &Error{Kind: Undecided, Message: name + ": looks like " + e + " without a byte order mark", Hints: []string{"try: --encoding " + e}}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return &Error{Kind: Unreadable, Message: name + ": is an Excel workbook or a zip file", Hints: []string{"save the sheet as CSV (UTF-8)"}}
	}
	control := 0
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			control++
		}
	}
	if control*20 > len(head) {
		return &Error{Kind: Unreadable, Message: name + ": is not a table (neither text nor Parquet nor Arrow)"}
	}
	return nil
}

// sampleRow is a row of the sample as text.
type sampleRow struct {
	cells []string
	end   int // position after its line end
}

// splitRows splits the first rows of a text that ends with a line end.
func splitRows(text []byte, d dialect, limit int) []sampleRow {
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
func rowEnd(text []byte, d dialect) int {
	for at := 0; at < len(text); {
		i := bytes.IndexByte(text[at:], d.newline)
		if i < 0 {
			break
		}
		end := at + i
		open := d.openingQuote(text[:end], at)
		if open == end {
			return end + 1
		}
		at = closingQuote(text, open) + 1
	}
	return len(text)
}

// splitCells splits one row.
func splitCells(row []byte, d dialect) []string {
	row = bytes.TrimSuffix(row, []byte{d.newline})
	row = bytes.TrimSuffix(row, []byte{'\r'})
	var cells []string
	for {
		end := 0
		if len(row) > 0 && row[0] == '"' {
			end = min(closingQuote(row, 0)+1, len(row))
		}
		if i := bytes.IndexByte(row[end:], d.delimiter); i >= 0 {
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

// sniffDialect tells line end and delimiter from the beginning of a file: the
// delimiter that gives every row the same number of cells, and the most.
func sniffDialect(sample []byte) dialect {
	d := dialect{delimiter: ',', newline: '\n'}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		d.newline = '\r'
	}
	const rowsLookedAt = 100
	sample = sample[:min(len(sample), 64<<10)]
	best, bestEven := 1, false
	for _, delimiter := range []byte{',', ';', '\t', '|'} {
		candidate := dialect{delimiter: delimiter, newline: d.newline}
		end := candidate.lastRowEnd(sample)
		if end == 0 {
			end = len(sample)
		}
		rows := splitRows(sample[:end], candidate, rowsLookedAt)
		if len(rows) == 0 {
			continue
		}
		cells, even := len(rows[0].cells), true
		for _, row := range rows {
			even = even && len(row.cells) == cells
		}
		if cells > 1 && (even && !bestEven || even == bestEven && cells > best) {
			best, bestEven, d.delimiter = cells, even, delimiter
		}
	}
	return d
}

func (t *csvTable) spelled(w want) bool { return w.kind != kindText }

func (t *csvTable) describe() string {
	what := "CSV, " + t.delimiterName()
	if t.blanks {
		what = "text, columns between blanks"
	}
	if t.source.encoding != "" {
		what += ", " + t.source.encoding
	}
	return what
}

// head implements table. It looks at the block that openCSV has read.
func (t *csvTable) head(column int) []string {
	if t.headCells == nil {
		text := t.blocks.carry
		for _, row := range splitRows(text[:t.dialect.lastRowEnd(text)], t.dialect, headRows) {
			t.headCells = append(t.headCells, row.cells)
		}
	}
	return t.headColumn(column)
}
