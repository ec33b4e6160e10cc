package report

import (
	"math"
	"strconv"
	"strings"
)

// Decimal is an exact number as text, such as "8310477.054".
type Decimal string

// Float is about the number; 0 where there is none.
func (d Decimal) Float() float64 {
	v, _ := strconv.ParseFloat(string(d), 64) // the caller's numbers are numbers
	return v
}

// Language is that of the texts for people.
type Language string

// The languages.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Say is the text in the language.
func (l Language) Say(english, chinese string) string {
	if l == Chinese {
		return chinese
	}
	return english
}

// tag is the language as HTML names it.
func (l Language) tag() string { return l.Say("en", "zh-CN") }

// Count writes a number with thousands signs.
func Count[T int | int64](n T) string { return grouped(strconv.FormatInt(int64(n), 10)) }

// Counted writes a number and what it counts: "1 customer", "4,339 customers".
func (l Language) Counted(n int, english, chinese string) string {
	if l == Chinese {
		return Count(n) + chinese
	}
	if n != 1 {
		english += "s"
	}
	return Count(n) + "\u00a0" + english
}

// Short writes a number with two or three digits that count: 655, 9.9 k, 302 k,
// 8.31 M; in Chinese with 万 and 亿.
func (l Language) Short(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = "−", -v
	}
	for i, u := range l.units() {
		scaled := v / u.size
		if rounded(v, 0) < u.size {
			continue
		}
		decimals := 0
		switch {
		case scaled < 9.995 && u.fine:
			decimals = 2
		case scaled < 9.95, scaled < 99.95 && u.fine:
			decimals = 1
		case i > 0 && rounded(scaled, 0)*u.size >= l.units()[i-1].size: // 999,900 is 1.00 M
			u = l.units()[i-1]
			scaled, decimals = v/u.size, 2
		}
		text := fixed(scaled, decimals)
		if whole := math.Round(scaled); math.Abs(scaled-whole) < 1e-9*whole { // 1 M, not 1.00 M, where it is that
			text = fixed(whole, 0)
		}
		return sign + grouped(text) + u.name
	}
	switch {
	case v == math.Trunc(v) || v >= 99.5:
		return sign + grouped(fixed(v, 0))
	case v >= 9.95:
		return sign + fixed(v, 1)
	}
	return sign + strings.TrimRight(strings.TrimRight(fixed(v, 2), "0"), ".")
}

// unit is one that numbers are shortened by; fine if three digits count.
type unit struct {
	size float64
	name string
	fine bool
}

func (l Language) units() []unit {
	if l == Chinese {
		return []unit{{1e8, "亿", true}, {1e4, "万", true}}
	}
	return []unit{{1e9, "\u00a0bn", true}, {1e6, "\u00a0M", true}, {1e3, "\u00a0k", false}}
}

// Percent writes a share of 1 in percent, with one decimal.
func (l Language) Percent(share float64) string {
	text := fixed(share*100, 1)
	if share > 0 && text == "0.0" {
		text = "< 0.1"
	}
	return strings.Replace(text, "-", "−", 1) + l.Say("\u00a0%", "%")
}

// whole writes a share of 1 in whole percent.
func (l Language) whole(share float64) string {
	return strings.Replace(fixed(share*100, 0), "-", "−", 1) + l.Say("\u00a0%", "%")
}

// Month writes a month that is given as 2011-11.
func (l Language) Month(month string) string {
	year, number, found := strings.Cut(month, "-")
	m, err := strconv.Atoi(number)
	if !found || err != nil || m < 1 || m > 12 {
		return month
	}
	names := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	return l.Say(names[m-1]+" "+year, year+"年"+strconv.Itoa(m)+"月")
}

// fixed rounds half away from zero, as the decimals of the commands are: a half
// that binary fractions miss by little is one.
func fixed(v float64, decimals int) string {
	text := strconv.FormatFloat(rounded(v, decimals), 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

func rounded(v float64, decimals int) float64 {
	unit := math.Pow10(decimals)
	return math.Copysign(math.Floor(math.Abs(v)*unit+0.5+1e-9)/unit, v)
}

// grouped puts thousands signs into the whole part of a number.
func grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}

func trimLeft(s string) string  { return strings.TrimLeft(s, " ") }
func trimRight(s string) string { return strings.TrimRight(s, " ") }

// closing tells whether a mark of punctuation may not begin a line.
func closing(r rune) bool { return strings.ContainsRune("，。；：、）》”！？,.;:)!?%", r) }
