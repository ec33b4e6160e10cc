package table

import (
	"bytes"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// FlushSize is how many bytes a text format gathers before it writes them.
const FlushSize = 64 << 10

// CSVWriter writes RFC 4180 text with a line feed after each row. Quoting is
// that of DuckDB: a cell is quoted where it holds the delimiter, a quote, a
// line break or a # (which some readers take for a comment), and an empty text
// is "" so that it differs from a null. Blanks and all other bytes stand as
// they are.
type CSVWriter struct {
	w         io.Writer
	delimiter byte
	special   string // bytes that make quotes necessary
	guarded   bool   // no cell may be taken for a formula
	columns   []cells
	plain     []bool // columns of the record that hold no special byte
	buf       []byte
}

// NewCSVWriter writes CSV to w, beginning with the header of the schema.
func NewCSVWriter(w io.Writer, schema *arrow.Schema, delimiter byte) *CSVWriter {
	return newCSVWriter(w, schema, delimiter, false)
}

func newCSVWriter(w io.Writer, schema *arrow.Schema, delimiter byte, guarded bool) *CSVWriter {
	c := &CSVWriter{w: w, delimiter: delimiter, special: csvSpecial(delimiter), guarded: guarded}
	for i, f := range schema.Fields() {
		if i > 0 {
			c.buf = append(c.buf, delimiter)
		}
		c.buf = c.appendText(c.buf, c.guard(f.Name))
	}
	c.buf = append(c.buf, '\n')
	return c
}

// SkipHeader leaves the header out. It is called before the first Write.
func (c *CSVWriter) SkipHeader() { c.buf = c.buf[:0] }

// csvSpecial are the bytes that make quotes necessary.
func csvSpecial(delimiter byte) string { return string(delimiter) + "\"\r\n#" }

// Write implements Writer.
func (c *CSVWriter) Write(rec arrow.Record) error {
	c.columns = cellsOf(rec, c.columns)
	c.plain = c.plain[:0]
	for i := range c.columns {
		c.plain = append(c.plain, !c.holdsSpecial(&c.columns[i]))
	}
	for row := range int(rec.NumRows()) {
		c.buf = c.appendRow(c.buf, row)
		if len(c.buf) >= FlushSize {
			if err := c.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close implements Writer.
func (c *CSVWriter) Close() error { return c.flush() }

func (c *CSVWriter) flush() error {
	_, err := c.w.Write(c.buf)
	c.buf = c.buf[:0]
	return err
}

func (c *CSVWriter) appendRow(buf []byte, row int) []byte {
	start := len(buf)
	for i := range c.columns {
		column := &c.columns[i]
		switch {
		case column.isNull(row):
		case column.kind == cellText:
			if text := c.guard(column.texts.Value(row)); text != "" && c.plain[i] {
				buf = append(buf, text...)
			} else {
				buf = c.appendText(buf, text)
			}
		default:
			buf = column.plain(buf, row)
		}
		buf = append(buf, c.delimiter)
	}
	if len(buf) == start+1 {
		// A single null would be an empty line, which readers skip.
		buf = append(buf[:start], `"",`...)
	}
	buf[len(buf)-1] = '\n'
	return buf
}

// holdsSpecial tells whether any cell of a text column holds a special byte. To
// ask once for all cells is far quicker than cell by cell.
func (c *CSVWriter) holdsSpecial(column *cells) bool {
	if column.kind != cellText {
		return false
	}
	texts := column.texts.ValueBytes()
	for i := range len(c.special) {
		if bytes.IndexByte(texts, c.special[i]) >= 0 {
			return true
		}
	}
	return false
}

// guard is a text that no spreadsheet takes for a formula, where that is asked for.
// The signs are those that OWASP names for CSV injection.
func (c *CSVWriter) guard(text string) string {
	if c.guarded && text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0 {
		return "'" + text
	}
	return text
}

// appendText appends a text, quoted where necessary.
func (c *CSVWriter) appendText(buf []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, c.special) {
		return append(buf, text...)
	}
	buf = append(buf, '"')
	for {
		upTo, rest, found := strings.Cut(text, `"`)
		buf = append(buf, upTo...)
		if !found {
			return append(buf, '"')
		}
		buf = append(buf, `""`...)
		text = rest
	}
}

// AppendCSV appends a cell of a row that is divided by commas.
func AppendCSV(line []byte, cell string) []byte {
	c := CSVWriter{delimiter: ',', special: csvSpecial(',')}
	return c.appendText(line, cell)
}
