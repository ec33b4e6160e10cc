package rfmio

import (
	"cmp"
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"
)

// columnForm is how one column of the input is written, in all rows of all
// files: a flag says it, or its cells do.
type columnForm struct {
	role  string
	given bool // by a flag
	value.Form
	evidence
}

// undecided tells whether more cells have to be seen before the column can be
// read.
func (c *columnForm) undecided() bool {
	// Numbers that are the same in all forms are common; dates are not.
	return !c.given && c.left(c.Spelling().All()).Several() && (c.Days != nil || c.unsure != nil)
}

// settle takes the form that the cells leave. The error is an *Error of kind
// Undecided: the cells contradict each other, or leave a choice.
func (c *columnForm) settle(files []*inputFile) error {
	if len(c.differing()) > 1 {
		return c.severalCurrencies(files)
	}
	if c.given {
		return nil
	}
	left := c.left(c.Spelling().All())
	if left == 0 {
		return c.mixed(files)
	}
	if left.Several() && c.unsure != nil {
		return c.ambiguous(left, files)
	}
	c.Spelling().Take(left)
	return nil
}

// mixed is the error for cells that contradict each other.
func (c *columnForm) mixed(files []*inputFile) error {
	a, b, _ := c.conflict()
	if hint := files[b.File].mixesDates(c); hint != "" {
		return mixes(files, a, b, hint)
	}
	return mixes(files, a, b, "mend the input, or say which is right: "+strings.Join(value.Flags(c.Spelling(), a.forms|b.forms), "   or   "))
}

// severalCurrencies is the error for amounts that cannot be added up.
func (c *columnForm) severalCurrencies(files []*inputFile) error {
	found := c.differing()
	slices.SortFunc(found, func(a, b sighting) int { return a.Compare(b.BadCell) })
	return mixes(files, found[0], found[1],
		"make an input for each currency; if they are all in one nevertheless: --currency none")
}

// mixes is the error for two cells that do not belong in one column.
func mixes(files []*inputFile, a, b sighting, hint string) error {
	first, second := files[a.File], files[b.File]
	where := second.lineName(b.BadCell)
	if second != first {
		where = second.lineAt(b.BadCell)
	}
	return &fault.Error{Kind: fault.Undecided, Hints: []string{hint}, Place: placeOf(a.BadCell, files),
		Message: fmt.Sprintf("%s: %s mixes %s (%s) and %s (%s)", first.at(a.BadCell),
			a.Name, fault.Quote(a.Value), first.lineName(a.BadCell), fault.Quote(b.Value), where)}
}

// late is the error for a column of which cells were read with a decimal point
// before one came that has a decimal comma.
func (c *columnForm) late(files []*inputFile) error {
	var shows sighting
	for _, s := range c.seen {
		if s.forms == value.DecimalComma {
			shows = s
		}
	}
	file := files[shows.File]
	return &fault.Error{Kind: fault.Undecided,
		Message: fmt.Sprintf("%s: %s %s has a decimal comma, and values before it were read with a decimal point", file.at(shows.BadCell),
			shows.Name, fault.Quote(shows.Value)),
		Place: placeOf(shows.BadCell, files),
		Hints: []string{"say so from the start: --decimal ,"}}
}

// ambiguous is the error for a column in which no cell decides.
func (c *columnForm) ambiguous(left value.Forms, files []*inputFile) error {
	s, cell := c.Spelling(), c.unsure.BadCell
	file := files[cell.File]
	var readings []string
	for form := value.Forms(1); form != 0; form <<= 1 {
		if left&form != 0 {
			readings = append(readings, s.Reading(cell.Value, form))
		}
	}
	return &fault.Error{Kind: fault.Undecided,
		Message: fmt.Sprintf("%s: %s is ambiguous: %s", file.count.Name, cell.Name, s.Question(left)),
		Place:   placeOf(cell, files),
		Hints: []string{fmt.Sprintf("%s: %s is %s", file.lineName(cell), fault.Quote(cell.Value), strings.Join(readings, " or ")),
			"choose: " + strings.Join(value.Flags(s, left), "   or   ")}}
}

// why says how the column of a cell reads that it is not: behind the message,
// and below it what to do.
func (in *Input) why(cell vector.BadCell) (why string, hints []string) {
	f := in.files[cell.File]
	for _, w := range f.plan.Wants {
		if w.Form == nil || w.Index != cell.Column || cell.Reason != w.Form.Reason() {
			continue
		}
		switch {
		case w.Form.Numbers != nil:
			if form := w.Form.Numbers.Account(); form != "" {
				why = " (the column has a " + form + ")"
			}
			return why, []string{"a number must read like 1234.50, 1.234,50, (12.50) or €5"}
		case f.spelled(w):
			return in.formOf(w).whyNoDate()
		}
	}
	return "", nil
}

// whyNoDate is why for a cell that is not a date.
func (c *columnForm) whyNoDate() (why string, hints []string) {
	if c.given {
		hints = []string{"other forms: --date-format " + strings.Join(value.DateFormatNames(), "|")}
	}
	if c.given || len(c.seen) > 0 {
		return " (the column reads as " + c.Days.Format.Short() + ")", hints
	}
	var examples, others []string
	for _, f := range value.DateFormats() {
		if f.OnlyByFlag {
			others = append(others, f.Name)
		} else {
			examples = append(examples, f.FirstExample())
		}
	}
	return "", []string{"a date must read like " + strings.Join(examples, ", "), "other forms: --date-format " + strings.Join(others, "|")}
}

// nameForms writes into the account how the columns are written.
func (f *inputFile) nameForms() {
	columns := f.count.Columns
	for i, field := range f.plan.Filled() {
		columns[i].Form = f.formName(field.Vector)
		if field.Times != vector.None {
			if form := f.formName(field.Times); form != columns[i].Form {
				columns[i].Form = fmt.Sprintf("%s: %s, %s: %s", f.plan.Wants[field.Times].Name, cmp.Or(form, "plain"), f.plan.Wants[field.Vector].Name, cmp.Or(columns[i].Form, "plain"))
			}
		}
	}
}

func (f *inputFile) formName(vector int) string {
	if w := f.plan.Wants[vector]; w.Form != nil && f.spelled(w) {
		return w.Form.Spelling().Account()
	}
	return ""
}
