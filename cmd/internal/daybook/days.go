package daybook

import (
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm/period"
)

// mostDays bounds what a flag says in days: 100 years.
const mostDays = 36_525

// ParseDays reads a flag that is a length of time in days: 90d, 90, 13w.
func ParseDays(flag, text string) (int, error) {
	digits, unit := strings.TrimSuffix(text, "d"), 1
	if weeks, is := strings.CutSuffix(text, "w"); is {
		digits, unit = weeks, 7
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > mostDays/unit {
		return 0, app.Usagef("--%s %q is not a number of days: write 90d or 13w", flag, text)
	}
	return n * unit, nil
}

// Both is a sink of records that a reader sees before another sink does.
func Both(reader period.ColumnReader, next population.Sink) population.Sink {
	return func(rec arrow.Record) error {
		if err := reader.Add(rec); err != nil {
			return err
		}
		return next(rec)
	}
}
