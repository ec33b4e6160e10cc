package rfmio

import (
	"bytes"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// DateFormat is one way to write dates.
type DateFormat struct {
	Name    string // for --date-format
	Example string // or several, a comma and a blank between
	// order is the order of year, month and day: "ymd", "dmy", "mdy" or shortYearFirst; for the
	// others a function of the number.
	order  string
	number func(c *calendar, n int64) (arrow.Date32, bool)
	// named tells that the month is a name, so that it may stand first or second.
	named bool
	// onlyByFlag tells that cells cannot show it: they would be any number.
	onlyByFlag bool
}

// yearFirst is the order of parts that most files have.
const yearFirst = "ymd"

// shortYearFirst is that order with two digits for each part.
const shortYearFirst = "yymmdd"

// DateFormats lists the forms that dates may have. Those that cells can show by
// themselves come first.
func DateFormats() []DateFormat {
	return []DateFormat{
		{Name: "ymd", Example: "2024-01-31, 2024/1/31, 20240131, 2024年1月31日", order: yearFirst},
		{Name: "dmy", Example: "31/01/2024, 31.1.24", order: "dmy"},
		{Name: "mdy", Example: "1/31/2024, 01-31-24", order: "mdy"},
		{Name: "month-name", Example: "31-Jan-24, January 31 2024", order: "dmy", named: true},
		{Name: "yy-mm-dd", Example: "24-01-31, 24/01/31", order: shortYearFirst},
		{Name: "unix", Example: "1706659200 seconds", number: func(c *calendar, n int64) (arrow.Date32, bool) {
			return c.instant(n), c.years(n)
		}},
		{Name: "unix-ms", Example: "1706659200000 milliseconds", number: func(c *calendar, n int64) (arrow.Date32, bool) {
			return c.instant(floorDiv(n, 1000)), c.years(floorDiv(n, 1000))
		}},
		{Name: "excel", Example: "45322 days", onlyByFlag: true, number: func(c *calendar, n int64) (arrow.Date32, bool) {
			// Serial 61 is 1900-03-01; the ones before it are off by Excel's
			// 29 February 1900, and nobody's orders.
			return arrow.Date32(n - 25569), n >= 61 && n < 110000
		}},
	}
}

// example is the first of the examples.
func (f DateFormat) example() string {
	example, _, _ := strings.Cut(f.Example, ", ")
	return example
}

// short is the format with one example.
func (f DateFormat) short() string { return f.Name + ": " + f.example() }

// autoFormat is the name by which the cells may be asked for their format.
const autoFormat = "auto"

// newDayParser returns a reader of dates in the format of that name, or in the
// one that the cells are to tell; today is for years of two digits. The error is
// an *Error of kind BadRequest.
func newDayParser(c *calendar, name string, today time.Time) (*dayParser, error) {
	formats := DateFormats()
	latest := today.Year() + 1
	if name == "" || name == autoFormat {
		p := &dayParser{calendar: c, format: formats[0], found: true, latest: latest}
		for _, f := range formats {
			if !f.onlyByFlag {
				p.candidates = append(p.candidates, &dayParser{calendar: c, format: f, found: true, latest: latest})
			}
		}
		return p, nil
	}
	for _, f := range formats {
		if f.Name == name {
			return &dayParser{calendar: c, format: f}, nil
		}
	}
	return nil, unknown("date format", name, dateFormatNames())
}

// dateFormatNames are the names that Options.DateFormat may have.
func dateFormatNames() []string {
	names := []string{autoFormat}
	for _, f := range DateFormats() {
		names = append(names, f.Name)
	}
	return names
}

// dayParser reads the cells of a date column.
type dayParser struct {
	*calendar
	format DateFormat
	// found tells that the cells show the format and no flag. Then each must have
	// just that form: a column that mixes several cannot be trusted in any.
	found bool
	// latest is the last year that two digits may stand for, where the cells show
	// the format: 24-01-31 is not the 24th of January 2031 but has its year first.
	latest     int
	candidates []*dayParser // where the cells are to show it: one a form
}

// parse is the day of a cell; false when it is no date of the format.
func (p *dayParser) parse(s []byte) (arrow.Date32, bool) {
	if p.format.order == yearFirst {
		if day, ok := p.parseISO(s); ok {
			return day, true
		}
	}
	return p.parseOther(s)
}

// parseOther reads what parseISO does not.
func (p *dayParser) parseOther(s []byte) (arrow.Date32, bool) {
	s = bytes.TrimSpace(s)
	if p.format.number != nil {
		return p.parseNumber(s)
	}
	if p.format.order == yearFirst {
		if day, ok := p.parseStamp(s); ok {
			return day, true
		}
	}
	return p.parseParts(string(s))
}

// parseNumber reads a count of seconds, milliseconds or days.
func (p *dayParser) parseNumber(s []byte) (arrow.Date32, bool) {
	// Exports of a spreadsheet carry the time of day as a fraction.
	whole, fraction, _ := bytes.Cut(s, []byte{'.'})
	if leadingDigits(string(fraction)) != len(fraction) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(whole), 10, 64)
	if err != nil {
		return 0, false
	}
	day, ok := p.format.number(p.calendar, n)
	// Seconds and milliseconds are told apart by what is a likely date.
	return day, ok && (!p.found || day >= firstLikelyDay && day < lastLikelyDay)
}

// Days on which orders are likely: from 1990 to 2099.
const (
	firstLikelyDay = 7_305
	lastLikelyDay  = 47_482
)

// all implements spelling.
func (p *dayParser) all() forms { return 1<<len(p.candidates) - 1 }

// classify implements spelling.
func (p *dayParser) classify(cell []byte) (f forms, unsure bool) {
	var first arrow.Date32
	for i, candidate := range p.candidates {
		day, ok := candidate.parse(cell)
		if !ok {
			continue
		}
		if f != 0 && day != first {
			unsure = true
		}
		f, first = f|1<<i, day
		if i == 0 {
			break // with the year first there is one way to read it
		}
	}
	return f, unsure
}

// of is the reader of the first of the forms.
func (p *dayParser) of(f forms) *dayParser {
	return p.candidates[bits.TrailingZeros8(uint8(f))]
}

// take implements spelling.
func (p *dayParser) take(f forms) { p.format = p.of(f).format }

// flag implements spelling.
func (p *dayParser) flag(f forms) string { return "--date-format " + p.of(f).format.Name }

// reading implements spelling.
func (p *dayParser) reading(cell string, f forms) string {
	day, _ := p.of(f).parse([]byte(cell))
	return day.ToTime().Format("2 January 2006") + " (" + p.of(f).format.Name + ")"
}

// account says which form the dates have; empty for the year first.
func (p *dayParser) account() string {
	if p.format.order == yearFirst {
		return ""
	}
	return p.format.short()
}

// question implements spelling.
func (p *dayParser) question(left forms) string {
	for left != 0 {
		form := left & -left
		if p.of(form).format.order == shortYearFirst {
			return "every value can have its year first or last"
		}
		left &^= form
	}
	return "every value can be day/month and month/day"
}
