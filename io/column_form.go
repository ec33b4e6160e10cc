package rfmio

import (
	"fmt"
	"strings"
)

// columnForm is how one column of the input is written, in all rows of all
// files: a flag says it, or its cells do.
type columnForm struct {
	role  string
	given bool // by a flag
	days  *dayParser
	evidence
}

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
	// question says what a column leaves open that fits several forms.
	question() string
}

func (c *columnForm) spelling() spelling { return c.days }

// undecided tells whether more cells have to be seen before the column can be
// read.
func (c *columnForm) undecided() bool {
	return !c.given && c.left(c.spelling().all()).several()
}

// settle takes the form that the cells leave. The error is an *Error of kind
// Undecided: the cells contradict each other, or leave a choice.
func (c *columnForm) settle(files []*inputFile) error {
	if c.given {
		return nil
	}
	left := c.left(c.spelling().all())
	if left == 0 {
		return c.mixed(files)
	}
	if left.several() && c.unsure != nil {
		return c.ambiguous(left, files)
	}
	c.spelling().take(left)
	return nil
}

// mixed is the error for cells that contradict each other.
func (c *columnForm) mixed(files []*inputFile) error {
	a, b, _ := c.conflict()
	first, second := files[a.file], files[b.file]
	line := fmt.Sprintf("line %d", second.lineOf(b.badCell))
	if second != first {
		line = fmt.Sprintf("%s:%d", second.count.Name, second.lineOf(b.badCell))
	}
	return &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s:%d:%d: %s mixes %s (line %d) and %s (%s)", first.count.Name, first.lineOf(a.badCell), a.column+1,
			a.name, quoteValue(a.value), first.lineOf(a.badCell), quoteValue(b.value), line),
		Hints: []string{"mend the input, or say which is right: " + strings.Join(flags(c.spelling(), a.forms|b.forms), "   or   ")}}
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

// ambiguous is the error for a column in which no cell decides.
func (c *columnForm) ambiguous(left forms, files []*inputFile) error {
	s, cell := c.spelling(), c.unsure.badCell
	file := files[cell.file]
	var readings []string
	for form := forms(1); form != 0; form <<= 1 {
		if left&form != 0 {
			readings = append(readings, s.reading(cell.value, form))
		}
	}
	return &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s: %s is ambiguous: %s", file.count.Name, cell.name, s.question()),
		Hints: []string{fmt.Sprintf("line %d: %s is %s", file.lineOf(cell), quoteValue(cell.value), strings.Join(readings, " or ")),
			"choose: " + strings.Join(flags(s, left), "   or   ")}}
}

// whyNoDate says how the column of a cell reads that is no date: behind the
// message, and below it what to do.
func (cell badCell) whyNoDate(files []*inputFile) (why string, hints []string) {
	f := files[cell.file]
	for _, w := range f.plan.wants {
		if w.index != cell.column || w.kind != kindDay || !f.table.spelled(w) {
			continue
		}
		switch c := w.form; {
		case c.given:
			hints = []string{"other forms: --date-format " + strings.Join(dateFormatNames(), "|")}
			fallthrough
		case len(c.seen) > 0:
			return " (the column reads as " + c.days.format.short() + ")", hints
		}
		var examples, others []string
		for _, f := range DateFormats() {
			if f.onlyByFlag {
				others = append(others, f.Name)
			} else {
				examples = append(examples, f.example())
			}
		}
		return "", []string{"a date must read like " + strings.Join(examples, ", "), "other forms: --date-format " + strings.Join(others, "|")}
	}
	return "", nil
}

// nameForms writes into the account how the columns are written.
func (f *inputFile) nameForms() {
	columns := f.count.Columns
	for i, field := range f.plan.filled() {
		w := f.plan.wants[field.vector]
		if w.form != nil && f.table.spelled(w) {
			columns[i].Form = w.form.days.account()
		}
	}
}
