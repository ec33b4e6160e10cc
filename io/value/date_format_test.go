package value

import (
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestISODatesAreThoseOfTime(t *testing.T) {
	c := NewCalendar(nil)
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= lastYear; day = day.AddDate(0, 0, 1) {
		got, ok := c.parseISO([]byte(day.Format(time.DateOnly)))
		if !ok || got != arrow.Date32FromTime(day) {
			t.Fatalf("%s: %d, %v", day.Format(time.DateOnly), got, ok)
		}
	}
}
