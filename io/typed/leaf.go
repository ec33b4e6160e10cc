package typed

import (
	"time"

	"github.com/apache/arrow/go/v17/parquet"
	"rfm/io/vector"
)

// Form is what the values of a source column mean, whatever their
// physical type.
type Form uint8

const (
	FormText Form = iota // bytes as they are
	FormUUID
	FormBool
	FormInt
	FormUint
	FormFloat
	FormDecimal
	FormDate
	FormTime
	FormTimestamp
	FormUnreadable // named by Leaf.reason
)

// Leaf describes a source column.
type Leaf struct {
	Name     string
	Index    int // among the leaf columns
	Physical parquet.Type
	Width    int // bytes of a fixed-width value
	// Levels is the definition level of a value that is there, 0 for a column
	// that cannot be null.
	Levels uint32

	Form   Form
	Reason string
	Scale  int32 // FormDecimal
	// Precision is how many digits a FormDecimal is declared to have; 0 for any.
	Precision int32
	Second    int64 // FormTime, FormTimestamp: ticks in a second
	UTC       bool  // FormTimestamp: an instant, not a local time
	// Zone is the time zone of the column itself; nil for none.
	Zone   *time.Location
	Single bool // FormFloat: 32 bits
}

// Spelled tells whether values to be decoded into a kind are spelled in a form
// that has to be found out.
func (l *Leaf) Spelled(k vector.Kind) bool {
	switch k {
	case vector.KindDay:
		return l.Form != FormDate && l.Form != FormTimestamp
	case vector.KindText:
		return false
	default:
		return l.Form == FormText
	}
}

// unsigned is an unsigned integer of the column's width.
func (l *Leaf) unsigned(v int64) uint64 {
	if l.Width == 4 {
		return uint64(uint32(v))
	}
	return uint64(v)
}

// DaysIn is where the days of the column begin: in the zone of the run, else in
// its own, else in UTC.
func (l *Leaf) DaysIn(run *time.Location) *time.Location {
	switch {
	case run != nil:
		return run
	case l.Zone != nil:
		return l.Zone
	}
	return time.UTC
}
