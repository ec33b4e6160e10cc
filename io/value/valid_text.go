package value

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// ValidText returns the record with each byte of text that is not UTF-8
// replaced by U+FFFD. Only columns that need it are copied. The caller releases
// the result.
func ValidText(rec arrow.Record) (arrow.Record, error) {
	rec.Retain()
	for i, column := range rec.Columns() {
		text, ok := column.(*array.String)
		if !ok || allValid(text) {
			continue
		}
		valid := replaceInvalid(text)
		next, err := rec.SetColumn(i, valid)
		valid.Release()
		rec.Release()
		if err != nil {
			return nil, err
		}
		rec = next
	}
	return rec, nil
}

// allValid tells whether every cell is UTF-8.
func allValid(text *array.String) bool {
	for row := range text.Len() {
		if !utf8.ValidString(text.Value(row)) {
			return false
		}
	}
	return true
}

func replaceInvalid(text *array.String) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	for row := range text.Len() {
		if text.IsNull(row) {
			b.AppendNull()
			continue
		}
		b.Append(string([]rune(text.Value(row))))
	}
	return b.NewArray()
}

// IsASCII tells whether a text has no byte above 0x7f.
func IsASCII(text []byte) bool {
	const high = 0x8080808080808080
	for len(text) >= 8 {
		if binary.LittleEndian.Uint64(text)&high != 0 {
			return false
		}
		text = text[8:]
	}
	return bytes.IndexFunc(text, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}
