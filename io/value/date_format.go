package value

import (
	"bytes"
	"math/bits"
	"rfm/io/fault"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// DateFormat is one way to write dates.
type DateFormat struct {
	Name    string // for --date-format
	Example string // or several, a comma and a blank between
	// Order is the order of year, month and day: "ymd", "dmy", "mdy" or shortYearFirst; for the
	// others a function of the number.
	Order string
	// layout is that of package time for a format that a pattern gives; else empty.
	layout string
	number func(c *Calendar, n int64) (arrow.Date32, bool)
	// Named tells that the month is a name, so that it may stand first or second.
	named bool
	// OnlyByFlag tells that cells cannot show it: they would be any number.
	OnlyByFlag bool
}

// YearFirst is the order of parts that most files have.
const YearFirst = "ymd"

// shortYearFirst is that order with two digits for each part.
const shortYearFirst = "yymmdd"

// DateFormats lists the forms that dates may have. Those that cells can show by
// themselves come first.
func DateFormats() []DateFormat {
	return []DateFormat{
		{Name: "ymd", Example: "2024-01-31, 2024/1/31, 20240131, 2024年1月31日", Order: YearFirst},
		{Name: "dmy", Example: "31/01/2024, 31.1.24", Order: "dmy"},
		{Name: "mdy", Example: "1/31/2024, 01-31-24", Order: "mdy"},
		{Name: "month-name", Example: "31-Jan-24, January 31 2024", Order: "dmy", named: true},
		{Name: "yy-mm-dd", Example: "24-01-31, 24/01/31", Order: shortYearFirst},
		{Name: "unix", Example: "1706659200 seconds", number: func(c *Calendar, n int64) (arrow.Date32, bool) {
			return c.instant(n), c.years(n)
		}},
		{Name: "unix-ms", Example: "1706659200000 milliseconds", number: func(c *Calendar, n int64) (arrow.Date32, bool) {
			return c.instant(FloorDiv(n, 1000)), c.years(FloorDiv(n, 1000))
		}},
		{Name: "excel", Example: "45322 days", OnlyByFlag: true, number: func(c *Calendar, n int64) (arrow.Date32, bool) {
			// Serial 61 is 1900-03-01; the ones before it are off by Excel's
			// 29 February 1900, and nobody's orders.
			return arrow.Date32(n - 25569), n >= 61 && n < 110000
		}},
	}
}

// FirstExample is the first of the examples.
func (f DateFormat) FirstExample() string {
	example, _, _ := strings.Cut(f.Example, ", ")
	return example
}

// Short is the format with one example.
func (f DateFormat) Short() string { return f.Name + ": " + f.FirstExample() }

// autoFormat is the name by which the cells may be asked for their format.
const autoFormat = "auto"

// NewDayParser returns a reader of dates in the format of that name, or in the
// one that the cells are to tell; today is for years of two digits. The error is
// an *Error of kind BadRequest.
func NewDayParser(c *Calendar, name string, today time.Time) (*DayParser, error) {
	formats := DateFormats()
	latest := today.Year() + 1
	if name == "" || name == autoFormat {
		p := &DayParser{Calendar: c, Format: formats[0], Found: true, latest: latest}
		for _, f := range formats {
			if !f.OnlyByFlag {
				p.candidates = append(p.candidates, &DayParser{Calendar: c, Format: f, Found: true, latest: latest})
			}
		}
		return p, nil
	}
	for _, f := range formats {
		if f.Name == name {
			return &DayParser{Calendar: c, Format: f}, nil
		}
	}
	if layout, ok := patternLayout(name); ok {
		example := time.Date(2024, 1, 31, 8, 26, 0, 0, time.UTC).Format(layout)
		return &DayParser{Calendar: c, Format: DateFormat{Name: name, Example: example, layout: layout}}, nil
	}
	return nil, fault.Unknown("date format", name, DateFormatNames())
}

// DateFormatNames are the names that Options.DateFormat may have.
func DateFormatNames() []string {
	names := []string{autoFormat}
	for _, f := range DateFormats() {
		names = append(names, f.Name)
	}
	return names
}

// DayParser reads the cells of a date column.
type DayParser struct {
	*Calendar
	Format DateFormat
	// Found tells that the cells show the format and no flag. Then each must have
	// just that form: a column that mixes several cannot be trusted in any.
	Found bool
	// latest is the last year that two digits may stand for, where the cells show
	// the format: 24-01-31 is not the 24th of January 2031 but has its year first.
	latest     int
	candidates []*DayParser // where the cells are to show it: one a form
}

// Parse is the day of a cell; false when it is not a date of the format.
func (p *DayParser) Parse(s []byte) (arrow.Date32, bool) {
	if p.Format.Order == YearFirst {
		if day, ok := p.parseISO(s); ok {
			return day, true
		}
	}
	return p.ParseOther(s)
}

// ParseOther reads what parseISO does not.
func (p *DayParser) ParseOther(s []byte) (arrow.Date32, bool) {
	s = bytes.TrimSpace(Unguarded(bytes.TrimSpace(s)))
	if p.Format.number != nil {
		return p.parseNumber(s)
	}
	if p.Format.layout != "" {
		t, err := time.Parse(p.Format.layout, string(s))
		if err != nil {
			return 0, false
		}
		return p.day(t.Year(), int(t.Month()), t.Day())
	}
	if p.Format.Order == YearFirst {
		if day, ok := p.parseStamp(s); ok {
			return day, true
		}
	}
	return p.parseParts(string(s))
}

// parseNumber reads a count of seconds, milliseconds or days.
func (p *DayParser) parseNumber(s []byte) (arrow.Date32, bool) {
	// Exports of a spreadsheet carry the time of day as a fraction.
	whole, fraction, _ := bytes.Cut(s, []byte{'.'})
	if leadingDigits(string(fraction)) != len(fraction) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(whole), 10, 64)
	if err != nil {
		return 0, false
	}
	day, ok := p.Format.number(p.Calendar, n)
	// Seconds and milliseconds are told apart by what is a likely date.
	return day, ok && (!p.Found || day >= firstLikelyDay && day < lastLikelyDay)
}

