package rfmio

import (
	"rfm/io/vector"
	"slices"
	"strings"
	"unicode"
)

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
