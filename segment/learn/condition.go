package learn

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Condition is what a rule asks of one field.
type Condition struct {
	Field string
	// Over and UpTo bound a number: Over < value <= UpTo. They are infinite where
	// there is no bound, and both are for a text.
	Over, UpTo float64
	// Is is the text that the field must be, unless it is nil; Not are those that
	// it must not be.
	Is  *string
	Not []string
}

// conditions sums up a path: one condition per field, in the order in which the
// path first asks of them.
func conditions(path []step) []Condition {
	var all []Condition
	for _, s := range path {
		at := slices.IndexFunc(all, func(c Condition) bool { return c.Field == s.field.name })
		if at < 0 {
			at = len(all)
			all = append(all, Condition{Field: s.field.name, Over: math.Inf(-1), UpTo: math.Inf(1)})
		}
		c := &all[at]
		switch {
		case s.field.numbers != nil && s.left:
			c.UpTo = s.cut()
		case s.field.numbers != nil:
			c.Over = s.cut()
		case s.left:
			c.Is, c.Not = &s.field.texts[s.at], nil
		default:
			c.Not = append(slices.Clone(c.Not), s.field.texts[s.at])
		}
	}
	return all
}

// cut lies halfway between the two values that it parts, in at most 15 digits: the
// sum of two decimals has none behind them but by rounding. Where no such number
// parts them, it is the lower one.
func (s *step) cut() float64 {
	middle, err := strconv.ParseFloat(strconv.FormatFloat(s.below/2+s.above/2, 'g', 15, 64), 64)
	if err == nil && middle >= s.below && middle < s.above {
		return middle
	}
	return s.below
}

// holds tells whether a customer is in the leaf.
func (l *Leaf) holds(columns map[string]*Field, customer int) bool {
	for _, c := range l.Conditions {
		f := columns[c.Field]
		if f.Numbers != nil {
			if v := f.Numbers[customer]; !(v > c.Over && v <= c.UpTo) {
				return false
			}
			continue
		}
		text := f.Texts[customer]
		if c.Is != nil && text != *c.Is || slices.Contains(c.Not, text) {
			return false
		}
	}
	return true
}

// String writes the condition as an expression of a scheme.
func (c Condition) String() string {
	var parts []string
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	if !math.IsInf(c.Over, 0) {
		parts = append(parts, c.Field+" > "+number(c.Over))
	}
	if !math.IsInf(c.UpTo, 0) {
		parts = append(parts, c.Field+" <= "+number(c.UpTo))
	}
	if c.Is != nil {
		parts = append(parts, c.Field+" == "+strconv.Quote(*c.Is))
	}
	for _, text := range c.Not {
		parts = append(parts, c.Field+" != "+strconv.Quote(text))
	}
	return strings.Join(parts, " && ")
}

// Rule is the expression of a leaf: all of its conditions.
func (l *Leaf) Rule() string {
	if len(l.Conditions) == 0 {
		return "true"
	}
	parts := make([]string, len(l.Conditions))
	for i, c := range l.Conditions {
		parts[i] = c.String()
	}
	return strings.Join(parts, " && ")
}
