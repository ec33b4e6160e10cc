package rfmio

import (
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestRowsLaterThanTwoDaysAfterTodayAreLeftOut(t *testing.T) {
	path := inFile(t, "sales.csv", "customer_id,date,amount\na,2024-02-28,1\nb,2024-03-01,2\nc,2024-03-02,4\nd,2042-01-01,8\n")
	today := time.Date(2024, 2, 28, 23, 0, 0, 0, time.UTC)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		options Options
		want    []string
		future  int64
	}{
		{"one day of leap and one more", Options{}, []string{"a 2024-02-28 1", "b 2024-03-01 2"}, 2},
		{"it is tomorrow in Tokyo", Options{Zone: tokyo}, []string{"a 2024-02-28 1", "b 2024-03-01 2", "c 2024-03-02 4"}, 1},
		{"any day", Options{Future: true}, []string{"a 2024-02-28 1", "b 2024-03-01 2", "c 2024-03-02 4", "d 2042-01-01 8"}, 0},
		{"those after --until are not counted twice", Options{Until: dayOf(2024, 2, 28)}, []string{"a 2024-02-28 1"}, 0},
	} {
		c.options.Today = today
		got, account, err := readLines(c.options, path)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, c.want) || account.Future.Rows != c.future {
			t.Errorf("%s: %q, %d in the future, %v; want %q and %d", c.name, got, account.Future.Rows, err, c.want, c.future)
		}
	}
}

func dayOf(year int, month time.Month, day int) *arrow.Date32 {
	d := arrow.Date32FromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	return &d
}
