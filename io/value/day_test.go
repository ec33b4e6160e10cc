package value

import (
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// TestParseISOWithAnyByteAnywhere changes a byte of dates that are at the border
// of what there is, and asks package time.
func TestParseISOWithAnyByteAnywhere(t *testing.T) {
	c := NewCalendar(nil)
	for _, date := range []string{"2024-01-31", "2199-12-31", "1900-01-01", "2023-02-28", "2024-02-29", "2000-10-09",
		"2024-01-31 08:26:00", "2024-12-30T23:59:59", "1999-11-19 19:00:09"} {
		for i := range date {
			for b := range 256 {
				text := []byte(date)
				text[i] = byte(b)
				layout := time.DateOnly
				if len(text) > 10 && text[10] == 'T' {
					layout = "2006-01-02T15:04:05"
				} else if len(text) > 10 {
					layout = time.DateTime
				}
				want, err := time.Parse(layout, string(text))
				// Package time also takes a blank for the first digit of the hour.
				exists := err == nil && want.Year() >= firstYear && want.Year() <= lastYear && text[len(text)-8] != ' '
				days := make([]arrow.Date32, 1)
				n := c.ISODays(days, text, []Span{{0, uint32(len(text))}})
				if n == 1 != exists || exists && days[0] != arrow.Date32(FloorDiv(want.Unix(), SecondsPerDay)) {
					t.Fatalf("%q: %d, %v; want %v, %v", text, days[0], n == 1, want, exists)
				}
			}
		}
	}
}
