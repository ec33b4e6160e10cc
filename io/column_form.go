package rfmio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// columnForm is how one column of the input is written, in all rows of all
// files: a flag says it, or its cells do.
type columnForm struct {
	role  string
	given bool // by a flag
	form
	evidence
}

// undecided tells whether more cells have to be seen before the column can be
// read.
func (c *columnForm) undecided() bool {
	// Numbers that are the same in all forms are common; dates are not.
	return !c.given && c.left(c.spelling().all()).several() && (c.days != nil || c.unsure != nil)
}

// settle takes the form that the cells leave. The error is an *Error of kind
// Undecided: the cells contradict each other, or leave a choice.
func (c *columnForm) settle(files []*inputFile) error {
	if len(c.currencies) > 1 {
		return c.severalCurrencies(files)
	}
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
	return mixes(files, a, b, "mend the input, or say which is right: "+strings.Join(flags(c.spelling(), a.forms|b.forms), "   or   "))
}

// severalCurrencies is the error for amounts that cannot be added up.
func (c *columnForm) severalCurrencies(files []*inputFile) error {
	slices.SortFunc(c.currencies, func(a, b sighting) int { return a.compare(b.badCell) })
	return mixes(files, c.currencies[0], c.currencies[1],
		"make an input for each currency; if they are all in one nevertheless: --currency none")
}

// mixes is the error for two cells that do not belong in one column.
func mixes(files []*inputFile, a, b sighting, hint string) error {
	first, second := files[a.file], files[b.file]
	line := fmt.Sprintf("line %d", second.lineOf(b.badCell))
	if second != first {
		line = fmt.Sprintf("%s:%d", second.count.Name, second.lineOf(b.badCell))
	}
	return &Error{Kind: Undecided, Hints: []string{hint}, Place: placeOf(a.badCell, files),
		Message: fmt.Sprintf("%s:%d:%d: %s mixes %s (line %d) and %s (%s)", first.count.Name, first.lineOf(a.badCell), a.column+1,
			a.name, quoteValue(a.value), first.lineOf(a.badCell), quoteValue(b.value), line)}
}

// late is the error for a column of which cells were read with a decimal point
// before one came that has a decimal comma.
func (c *columnForm) late(files []*inputFile) error {
	var shows sighting
	for _, s := range c.seen {
		if s.forms == decimalComma {
			shows = s
		}
	}
	file := files[shows.file]
	return &Error{Kind: Undecided,
		Message: fmt.Sprintf("%s:%d:%d: %s %s has a decimal comma, and values before it were read with a decimal point", file.count.Name,
			file.lineOf(shows.badCell), shows.column+1, shows.name, quoteValue(shows.value)),
		Place: placeOf(shows.badCell, files),
		Hints: []string{"say so from the start: --decimal ,"}}
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
		Message: fmt.Sprintf("%s: %s is ambiguous: %s", file.count.Name, cell.name, s.question(left)),
		Place:   placeOf(cell, files),
		Hints: []string{fmt.Sprintf("line %d: %s is %s", file.lineOf(cell), quoteValue(cell.value), strings.Join(readings, " or ")),
			"choose: " + strings.Join(flags(s, left), "   or   ")}}
}

// why says how the column of a cell reads that it is not: behind the message,
// and below it what to do.
func (in *Input) why(cell badCell) (why string, hints []string) {
	f := in.files[cell.file]
	for _, w := range f.plan.wants {
		if w.form == nil || w.index != cell.column || cell.reason != w.form.reason() {
			continue
		}
		switch {
		case w.form.numbers != nil:
			if form := w.form.numbers.account(); form != "" {
				why = " (the column has a " + form + ")"
			}
			return why, []string{"a number must read like 1234.50, 1.234,50, (12.50) or €5"}
		case f.table.spelled(w):
			return in.formOf(w).whyNoDate()
		}
	}
	return "", nil
}

// whyNoDate is why for a cell that is no date.
func (c *columnForm) whyNoDate() (why string, hints []string) {
	if c.given {
		hints = []string{"other forms: --date-format " + strings.Join(dateFormatNames(), "|")}
	}
	if c.given || len(c.seen) > 0 {
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

// nameForms writes into the account how the columns are written.
func (f *inputFile) nameForms() {
	columns := f.count.Columns
	for i, field := range f.plan.filled() {
		columns[i].Form = f.formName(field.vector)
		if field.times != none {
			if form := f.formName(field.times); form != columns[i].Form {
				columns[i].Form = fmt.Sprintf("%s: %s, %s: %s", f.plan.wants[field.times].name, cmp.Or(form, "plain"), f.plan.wants[field.vector].name, cmp.Or(columns[i].Form, "plain"))
			}
		}
	}
}

func (f *inputFile) formName(vector int) string {
	if w := f.plan.wants[vector]; w.form != nil && f.table.spelled(w) {
		return w.form.spelling().account()
	}
	return ""
}
