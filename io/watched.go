package rfmio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// countWatched counts the currencies and the states of the rows used.
func (a *assembler) countWatched() {
	a.countValues(a.plan.currency, &a.count.currency)
	a.countValues(a.plan.status, &a.count.status)
}

// countValues counts the values of a text vector in the rows used.
func (a *assembler) countValues(at int, counts *valueCounts) {
	if at == none {
		return
	}
	v := &a.batch.vectors[at]
	for row := range a.batch.rows {
		if len(a.fates) > 0 && a.fates[row] != used {
			continue
		}
		if v.isNull(row) {
			counts.add(nil, 1)
		} else {
			counts.add(v.text(row), 1)
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
		if k := f.plan.status; k != none {
			in.account.Status = ColumnValues{f.plan.wants[k].name, status.list()}
			break
		}
	}
	values := slices.DeleteFunc(currency.list(), func(v ValueCount) bool {
		return isBlank([]byte(v.Value)) // such a row has the currency of the others
	})
	if len(values) < 2 && !currency.tooMany {
		return nil
	}
	for _, f := range in.files {
		if k := f.plan.currency; k != none {
			return in.currencies(f, f.plan.wants[k].name, values)
		}
	}
	return nil
}

// currencies is the error for amounts of several currencies; none are listed
// where there are too many.
func (in *Input) currencies(f *inputFile, column string, values []ValueCount) error {
	const shown = 5
	e := &Error{Kind: Undecided, Message: fmt.Sprintf("%s: %s has more than %d values", f.count.Name, Visible(column), maxValues)}
	e.Hints = []string{"amounts of several currencies cannot be added up"}
	if values != nil {
		var list, choices []string
		for _, v := range values[:min(shown, len(values))] {
			list = append(list, quoteValue(v.Value)+" "+strconv.FormatInt(v.Rows, 10))
			choices = append(choices, "--where "+Equals(column, v.Value, in.options.Where))
		}
		if len(values) > shown {
			list = append(list, "…")
		}
		e.Message = fmt.Sprintf("%s: %s has %d values: %s", f.count.Name, Visible(column), len(values), strings.Join(list, ", "))
		e.Hints = append(e.Hints, "choose one: "+strings.Join(choices[:2], "   or   "))
	}
	e.Hints = append(e.Hints, "if they are all in one currency nevertheless: --currency none")
	return e
}

// Equals is a row filter for the rows that have a value in a column and pass
// another filter, if there is one, as it is typed in a shell.
func Equals(column, value, also string) string {
	name := column
	for i, c := range column {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			name = "$env[" + strconv.Quote(column) + "]"
			break
		}
	}
	text := name + " == " + strconv.Quote(value)
	if also != "" {
		text = "(" + also + ") && " + text
	}
	return ShellWord(text)
}
