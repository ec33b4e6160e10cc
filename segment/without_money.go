package segment

import (
	"fmt"
	"slices"
	"strings"

	"rfm/rfm"
)

// WithoutMoney counts the customers whose monetary value is zero or less, by
// segment, where a scheme does not look at money: it may call them champions. The
// zero value has none.
type WithoutMoney struct {
	scheme    *Scheme
	customers []int // by position
}

// Add counts the customers of an assignment, all of one scheme.
func (w *WithoutMoney) Add(a *Assignment) {
	if a == nil || a.Scheme.looksAtMoney() {
		return
	}
	if w.scheme == nil {
		w.scheme, w.customers = a.Scheme, make([]int, len(a.Scheme.Segments)+1)
	}
	for i, n := range a.scores.Customers.Monetary {
		if n.Sign() <= 0 {
			w.customers[a.Position[i]]++
		}
	}
}

// Text tells how many there are and in which segments, those of the scheme's
// first segments first; "" where its first segment, the best, has none.
func (w *WithoutMoney) Text() string {
	const shown = 3
	var segments []string
	total := 0
	for position, n := range w.customers {
		total += n
		if n > 0 {
			segments = append(segments, fmt.Sprintf("%s %d", w.scheme.Code(position), n))
		}
	}
	if total == 0 || w.customers[0] == 0 {
		return ""
	}
	if more := len(segments) - shown; more > 0 {
		segments = append(segments[:shown], "…")
	}
	who := "customers have"
	if total == 1 {
		who = "customer has"
	}
	return fmt.Sprintf("%d %s a monetary value of zero or less (%s): scheme %s does not look at money",
		total, who, strings.Join(segments, ", "), w.scheme.Name)
}

// looksAtMoney tells whether a rule looks at the M score or at an amount.
func (s *Scheme) looksAtMoney() bool {
	return s.looksAt()[rfm.Monetary] || slices.ContainsFunc(s.fields(), func(name string) bool {
		return name == rfm.FieldMonetary || name == rfm.FieldAverage || name == "mean_monetary" || name == "rank" ||
			name == "customers_pct" || strings.HasPrefix(name, "revenue_")
	})
}
