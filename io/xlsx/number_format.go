package xlsx

import "strings"

// formatClass is what a number format makes of a number.
type formatClass uint8

const (
	formatNumber   formatClass = iota
	formatDate                 // a day, with or without a time
	formatTime                 // a time of day: h:mm, mm:ss
	formatDuration             // hours that are not cut at 24: [h]:mm
)

// numberFormat is a number format as far as it changes what a cell means.
type numberFormat struct {
	class formatClass
	// zeros is the number of digits to which a format like 00000 fills up; 0 for
	// other formats.
	zeros int
}

// builtinFormat is the meaning of the formats that a file does not spell out:
// ECMA-376 part 1, 18.8.30. 27 to 36 and 50 to 58 are those of Chinese,
// Japanese and Korean Excel, all of them dates and times.
func builtinFormat(id int) numberFormat {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return numberFormat{class: formatDate}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47:
		return numberFormat{class: formatTime}
	case id == 46:
		return numberFormat{class: formatDuration}
	}
	return numberFormat{}
}

// parseNumberFormat reads a format code such as yyyy"年"m"月"d"日" or
// [$-409]d-mmm-yy;@. Only its first section counts, which is that of positive
// numbers.
func parseNumberFormat(code string) numberFormat {
	if zeros := strings.TrimLeft(code, "0"); zeros == "" && len(code) > 1 {
		return numberFormat{zeros: len(code)}
	}
	if len(code) >= len("General") && strings.EqualFold(code[:len("General")], "General") {
		return numberFormat{}
	}
	var s formatSection
	s.read(code)
	switch {
	case s.digits:
		return numberFormat{}
	case s.elapsed:
		return numberFormat{class: formatDuration}
	case s.day:
		return numberFormat{class: formatDate}
	case s.time:
		return numberFormat{class: formatTime}
	}
	return numberFormat{}
}

// formatSection is what the first section of a format code contains.
type formatSection struct {
	digits  bool // places for digits that are not those of seconds
	elapsed bool // [h], [mm], [ss]
	day     bool // years, months, days
	time    bool // hours, minutes, seconds

	last    byte // the last of h, s, m, d, y
	minutes bool // an m that is minutes if an s follows, else months
}

// read goes through a section. What stands in quotes, behind a backslash or an
// underscore, or in brackets is text, a width, a colour, a condition, a locale.
func (s *formatSection) read(code string) {
	defer s.settle()
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; { // lower case of letters
		case code[i] == ';':
			return
		case code[i] == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return
			}
			i += end + 1
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return
			}
			s.bracket(strings.ToLower(code[i+1 : i+end]))
			i += end
		case hasPrefixFold(code[i:], "am/pm"):
			s.time, i = true, i+len("am/pm")-1
		case hasPrefixFold(code[i:], "a/p"):
			s.time, i = true, i+len("a/p")-1
		case c == 'e' && i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-'):
			s.digits = true // an exponent
		case c == 'y' || c == 'd' || c == 'e' || c == 'g' || c == 'b': // e, g: eras; b: Thai years
			s.part(c)
			s.day = true
		case c == 'h' || c == 's':
			s.part(c)
			s.time = true
		case c == 'm':
			run := 1
			for i+run < len(code) && code[i+run]|0x20 == 'm' {
				run++
			}
			i += run - 1
			s.month(run)
		case code[i] == '0' && s.last == 's' && i > 0 && (code[i-1] == '.' || code[i-1] == '0' || code[i-1] == ','): // of seconds
		case code[i] == '0' || code[i] == '#' || code[i] == '?':
			s.digits = true
		}
	}
}

// bracket reads what stands in brackets.
func (s *formatSection) bracket(inside string) {
	if inside != "" && (strings.Trim(inside, "h") == "" || strings.Trim(inside, "m") == "" || strings.Trim(inside, "s") == "") {
		s.elapsed, s.last = true, inside[0]
	}
}

// month notes a run of m: minutes after hours or before seconds, else months.
func (s *formatSection) month(run int) {
	switch {
	case run > 2:
		s.settle()
		s.day, s.last = true, 'm'
	case s.last == 'h':
		s.time, s.last = true, 'm'
	default:
		s.settle()
		s.minutes, s.last = true, 'm'
	}
}

// part notes a part other than m.
func (s *formatSection) part(c byte) {
	if c == 's' && s.minutes {
		s.minutes, s.time = false, true
	}
	s.settle()
	s.last = c
}

// settle makes an m that no seconds follow a month.
func (s *formatSection) settle() {
	if s.minutes {
		s.minutes, s.day = false, true
	}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
