package aggregate

import (
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// earn fills earned where the rows have profits or costs. It and the amounts get
// one scale, at least the one given.
func (t *batch) earn(scale int32) error {
	given, givenScale := t.costs, t.costScale
	if t.profits != nil {
		given, givenScale = t.profits, t.profitScale
	}
	if given == nil {
		return nil
	}
	scale = max(scale, t.scale, givenScale)
	amounts, ok := rescaleAll(t.amounts, scale-t.scale)
	given, fits := rescaleAll(given, scale-givenScale)
	if !ok || !fits {
		return rfm.ErrOverflow
	}
	t.amounts, t.scale = amounts, scale
	if t.profits != nil {
		t.earned = given
		return nil
	}
	t.earned = make([]decimal128.Num, len(amounts))
	for i, amount := range amounts {
		if t.earned[i], ok = decimal.AddWide(amount, given[i].Negate()); !ok {
			return rfm.ErrOverflow
		}
	}
	return nil
}

// rescaleAll adds by decimals to every number; false when one does not fit.
func rescaleAll(numbers []decimal128.Num, by int32) ([]decimal128.Num, bool) {
	if by == 0 {
		return numbers, true
	}
	wider := make([]decimal128.Num, len(numbers))
	for i, n := range numbers {
		var ok bool
		if wider[i], ok = decimal.Rescale(n, by); !ok {
			return nil, false
		}
	}
	return wider, true
}
