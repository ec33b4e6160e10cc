package value

import "time"

// Forms is a set of ways in which a column may be written, a bit each. What the
// bits stand for is the column's to say.
type Forms uint8

// Several tells whether there is more than one form in the set.
func (f Forms) Several() bool { return f&(f-1) != 0 }

// Spelling is what a kind of column, such as dates, knows of its forms.
type Spelling interface {
	// All are the forms that cells can tell apart.
	All() Forms
	// Classify tells in which forms a cell can be read, none if it means nothing
	// in any, and whether they give it different values.
	Classify(cell []byte) (f Forms, unsure bool)
	// Take makes the first of the forms the one in which cells are read.
	Take(f Forms)
	// Flag is the flag that asks for a form.
	flag(f Forms) string
	// Reading is what a cell means in a form, in words.
	Reading(cell string, f Forms) string
	// Account says in which form the column is read; empty for the usual one.
	Account() string
	// Question says what a column leaves open that fits the forms.
	Question(f Forms) string
}

// Flags are the flags that ask for the forms.
func Flags(s Spelling, of Forms) []string {
	var out []string
	for form := Forms(1); form != 0; form <<= 1 {
		if of&form != 0 {
			out = append(out, s.flag(form))
		}
	}
	return out
}

// Form is how the cells of a column are written. One of both is set.
type Form struct {
	Days    *DayParser
	Numbers *NumberParser
}

// Spelling is what is known of the forms of the column.
func (f *Form) Spelling() Spelling {
	if f.Days != nil {
		return f.Days
	}
	return f.Numbers
}

// NewCurrency is the currency that a number names, unless all before name it.
func (f *Form) NewCurrency(cell []byte) string {
	if f.Numbers == nil {
		return ""
	}
	n, _ := SplitNumber(cell)
	return f.Numbers.newCurrency(n)
}

// Reason is that of a cell that the column cannot read.
func (f *Form) Reason() string {
	if f.Days != nil {
		return ReasonNotADate
	}
	return ReasonNotANumber
}

// PlainForm is the form of columns that leave no question: dates such as
// 2024-01-31, numbers with a decimal point.
func PlainForm() *Form {
	days, _ := NewDayParser(NewCalendar(nil), YearFirst, time.Time{})
	numbers := &NumberParser{}
	numbers.Form.Store(uint32(decimalPoint))
	return &Form{Days: days, Numbers: numbers}
}
