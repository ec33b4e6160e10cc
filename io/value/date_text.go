package value

import (
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
)

// DateText renders days and remembers them: a column holds the same few
// thousand again and again.
type DateText struct {
	known []knownDate // day d is at d modulo the length, a power of two
}

type knownDate struct {
	day  arrow.Date32
	text [10]byte // 0 at first
}

// NewDateText returns a DateText for a column of some rows.
func NewDateText(rows int) DateText {
	return DateText{known: make([]knownDate, 1<<min(bits.Len(uint(rows)/8), 12))}
}

// Append appends a day as 2024-01-31.
func (t DateText) Append(dst []byte, day arrow.Date32) []byte {
	known := &t.known[int(day)&(len(t.known)-1)]
	if known.day != day || known.text[0] == 0 {
		start := len(dst)
		dst = appendDate(dst, day)
		if text := dst[start:]; len(text) == len(known.text) {
			known.day, known.text = day, [10]byte(text)
		}
		return dst
	}
	return append(dst, known.text[:]...)
}

// appendDate appends a day as 2024-01-31; years beyond four digits keep theirs.
//
// The method is that of Neri and Schneider, "Euclidean affine functions and
// their application to calendar algorithms", 2022: years begin in March, so
// that the leap day comes last.
func appendDate(dst []byte, day arrow.Date32) []byte {
	const (
		daysOfEra = 146_097 // 400 years
		toMarch0  = 719_468 // 0000-03-01 to 1970-01-01
		eras      = 15_000  // makes every Date32 positive
		shift     = toMarch0 + eras*daysOfEra
	)
	n := 4*uint64(int64(day)+shift) + 3
	century, ofCentury := n/daysOfEra, n%daysOfEra/4
	n = 4*ofCentury + 3
	ofYear := n % 1461 / 4
	year := int64(100*century+n/1461) - 400*eras
	month := (5*ofYear + 2) / 153
	date := ofYear - (153*month+2)/5 + 1
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	u := uint64(year)
	if year < 0 {
		dst, u = append(dst, '-'), -u
	}
	if u < 10_000 {
		dst = appendDigits(dst, u, 4)
	} else {
		dst = AppendUint(dst, u)
	}
	dst = appendDigits(append(dst, '-'), month, 2)
	return appendDigits(append(dst, '-'), date, 2)
}
