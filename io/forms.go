package rfmio

import "time"

// forms is a set of ways in which a column may be written, a bit each. What the
// bits stand for is the column's to say.
type forms uint8

// several tells whether there is more than one form in the set.
func (f forms) several() bool { return f&(f-1) != 0 }

// spelling is what a kind of column, such as dates, knows of its forms.
type spelling interface {
	// all are the forms that cells can tell apart.
	all() forms
	// classify tells in which forms a cell can be read, none if it means nothing
	// in any, and whether they give it different values.
	classify(cell []byte) (f forms, unsure bool)
	// take makes the first of the forms the one in which cells are read.
	take(f forms)
	// flag is the flag that asks for a form.
	flag(f forms) string
	// reading is what a cell means in a form, in words.
	reading(cell string, f forms) string
	// account says in which form the column is read; empty for the usual one.
	account() string
	// question says what a column leaves open that fits the forms.
	question(f forms) string
}

// flags are the flags that ask for the forms.
func flags(s spelling, of forms) []string {
	var out []string
	for form := forms(1); form != 0; form <<= 1 {
		if of&form != 0 {
			out = append(out, s.flag(form))
		}
	}
	return out
}

// form is how the cells of a column are written. One of both is set.
type form struct {
	days    *dayParser
	numbers *numberParser
}

func (f *form) spelling() spelling {
	if f.days != nil {
		return f.days
	}
	return f.numbers
}

// newCurrency is the currency that a number names, unless all before name it.
func (f *form) newCurrency(cell []byte) string {
	if f.numbers == nil {
		return ""
	}
	n, _ := splitNumber(cell)
	return f.numbers.newCurrency(n)
}

// reason is that of a cell that the column cannot read.
func (f *form) reason() string {
	if f.days != nil {
		return reasonNoDate
	}
	return notANumber
}

// plainForm is the form of columns that leave no question: dates such as
// 2024-01-31, numbers with a decimal point.
func plainForm() *form {
	days, _ := newDayParser(newCalendar(nil), yearFirst, time.Time{})
	numbers := &numberParser{}
	numbers.form.Store(uint32(decimalPoint))
	return &form{days: days, numbers: numbers}
}
