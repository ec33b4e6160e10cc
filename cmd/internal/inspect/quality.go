package inspect

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
)

// look is what one worker sees of the rows that are delivered.
type look struct {
	zero, negative int64
	// usual are the rows of each day from firstUsual on, days those of others.
	usual [40_000]int64
	days  map[arrow.Date32]int64
}

// firstUsual is 1970-01-01: the days of nearly all files are within a century of it.
const firstUsual = 0

// rowsOfDays are the rows of each day that has some.
func (l *look) rowsOfDays() iter.Seq2[arrow.Date32, int64] {
	return func(yield func(arrow.Date32, int64) bool) {
		for i, rows := range l.usual {
			if rows > 0 && !yield(arrow.Date32(i+firstUsual), rows) {
				return
			}
		}
		maps.All(l.days)(yield)
	}
}

// tap is a sink that looks at batches before it hands them on.
func (l *look) tap(next population.Sink) population.Sink {
	return func(rec arrow.Record) error {
		l.add(rec)
		return next(rec)
	}
}

// add looks at a batch of transactions.
func (l *look) add(rec arrow.Record) {
	fields := rec.Schema()
	if at := fields.FieldIndices(rfm.FieldDate); at != nil {
		for _, day := range rec.Column(at[0]).(*array.Date32).Date32Values() {
			if i := int(day) - firstUsual; uint(i) < uint(len(l.usual)) {
				l.usual[i]++
			} else {
				if l.days == nil {
					l.days = map[arrow.Date32]int64{}
				}
				l.days[day]++
			}
		}
	}
	if at := fields.FieldIndices(rfm.FieldAmount); at != nil {
		for _, amount := range rec.Column(at[0]).(*array.Decimal128).Values() {
			switch amount.Sign() {
			case 0:
				l.zero++
			case -1:
				l.negative++
			}
		}
	}
}

// quality is what looks odd in the rows that are delivered, and what is to be
// known of them.
type quality struct {
	FirstDay     string   `json:"first_day,omitempty"`
	LastDay      string   `json:"last_day,omitempty"`
	DaysWithout  int      `json:"days_without_rows"`
	LongestGap   *gap     `json:"longest_gap,omitempty"`
	Future       int64    `json:"rows_after_today"`
	Implausible  int64    `json:"rows_of_implausible_days"` // before 1990, after 2099
	NoCustomer   int64    `json:"rows_without_customer"`
	Zero         int64    `json:"rows_of_zero"`
	Negative     int64    `json:"rows_below_zero"`
	Equal        int64    `json:"rows_equal_to_another"`
	EqualOneIn   int64    `json:"rows_equal_estimated_from_one_in"` // 1 where they were counted
	Customers    int      `json:"customers"`
	Orders       int64    `json:"orders"`
	MostOrders   int64    `json:"most_orders_of_a_customer"`
	SimilarIDs   int      `json:"ids_that_differ_by_case_or_blanks"`
	SimilarFirst []string `json:"similar_ids,omitempty"` // one group of them
}

// gap is a number of days without rows.
type gap struct {
	After string `json:"after"`
	Days  int    `json:"days"`
}

// Days on which sales are plausible, with the day that is today.
const (
	firstPlausible = arrow.Date32(7_305)  // 1990-01-01
	lastPlausible  = arrow.Date32(47_481) // 2099-12-31
)

func newQuality(looks []*look, customers *rfm.Customers, a rfm.Account, now time.Time) *quality {
	q := &quality{NoCustomer: a.Guests.Rows, Customers: customers.Len()}
	days := map[arrow.Date32]int64{}
	today := arrow.Date32FromTime(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	for _, l := range looks {
		q.Zero += l.zero
		q.Negative += l.negative
		for day, rows := range l.rowsOfDays() {
			days[day] += rows
			if day > today {
				q.Future += rows
			}
			if day < firstPlausible || day > lastPlausible {
				q.Implausible += rows
			}
		}
	}
	sorted := slices.Sorted(maps.Keys(days))
	if len(sorted) > 0 {
		q.FirstDay, q.LastDay = app.Day(sorted[0]), app.Day(sorted[len(sorted)-1])
	}
	for i := 1; i < len(sorted); i++ {
		without := int(sorted[i]-sorted[i-1]) - 1
		q.DaysWithout += without
		if without > 0 && (q.LongestGap == nil || without > q.LongestGap.Days) {
			q.LongestGap = &gap{app.Day(sorted[i-1]), without}
		}
	}
	for _, n := range customers.Orders {
		q.Orders += n
		q.MostOrders = max(q.MostOrders, n)
	}
	if population.MayFold(customers.ID) {
		q.findSimilar(customers.ID.All())
	}
	return q
}

// findSimilar finds ids that are the same but for case and blanks.
func (q *quality) findSimilar(ids []string) {
	groups := map[string][]string{}
	for _, id := range ids {
		key := strings.ToLower(strings.Join(strings.Fields(id), ""))
		groups[key] = append(groups[key], id)
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		if group := groups[key]; len(group) > 1 {
			q.SimilarIDs += len(group)
			if q.SimilarFirst == nil {
				q.SimilarFirst = group
			}
		}
	}
}