// Days on which orders are likely: from 1990 to 2099.
const (
	firstLikelyDay = 7_305
	lastLikelyDay  = 47_482
)

// All implements spelling.
func (p *DayParser) All() Forms { return 1<<len(p.candidates) - 1 }

// Classify implements spelling.
func (p *DayParser) Classify(cell []byte) (f Forms, unsure bool) {
	var first arrow.Date32
	for i, candidate := range p.candidates {
		day, ok := candidate.Parse(cell)
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
func (p *DayParser) of(f Forms) *DayParser {
	return p.candidates[bits.TrailingZeros8(uint8(f))]
}

// Take implements spelling.
func (p *DayParser) Take(f Forms) { p.Format = p.of(f).Format }

// Flag implements spelling.
func (p *DayParser) flag(f Forms) string { return "--date-format " + p.of(f).Format.Name }

// Reading implements spelling.
func (p *DayParser) Reading(cell string, f Forms) string {
	day, _ := p.of(f).Parse([]byte(cell))
	return day.ToTime().Format("2 January 2006") + " (" + p.of(f).Format.Name + ")"
}

// Account says which form the dates have; empty for the year first.
func (p *DayParser) Account() string {
	if p.Format.Order == YearFirst {
		return ""
	}
	return p.Format.Short()
}

// Question implements spelling.
func (p *DayParser) Question(left Forms) string {
	for left != 0 {
		form := left & -left
		if p.of(form).Format.Order == shortYearFirst {
			return "every value can have its year first or last"
		}
		left &^= form
	}
	return "every value can be day/month and month/day"
}

// DayMonth is the name of dates without a year, such as 3101 for 31 January, in
// a file that tells its period.
const DayMonth = "ddmm"

// DayMonth reads dates without a year, whose day and month are four digits: each
// is the first such day from the first to the last day of a period, written as
// 20240131. It is false where these are no days.
func (p *DayParser) DayMonth(from, to string) (*DayParser, bool) {
	first, ok := p.parseCompact(from)
	last, also := p.parseCompact(to)
	if !ok || !also {
		return nil, false
	}
	year := first.ToTime().Year()
	return &DayParser{Calendar: p.Calendar, Format: DateFormat{Name: DayMonth, Example: "3101, in " + from + " to " + to,
		number: func(c *Calendar, n int64) (arrow.Date32, bool) {
			for y := year; y <= last.ToTime().Year(); y++ {
				if day, ok := c.day(y, int(n%100), int(n/100)); ok && day >= first && day <= last {
					return day, true
				}
			}
			return 0, false
		}}}, true
}

// parseCompact reads a date such as 20240131.
func (p *DayParser) parseCompact(s string) (arrow.Date32, bool) {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != len(compactDay) {
		return 0, false
	}
	return p.day(n/10000, n/100%100, n%100)
}
