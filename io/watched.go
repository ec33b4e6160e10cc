package rfmio

import (
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"rfm/io/where"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// countWatched counts the currencies and the states of the rows used.
func (a *assembler) countWatched() {
	a.countValues(a.plan.Currency, &a.count.currency)
	a.countValues(a.plan.Status, &a.count.status)
}

// countWithoutOrder counts, in the columns of a record, the rows of customers
// without an order id.
func (a *assembler) countWithoutOrder(columns []arrow.Array) {
	var customer, order, amount arrow.Array
	for i, f := range a.schema.Fields() {
		switch {
		case a.plan.Field[i].Vector == vector.None:
		case f.Name == "customer":
			customer = columns[i]
		case f.Name == "order":
			order = columns[i]
		case f.Name == "amount":
			amount = columns[i]
		}
	}
	if customer == nil || order == nil || order.NullN() == 0 {
		return
	}
	amounts, _ := amount.(*array.Decimal128)
	for row := range order.Len() {
		if order.IsNull(row) && customer.IsValid(row) && (amounts == nil || amounts.Value(row).Sign() >= 0) {
			a.count.withoutOrder++
		}
	}
}

// countValues counts the values of a text vector in the rows used.
func (a *assembler) countValues(at int, counts *valueCounts) {
	if at == vector.None {
		return
	}
	v := &a.batch.Vectors[at]
	for row := range a.batch.Rows {
		if len(a.fates) > 0 && a.fates[row] != used {
			continue
		}
		if v.IsNull(row) {
			counts.add(nil, 1)
		} else {
			counts.add(v.Text(row), 1)
		}
	}
}

// watched puts the states into the account and refuses to add up several
// currencies.
func (in *Input) watched(counts []counts) error {
	var currency, status valueCounts
	for _, c := range counts {
		currency.merge(c.currency)
		status.merge(c.status)
	}
	for _, f := range in.files {
		if k := f.plan.Status; k != vector.None {
			in.account.Status = ColumnValues{f.plan.Wants[k].Name, status.list()}
			break
		}
	}
	values := slices.DeleteFunc(currency.list(), func(v ValueCount) bool {
		return value.IsBlank([]byte(v.Value)) // such a row has the currency of the others
	})
	if len(values) < 2 && !currency.tooMany {
		in.account.HasCents = len(values) == 1 && !value.HasNoCents(strings.ToUpper(strings.TrimSpace(values[0].Value)))
		return nil
	}
	for _, f := range in.files {
		if k := f.plan.Currency; k != vector.None {
			return in.currencies(f, f.plan.Wants[k].Name, values)
		}
	}
	return nil
}

// currencies is the error for amounts of several currencies; none are listed
// where there are too many.
func (in *Input) currencies(f *inputFile, column string, values []ValueCount) error {
	const shown = 5
	e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s has more than %d values", f.count.Name, fault.Visible(column), maxValues)}
	e.Hints = []string{"amounts of several currencies cannot be added up"}
	if values != nil {
		var list, choices []string
		for _, v := range values[:min(shown, len(values))] {
			list = append(list, fault.Quote(v.Value)+" "+strconv.FormatInt(v.Rows, 10))
			choices = append(choices, "--where "+Equals(column, v.Value, in.options.Where))
		}
		if len(values) > shown {
			list = append(list, "…")
		}
		e.Message = fmt.Sprintf("%s: %s has %d values: %s", f.count.Name, fault.Visible(column), len(values), strings.Join(list, ", "))
		e.Hints = append(e.Hints, "choose one: "+strings.Join(choices[:2], "   or   "))
	}
	e.Hints = append(e.Hints, "if they are all in one currency nevertheless: --currency none")
	return e
}

// Equals is a row filter for the rows that have a value in a column and pass
// another filter, if there is one, as it is typed in a shell.
func Equals(column, value, also string) string {
	return compares(column, "== "+strconv.Quote(value), also)
}

// NotZero is a row filter for the rows of which a column is not zero, like Equals.
func NotZero(column, also string) string { return compares(column, "!= 0", also) }

func compares(column, with, also string) string {
	text := where.Name(column) + " " + with
	if also != "" {
		text = "(" + also + ") && " + text
	}
	return fault.ShellWord(text)
}
