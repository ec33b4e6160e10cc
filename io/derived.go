package rfmio

import (
	"bytes"
	"rfm/io/role"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// isDerived tells whether the amounts of a file are made of several columns or
// are not what their column says.
func (a *assembler) isDerived() bool {
	return a.plan.Refund != vector.None || a.plan.Sign != vector.None || a.plan.OrderIDs != vector.None || a.plan.Layout.Cents
}

// derive makes the amounts of the rows from those of the column: in whole units,
// with the sign that a mark gives, lowered by what was given back.
func (a *assembler) derive(column *vector.Vector) *vector.Vector {
	p := &a.product
	if column != p {
		p.Kind, p.Scale, p.Null = vector.KindDecimal, column.Scale, nil
		p.Decimals = append(p.Decimals[:0], column.Decimals[:a.batch.Rows]...)
	}
	if k := a.plan.Refund; k != vector.None {
		a.lower(&a.batch.Vectors[k])
	}
	if k := a.plan.Sign; k != vector.None {
		marks := &a.batch.Vectors[k]
		for row := range a.batch.Rows {
			if !marks.IsNull(row) && string(bytes.TrimSpace(marks.Text(row))) == a.plan.Layout.Negative {
				p.Decimals[row] = p.Decimals[row].Negate()
			}
		}
	}
	if a.plan.Layout.Cents {
		p.Scale += a.decimalsOfCurrency()
	}
	return p
}

// lower takes what was given back, which some write with a minus sign, from the
// amounts. A row whose amount is below zero is a return itself.
func (a *assembler) lower(refunds *vector.Vector) {
	p := &a.product
	scale := max(p.Scale, refunds.Scale)
	for row := range a.batch.Rows {
		amount, fits := value.ScaleUp(p.Decimals[row], scale-p.Scale)
		refund, also := value.ScaleUp(refunds.Decimals[row], scale-refunds.Scale)
		if !fits || !also {
			a.addBad(row, a.plan.Wants[a.plan.Refund], refunds.Decimals[row].ToString(refunds.Scale), value.ReasonTooWide)
			p.Decimals[row] = decimal128.Num{}
			continue
		}
		if p.Decimals[row] = amount; !refunds.IsNull(row) && amount.Sign() >= 0 && refund.Sign() != 0 {
			p.Decimals[row] = amount.Sub(refund.Abs())
			a.count.refunded++
		}
	}
	p.Scale = scale
}

// decimalsOfCurrency is how many decimals the smallest unit of the currency has,
// after ISO 4217: of the first row that names one, as no two are added up.
func (a *assembler) decimalsOfCurrency() int32 {
	k := a.plan.Currency
	if k == vector.None {
		return 2
	}
	v := &a.batch.Vectors[k]
	for row := range a.batch.Rows {
		if v.IsNull(row) || value.IsBlank(v.Text(row)) {
			continue
		}
		switch code := strings.ToUpper(string(bytes.TrimSpace(v.Text(row)))); {
		case value.HasNoCents(code):
			return 0
		case slices.Contains([]string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}, code):
			return 3
		}
		break
	}
	return 2
}

// countOnce lets the amount of an order that stands on each of its rows count
// once. The other rows stay, without an amount, so that days and orders do not
// depend on which row came first; returns are left out, or they would be orders.
func (a *assembler) countOnce(amounts *vector.Vector) {
	if a.plan.OrderIDs == vector.None || amounts == nil {
		return
	}
	ids := &a.batch.Vectors[a.plan.OrderIDs]
	var last []byte // key of the row before
	for row := range a.batch.Rows {
		amount := amounts.Decimals[row]
		if !hasText(ids, row) || amount.Sign() == 0 {
			continue
		}
		f := used
		if len(a.fates) > 0 {
			f = a.fates[row]
		}
		// An order of which two rows have different amounts has both.
		key := append(a.rowText[:0], byte(f))
		key = append(key, ids.Text(row)...)
		key = append(key, 0)
		key = append(key, trimZeros(amount.ToString(amounts.Scale))...)
		a.rowText = key
		if !bytes.Equal(key, last) {
			last = append(last[:0], key...)
			if a.orders.add(key) {
				continue
			}
		}
		if f == used {
			a.count.repeated++
			if amount.Sign() < 0 {
				a.judge()
				a.fates[row] = continued
			}
		}
		amounts.Decimals[row] = decimal128.Num{}
	}
}

// trimZeros is a number without the zeros at its end, which tell only how the
// rows near it are written.
func trimZeros(number string) string {
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return number
}

// judgeUncounted takes out the rows that the layout says are no revenue.
func (a *assembler) judgeUncounted() {
	for i, choice := range a.plan.Choices {
		v := &a.batch.Vectors[choice.Vector]
		at := slices.IndexFunc(a.count.uncounted, func(u uncounted) bool { return u.column == choice.Name })
		if at < 0 {
			at = len(a.count.uncounted)
			a.count.uncounted = append(a.count.uncounted, uncounted{column: choice.Name})
		}
		values := &a.count.uncounted[at]
		for row := range a.batch.Rows {
			if v.IsNull(row) {
				continue
			}
			cell := v.Text(row)
			if bytes.Equal(cell, a.lastState) && a.lastCounts && i == 0 || len(cell) == 0 {
				continue
			}
			counts, known := a.states[choiceValue{choice.Name, string(cell)}]
			if !known {
				counts = choice.Counts(string(cell))
				if a.states == nil || len(a.states) > maxValues {
					a.states = map[choiceValue]bool{}
				}
				a.states[choiceValue{choice.Name, string(cell)}] = counts
			}
			if i == 0 {
				a.lastState, a.lastCounts = append(a.lastState[:0], cell...), counts
			}
			if counts {
				continue
			}
			if a.judge(); a.fates[row] == used {
				a.fates[row] = noRevenue
				values.counts.add(cell, 1)
			}
		}
	}
}

// choiceValue is a value of a column that tells which rows count.
type choiceValue struct{ column, value string }

// uncounted are the values of the rows left out for what one column says.
type uncounted struct {
	column string
	counts valueCounts
}

// uncountedValues lists, for each column that tells which rows count, the values
// of the rows left out for it.
func uncountedValues(all []counts) (out []ColumnValues) {
	var columns []string
	totals := map[string]*valueCounts{}
	for _, c := range all {
		for _, u := range c.uncounted {
			if totals[u.column] == nil {
				columns, totals[u.column] = append(columns, u.column), &valueCounts{}
			}
			totals[u.column].merge(u.counts)
		}
	}
	slices.Sort(columns)
	for _, column := range columns {
		if values := totals[column].list(); len(values) > 0 {
			out = append(out, ColumnValues{column, values})
		}
	}
	return out
}

// evaluate computes the formula of the amount or of the price.
func (a *assembler) evaluate(source role.FieldSource) *vector.Vector {
	columns := make([]*vector.Vector, len(source.Of))
	for i, k := range source.Of {
		columns[i] = &a.batch.Vectors[k]
	}
	source.Formula.Evaluate(&a.computed, columns, a.batch.Rows, func(row int) {
		a.addBad(row, a.plan.Wants[source.Vector], source.Formula.Text, value.ReasonTooWide)
	})
	return &a.computed
}
