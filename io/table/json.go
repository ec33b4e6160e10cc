package table

import (
	"io"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
)

// jsonWriter writes one object a row, its keys in the order of the columns.
// Decimals are JSON numbers with all their digits; text and dates are strings;
// what holds no value, or is not a finite number, is null.
type jsonWriter struct {
	w       io.Writer
	keys    []string // `"name":` of every column
	columns []cells
	buf     []byte

	open, next, end, empty string // what stands around the objects
	rows                   bool   // whether an object was written
}

func newJSONWriter(w io.Writer, schema *arrow.Schema, open, next, end, empty string) *jsonWriter {
	j := &jsonWriter{w: w, open: open, next: next, end: end, empty: empty}
	for _, f := range schema.Fields() {
		j.keys = append(j.keys, string(appendJSONString(nil, f.Name))+":")
	}
	return j
}

func (j *jsonWriter) Write(rec arrow.Record) error {
	j.columns = cellsOf(rec, j.columns)
	for row := range int(rec.NumRows()) {
		if j.rows {
			j.buf = append(j.buf, j.next...)
		} else {
			j.buf = append(j.buf, j.open...)
			j.rows = true
		}
		j.buf = j.appendRow(j.buf, row)
		if len(j.buf) >= FlushSize {
			if err := j.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *jsonWriter) Close() error {
	if j.rows {
		j.buf = append(j.buf, j.end...)
	} else {
		j.buf = append(j.buf, j.empty...)
	}
	return j.flush()
}

func (j *jsonWriter) flush() error {
	_, err := j.w.Write(j.buf)
	j.buf = j.buf[:0]
	return err
}

func (j *jsonWriter) appendRow(buf []byte, row int) []byte {
	for i := range j.columns {
		buf = append(buf, "{,"[min(i, 1)])
		buf = append(buf, j.keys[i]...)
		column := &j.columns[i]
		switch {
		case column.isNull(row):
			buf = append(buf, "null"...)
		case column.kind == cellText:
			buf = appendJSONString(buf, column.texts.Value(row))
		case column.kind == cellDate:
			buf = append(buf, '"')
			buf = column.plain(buf, row)
			buf = append(buf, '"')
		case column.kind == cellNumber:
			start := len(buf)
			buf = column.plain(buf, row)
			if last := buf[len(buf)-1]; last < '0' || last > '9' { // nan, inf
				buf = append(buf[:start], "null"...)
			}
		default:
			buf = column.plain(buf, row)
		}
	}
	return append(buf, '}')
}

// appendJSONString appends text as encoding/json writes it with SetEscapeHTML
// off, byte for byte: bytes that are not UTF-8 become \ufffd.
func appendJSONString(buf []byte, text string) []byte {
	const hex = "0123456789abcdef"
	buf = append(buf, '"')
	done := 0
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			i++
			if b >= ' ' && b != '"' && b != '\\' {
				continue
			}
			buf = append(buf, text[done:i-1]...)
			done = i
			switch b {
			case '"', '\\':
				buf = append(buf, '\\', b)
			case '\b':
				buf = append(buf, `\b`...)
			case '\f':
				buf = append(buf, `\f`...)
			case '\n':
				buf = append(buf, `\n`...)
			case '\r':
				buf = append(buf, `\r`...)
			case '\t':
				buf = append(buf, `\t`...)
			default:
				buf = append(buf, `\u00`...)
				buf = append(buf, hex[b>>4], hex[b&15])
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			buf = append(buf, text[done:i]...)
			buf = append(buf, `\ufffd`...)
			done = i + size
		case r == '\u2028' || r == '\u2029': // line ends to JavaScript
			buf = append(buf, text[done:i]...)
			buf = append(buf, `\u202`...)
			buf = append(buf, hex[r&15])
			done = i + size
		}
		i += size
	}
	buf = append(buf, text[done:]...)
	return append(buf, '"')
}
