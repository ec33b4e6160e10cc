package basket

import (
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Characters of a line that the numbers take beside two items, and the fewest that
// an item keeps.
const (
	numbersWidth = 40
	fewestSigns  = 12
)

// shortItems ends long items with … where two of them and the numbers do not fit
// into a line of so many characters. The caller releases the record.
func shortItems(rec arrow.Record, width int) arrow.Record {
	most := max(fewestSigns, (width-numbersWidth)/2)
	columns := append([]arrow.Array(nil), rec.Columns()...)
	for i, c := range columns {
		text, is := c.(*array.String)
		if !is {
			continue
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for k := range text.Len() {
			b.Append(short(text.Value(k), most))
		}
		columns[i] = b.NewArray()
		b.Release()
		defer columns[i].Release()
	}
	return array.NewRecord(rec.Schema(), columns, rec.NumRows())
}

// short is the beginning of a text that is longer than so many characters.
func short(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
