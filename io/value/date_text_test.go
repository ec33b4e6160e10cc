package value

import (
	"math"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestDateTextIsThatOfTime(t *testing.T) {
	first := time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
	text := NewDateText(1000)
	for day := first; day < 3_000_000; day += 29 {
		want := time.Unix(day*86400, 0).UTC().Format("2006-01-02")
		for range 2 { // the second comes from memory
			if got := string(text.Append(nil, arrow.Date32(day))); got != want {
				t.Fatalf("day %d: got %s, want %s", day, got, want)
			}
		}
	}
	for day, want := range map[arrow.Date32]string{math.MinInt32: "-5877641-06-23", math.MaxInt32: "5881580-07-11"} {
		if got := string(text.Append(nil, day)); got != want {
			t.Errorf("day %d: got %s, want %s", day, got, want)
		}
	}
}
