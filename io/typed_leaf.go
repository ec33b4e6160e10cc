package rfmio

import "github.com/apache/arrow/go/v17/parquet"

// parquetForm is what the values of a source column mean, whatever their
// physical type.
type parquetForm uint8

const (
	formText parquetForm = iota // bytes as they are
	formUUID
	formBool
	formInt
	formUint
	formFloat
	formDecimal
	formDate
	formTime
	formTimestamp
	formUnreadable // named by parquetLeaf.reason
)

// parquetLeaf describes a source column.
type parquetLeaf struct {
	name     string
	index    int // among the leaf columns
	physical parquet.Type
	width    int // bytes of a fixed-width value
	// levels is the definition level of a value that is there, 0 for a column
	// that cannot be null.
	levels uint32

	form   parquetForm
	reason string
	scale  int32 // formDecimal
	second int64 // formTime, formTimestamp: ticks in a second
	utc    bool  // formTimestamp: an instant, not a local time
	single bool  // formFloat: 32 bits
}

// spelled tells whether values to be decoded into a kind are spelled in a form
// that has to be found out.
func (l *parquetLeaf) spelled(k kind) bool {
	switch k {
	case kindDay:
		return l.form != formDate && l.form != formTimestamp
	case kindText:
		return false
	default:
		return l.form == formText
	}
}

// unsigned is an unsigned integer of the column's width.
func (l *parquetLeaf) unsigned(v int64) uint64 {
	if l.width == 4 {
		return uint64(uint32(v))
	}
	return uint64(v)
}
