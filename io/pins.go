package rfmio

import (
	"rfm/io/csv"
	"rfm/io/role"
	"rfm/io/sheet"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
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
		return slices.ContainsFunc(f.plan.Wants, func(w vector.Want) bool { return w.Role == role && w.Form != nil && f.spelled(w) })
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

// UnderstoodRow is a row as it is read: the day as 2024-01-31, the amount as a
// plain decimal; empty where the row has none.
type UnderstoodRow struct {
	Customer string `json:"customer"`
	Date     string `json:"date"`
	Amount   string `json:"amount"`
	Order    string `json:"order,omitempty"`
}

// Understood are the first rows of a file, whose beginning Tell was told.
func (in *Input) Understood(f role.Finding) []UnderstoodRow {
	var rows []UnderstoodRow
	for row := range role.ShownCells {
		var out UnderstoodRow
		var quantity, price decimal128.Num
		var scales [2]int32
		factors := 0
		for _, c := range f.Columns {
			if row >= len(c.First) {
				return rows
			}
			cell := c.First[row]
			for _, form := range in.forms {
				switch {
				case form.role != c.Role:
				case c.Role == "date":
					if day, ok := form.Days.Parse([]byte(cell)); ok {
						out.Date = day.FormattedString()
					}
				case c.Role == "amount":
					if n, scale, ok, _ := form.Numbers.Decimal([]byte(cell)); ok {
						out.Amount = n.ToString(scale)
					}
				case c.Role == "quantity":
					quantity, scales[0], _, _ = form.Numbers.Decimal([]byte(cell))
					factors++
				case c.Role == "price":
					price, scales[1], _, _ = form.Numbers.Decimal([]byte(cell))
					factors++
				}
			}
			switch {
			case c.Role == "customer" && !value.IsBlank([]byte(cell)):
				out.Customer = cell
			case c.Role == "order":
				out.Order = cell
			}
		}
		if product, ok := value.Multiply(price, quantity); ok && factors == 2 {
			out.Amount = product.ToString(scales[0] + scales[1])
		}
		rows = append(rows, out)
	}
	return rows
}
