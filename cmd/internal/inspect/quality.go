package inspect

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/rfm"
)

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

func newQuality(seen *population.Seen, customers *rfm.Customers, a rfm.Account, now time.Time) *quality {
	q := &quality{NoCustomer: a.Guests.Rows, Customers: customers.Len(), Zero: seen.Zero, Negative: seen.Negative, DaysWithout: seen.Without}
	today := arrow.Date32FromTime(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC))
	for day, rows := range seen.RowsOf {
		if day > today {
			q.Future += rows
		}
		if day < firstPlausible || day > lastPlausible {
			q.Implausible += rows
		}
	}
	if days := seen.Days; len(days) > 0 {
		q.FirstDay, q.LastDay = app.Day(days[0]), app.Day(days[len(days)-1])
	}
	if seen.LongestGap > 0 {
		q.LongestGap = &gap{app.Day(seen.AfterDay), seen.LongestGap}
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
