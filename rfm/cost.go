package rfm

import "github.com/apache/arrow/go/v17/arrow/decimal128"

// subtractCosts makes earned of amounts and costs, all of one scale that is no
// smaller than the one given. Without costs it does nothing.
func (t *transactions) subtractCosts(scale int32) error {
	if t.costs == nil {
		return nil
	}
	scale = max(scale, t.scale, t.costScale)
	amounts, ok := rescaleAll(t.amounts, scale-t.scale)
	costs, fits := rescaleAll(t.costs, scale-t.costScale)
	if !ok || !fits {
		return ErrOverflow
	}
	t.amounts, t.scale = amounts, scale
	t.earned = make([]decimal128.Num, len(amounts))
	for i, amount := range amounts {
		if t.earned[i], ok = addWide(amount, costs[i].Negate()); !ok {
			return ErrOverflow
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
		if wider[i], ok = rescale(n, by); !ok {
			return nil, false
		}
	}
	return wider, true
}
