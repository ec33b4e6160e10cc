package clv

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Row is what the models know about N customers who bought alike. TX and T are
// in one unit of time, whole days for choice; the models of package clv use
// the same unit for their parameters, horizons and discount rates. For the
// BG/BB model the unit is the opportunity: T is how many there were after the
// first purchase, TX the last one used.
type Row struct {
	X  int     // repeat purchases, the first one left out
	TX float64 // age at the last repeat purchase; 0 when X is 0
	T  float64 // age at the end of observation
	N  int     // customers; 0 means one
}

// Spend is what the gamma-gamma model knows about N customers: the mean spend
// Mean over X purchases.
type Spend struct {
	X    int
	Mean float64
	N    int // customers; 0 means one
}

// RowError says which row breaks which rule.
type RowError struct {
	Index  int // position in the slice
	Row    Row
	Reason string
}

func (e *RowError) Error() string {
	return fmt.Sprintf("row %d (x %d, t_x %g, T %g): %s", e.Index, e.Row.X, e.Row.TX, e.Row.T, e.Reason)
}

// Summary is one customer's history in a few numbers.
type Summary struct {
	Row
	Mean  float64 // mean spend of the repeat days; 0 when X is 0
	First float64 // spend of the first day
}

// Summarise makes the summary of one customer from the days of the purchases,
// counted from any fixed day, and the amounts. Purchases of one day are one
// purchase; purchases after day end are left out. ok is false when nothing
// remains. The order of the purchases does not matter. amounts may be nil.
func Summarise(days []int, amounts []float64, end int) (s Summary, ok bool) {
	order := make([]int, 0, len(days))
	for i, d := range days {
		if d <= end {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return Summary{}, false
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(days[i], days[j]) })
	first, last := days[order[0]], days[order[0]]
	var repeat float64
	for _, i := range order {
		if days[i] != last {
			s.X++
			last = days[i]
		}
		switch {
		case amounts == nil:
		case last == first:
			s.First += amounts[i]
		default:
			repeat += amounts[i]
		}
	}
	s.TX, s.T, s.N = float64(last-first), float64(end-first), 1
	if s.X > 0 {
		s.Mean = repeat / float64(s.X)
	}
	return s, true
}

// Collapse merges equal rows and adds their customers. The distinct rows come
// sorted by X, TX, T, so that sums over them do not depend on the order of the
// input; index[i] tells where row i went.
func Collapse(rows []Row) (distinct []Row, index []int32) {
	type key struct {
		x     int
		tx, t float64
	}
	index = make([]int32, len(rows))
	at := make(map[key]int32, len(rows)/4)
	for i, r := range rows {
		k := key{r.X, r.TX, r.T}
		j, seen := at[k]
		if !seen {
			j = int32(len(distinct))
			at[k] = j
			distinct = append(distinct, Row{X: r.X, TX: r.TX, T: r.T})
		}
		distinct[j].N += r.customers()
		index[i] = j
	}
	if slices.IsSortedFunc(distinct, compareRows) {
		return distinct, index
	}
	type place struct {
		Row
		was int32
	}
	order := make([]place, len(distinct))
	for i, r := range distinct {
		order[i] = place{r, int32(i)}
	}
	slices.SortFunc(order, func(a, b place) int { return compareRows(a.Row, b.Row) })
	rank := make([]int32, len(distinct))
	for i, p := range order {
		distinct[i], rank[p.was] = p.Row, int32(i)
	}
	for i, j := range index {
		index[i] = rank[j]
	}
	return distinct, index
}

// collapsed tells whether the rows are distinct and sorted already.
func collapsed(rows []Row) bool {
	for i := 1; i < len(rows); i++ {
		if compareRows(rows[i-1], rows[i]) >= 0 {
			return false
		}
	}
	return true
}

// collapseSpend is Collapse for spend rows; rows without a repeat purchase or
// with a mean of zero or less are dropped and counted.
func collapseSpend(rows []Spend) (distinct []Spend, dropped int) {
	kept := make([]Spend, 0, len(rows))
	for _, r := range rows {
		r.N = r.customers()
		if r.X > 0 && r.Mean > 0 && !math.IsInf(r.Mean, 1) {
			kept = append(kept, r)
		} else if r.X > 0 {
			dropped += r.N
		}
	}
	slices.SortFunc(kept, func(a, b Spend) int {
		return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Mean, b.Mean))
	})
	for _, r := range kept {
		if n := len(distinct); n > 0 && distinct[n-1].X == r.X && distinct[n-1].Mean == r.Mean {
			distinct[n-1].N += r.N
		} else {
			distinct = append(distinct, r)
		}
	}
	return distinct, dropped
}

func compareRows(a, b Row) int {
	switch {
	case a.X != b.X:
		return cmp.Compare(a.X, b.X)
	case a.TX != b.TX:
		return cmp.Compare(a.TX, b.TX)
	}
	return cmp.Compare(a.T, b.T)
}

func (r Row) customers() int   { return max(r.N, 1) }
func (r Spend) customers() int { return max(r.N, 1) }

// checkRows returns a *RowError for the first row that no customer can have.
func checkRows(rows []Row) error {
	for i, r := range rows {
		reason := ""
		switch {
		case r.X < 0 || r.N < 0:
			reason = "counts cannot be negative"
		case !(r.TX >= 0 && r.TX <= r.T) || math.IsInf(r.T, 1):
			reason = "needs 0 <= t_x <= T, finite"
		case (r.X == 0) != (r.TX == 0):
			reason = "t_x is 0 when, and only when, x is 0"
		}
		if reason != "" {
			return &RowError{Index: i, Row: r, Reason: reason}
		}
	}
	return nil
}

// checkOpportunities returns a *RowError for the first row that BG/BB cannot
// have.
func checkOpportunities(rows []Row) error {
	for i, r := range rows {
		if r.TX != math.Trunc(r.TX) || r.T != math.Trunc(r.T) || float64(r.X) > r.TX {
			return &RowError{Index: i, Row: r, Reason: "BG/BB needs whole opportunities, x <= t_x <= T"}
		}
	}
	return nil
}
