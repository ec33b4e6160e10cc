package rfmio

import (
	"cmp"
	"math"
	"rfm/io/vector"
	"time"

	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
)

// judgeUnpaid takes out the rows without a date of payment, in layouts where
// that is the date of the order.
func (a *assembler) judgeUnpaid() {
	if !a.plan.Layout.Paid {
		return
	}
	for i, source := range a.plan.Field {
		if a.schema.Field(i).Name != "date" || a.batch.Vectors[source.Vector].Null == nil {
			continue
		}
		a.judge()
		for row, empty := range a.batch.Vectors[source.Vector].Null {
			if empty && a.fates[row] == used {
				a.fates[row] = unpaid
			}
		}
	}
}

// latestDay is the last day that is not in the future: two days after today. Of
// scored customers an earlier run has decided.
func (in *Input) latestDay() arrow.Date32 {
	o := in.options
	if o.Future || in.Recognized() {
		return math.MaxInt32
	}
	year, month, day := o.Today.In(cmp.Or(o.Zone, time.UTC)).Date()
	return arrow.Date32FromTime(time.Date(year, month, day+2, 0, 0, 0, 0, time.UTC))
}

// judgePeriod takes out the rows before the first or after the last day asked
// for, and those of days to come.
func (a *assembler) judgePeriod() {
	first, last := arrow.Date32(math.MinInt32), a.latest
	if a.since != nil {
		first = *a.since
	}
	if a.until != nil {
		last = min(last, *a.until)
	}
	for i, field := range a.schema.Fields() {
		k := a.plan.Field[i].Vector
		if field.Name != "date" && field.Name != "last_order_date" || k == vector.None {
			continue
		}
		v := &a.batch.Vectors[k]
		var bad map[int]bool // rows without a day
		for row, day := range v.Days[:a.batch.Rows] {
			if day >= first && day <= last || v.IsNull(row) {
				continue
			}
			if bad == nil {
				bad = a.rowsWithBad(k)
			}
			if bad[row] {
				continue
			}
			a.judge()
			if a.fates[row] != used {
				continue
			}
			a.fates[row] = outside
			if day > a.latest && (a.until == nil || day <= *a.until) {
				a.fates[row] = future
				a.count.lastFuture = max(a.count.lastFuture, day)
			}
		}
	}
}

// totalWords are how rows begin that add up others, in lower case.
func totalWords() []string {
	return []string{"total", "totals", "grand total", "subtotal", "sub-total", "sub total", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme", "endsumme",
		"somme", "total général", "sous-total", "suma", "totale", "totaal", "totalt", "razem", "toplam", "итого", "всего",
		"合计", "总计", "小计", "总额", "合計", "總計", "小計", "総計", "총계", "합계", "소계"}
}

// startsWithTotal tells whether the first cell of a row that holds something says
// that the row is a total: "TOTAL", "Total for Ann", "Summe:".
func startsWithTotal(row string) bool {
	row = strings.ToLower(strings.TrimLeftFunc(row, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }))
	return slices.ContainsFunc(totalWords(), func(word string) bool {
		rest, found := strings.CutPrefix(row, word)
		if !found {
			return false
		}
		for _, c := range rest {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c)
		}
		return true
	})
}

// isTotal tells whether a bad cell is that of a total: a row without a date that
// begins with the word.
func (a *assembler) isTotal(cell vector.BadCell) bool {
	for _, w := range a.plan.Wants {
		if w.Index == cell.Column && w.Kind == vector.KindDay {
			return startsWithTotal(a.Raw(cell.Row))
		}
	}
	return false
}
