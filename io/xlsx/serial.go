package xlsx

import (
	"math"
	"time"
)

// Days as Excel counts them. In the 1900 system day 60 is 29 February 1900,
// which never was, so days before 1 March 1900 have no sure meaning. The last
// day is 31 December 9999.
const (
	firstSerial    = 61
	lastSerial1900 = 2958465
	lastSerial1904 = 2957003
)

const milliseconds = 24 * 60 * 60 * 1000 // of a day

// appendSerial appends the day and time that a number of days stands for in a
// cell with a date or time format; false where it stands for none. A time is
// left out at midnight, and its fraction where it is a whole second: doubles
// are exact to microseconds, and writers round.
func appendSerial(dst []byte, days float64, class formatClass, date1904 bool) ([]byte, bool) {
	if days < 0 || days > lastSerial1900+1 || math.IsNaN(days) {
		return dst, false
	}
	whole := math.Floor(days)
	day, ms := int64(whole), int64(math.Round((days-whole)*milliseconds))
	if ms == milliseconds {
		day, ms = day+1, 0
	}
	if class == formatDuration || class == formatTime && day < firstSerial {
		return appendTime(dst, day*24+ms/(60*60*1000), ms), true
	}
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	first, last := int64(firstSerial), int64(lastSerial1900)
	if date1904 {
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
		first, last = 0, lastSerial1904
	}
	if day < first || day > last {
		return dst, false
	}
	year, month, dayOfMonth := time.Unix(epoch.Unix()+day*24*60*60, 0).UTC().Date()
	dst = appendDigits(dst, int64(year), 4)
	dst = appendDigits(append(dst, '-'), int64(month), 2)
	dst = appendDigits(append(dst, '-'), int64(dayOfMonth), 2)
	if ms == 0 {
		return dst, true
	}
	return appendTime(append(dst, ' '), ms/(60*60*1000), ms), true
}

// appendTime appends hours, and minutes and seconds of a part of a day.
func appendTime(dst []byte, hours, ms int64) []byte {
	dst = appendDigits(dst, hours, 2)
	dst = appendDigits(append(dst, ':'), ms/(60*1000)%60, 2)
	dst = appendDigits(append(dst, ':'), ms/1000%60, 2)
	if ms %= 1000; ms != 0 {
		dst = appendDigits(append(dst, '.'), ms, 3)
	}
	return dst
}

// appendDigits appends a number with at least so many digits.
func appendDigits(dst []byte, n int64, digits int) []byte {
	var room [20]byte
	at := len(room)
	for n > 0 || digits > 0 {
		at--
		room[at] = byte('0' + n%10)
		n, digits = n/10, digits-1
	}
	return append(dst, room[at:]...)
}
