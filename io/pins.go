package rfmio

import (
	"rfm/io/csv"
	"rfm/io/role"
	"rfm/io/sheet"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
)

// Pin is a flag, without its dashes, and the value with which it says what was
// found, so that another file cannot change it.
type Pin struct{ Flag, Value string }

// Pins are the flags that say how the input is read. What differs from file to
// file is left out.
func (in *Input) Pins() []Pin {
	var pins []Pin
	add := func(flag, value string) {
		if value != "" {
			pins = append(pins, Pin{flag, value})
		}
	}
	for _, role := range []string{"customer", "date", "amount", "quantity", "price", "order", "currency", "refund"} {
		add(role, in.sameInAll(func(f *inputFile) string {
			for _, source := range f.plan.Field {
				if source.Formula != nil && in.options.Columns[role] == source.Formula.Text {
					return source.Formula.Text
				}
			}
			return f.columnOf(role)
		}))
	}
	for _, c := range in.forms {
		if c.role == "date" && in.isSpelled(c.role) && c.Days.Format.Name != value.DayMonth {
			add("date-format", c.Days.Format.Name)
		}
	}
	add("decimal", in.decimalSign())
	add("encoding", in.options.Encoding)
	add("delimiter", in.sameInAll(func(f *inputFile) string {
		if t, ok := f.table.(*csv.Table); ok {
			return t.DelimiterName()
		}
		return ""
	}))
	add("sheet", in.sameInAll(func(f *inputFile) string {
		if t, ok := f.table.(*sheet.Table); ok {
			return t.Chosen()
		}
		return ""
	}))
	if in.options.NoHeader {
		add("no-header", "true")
	}
	if zone := in.options.Zone; zone != nil && zone.String() != "UTC" {
		add("tz", zone.String())
	}
	return pins
}

// sameInAll is what all files have; "" where they differ.
func (in *Input) sameInAll(of func(*inputFile) string) string {
	first := of(in.files[0])
	if slices.ContainsFunc(in.files, func(f *inputFile) bool { return of(f) != first }) {
		return ""
	}
	return first
}

// columnOf is how a flag names the column of a role; "" for none.
func (f *inputFile) columnOf(name string) string {
	column, found := f.decided[name]
	read := func(w vector.Want) bool { return w.Role == name && w.Index == column }
	if !found || column == vector.None || !slices.ContainsFunc(f.plan.Wants, read) {
		return ""
	}
	return role.NumberOrName(f.columns, column)
}

// isSpelled tells whether the column of a role is text in some file.
func (in *Input) isSpelled(role string) bool {
	return slices.ContainsFunc(in.files, func(f *inputFile) bool {
		return slices.ContainsFunc(f.plan.Wants, func(w vector.Want) bool { return w.Role == role && w.Form != nil && f.table.Spelled(w) })
	})
}

// decimalSign is the sign before the decimals of all columns of numbers; "" where
// they differ or no text holds them.
func (in *Input) decimalSign() string {
	sign := ""
	for _, c := range in.forms {
		if c.Numbers == nil || !in.isSpelled(c.role) {
			continue
		}
		own := "."
		if value.Forms(c.Numbers.Form.Load()) == value.DecimalComma {
			own = ","
		}
		if sign != "" && sign != own {
			return ""
		}
		sign = own
	}
	return sign
}
