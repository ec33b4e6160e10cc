package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/io/fault"
)

// form is what a column holds, as far as expressions differ by it.
type form int

const (
	formOther form = iota
	formText
	formBool
	formWhole
	formDecimal
	formDouble
	formDate
	formLocal   // a time without a zone
	formInstant // a time with one
)

// formOf is the form of an Arrow type.
func formOf(t arrow.DataType) form {
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return formOf(t.ValueType)
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return formInstant
		}
		return formLocal
	}
	switch t.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return formText
	case arrow.BOOL:
		return formBool
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		return formWhole
	case arrow.DECIMAL128, arrow.DECIMAL256:
		return formDecimal
	case arrow.FLOAT32, arrow.FLOAT64:
		return formDouble
	case arrow.DATE32, arrow.DATE64:
		return formDate
	}
	return formOther
}

// typeNamesKnown are the types that ParseType reads beside decimal(p,s).
func typeNamesKnown() map[string]arrow.DataType {
	return map[string]arrow.DataType{
		"text": arrow.BinaryTypes.String, "boolean": arrow.FixedWidthTypes.Boolean, "integer": arrow.PrimitiveTypes.Int64,
		"double": arrow.PrimitiveTypes.Float64, "date": arrow.FixedWidthTypes.Date32, "decimal": UnknownDecimal(),
		"timestamp": &arrow.TimestampType{Unit: arrow.Microsecond}, "timestamptz": &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"},
	}
}

// UnknownDecimal is the type of exact numbers whose digits are not known.
func UnknownDecimal() arrow.DataType { return &arrow.Decimal128Type{} }

// ParseType reads the type of a column as people write it: text, boolean, integer,
// decimal, decimal(12,2), double, date, timestamp, timestamptz.
func ParseType(text string) (arrow.DataType, error) {
	known := typeNamesKnown()
	if t := known[strings.ToLower(text)]; t != nil {
		return t, nil
	}
	if m := regexp.MustCompile(`^(?i:decimal|numeric)\((\d{1,2}),\s*(\d{1,2})\)$`).FindStringSubmatch(text); m != nil {
		precision, _ := strconv.Atoi(m[1])
		scale, _ := strconv.Atoi(m[2])
		if precision > 0 && precision <= 38 && scale <= precision {
			return &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}, nil
		}
	}
	names := []string{"decimal(12,2)"}
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return nil, fault.Unknown("type", text, names)
}

// TypeName is a type as ParseType reads it.
func TypeName(t arrow.DataType) string {
	switch formOf(t) {
	case formText:
		return "text"
	case formBool:
		return "boolean"
	case formWhole:
		return "integer"
	case formDouble:
		return "double"
	case formDate:
		return "date"
	case formLocal:
		return "timestamp"
	case formInstant:
		return "timestamptz"
	case formDecimal:
		if d := t.(arrow.DecimalType); d.GetPrecision() > 0 {
			return fmt.Sprintf("decimal(%d,%d)", d.GetPrecision(), d.GetScale())
		}
		return "decimal"
	}
	return t.String()
}

// column is a column of the source.
type column struct {
	name string
	typ  arrow.DataType
	form form
	sql  string // quoted
}

// column finds a column by its name.
func (g *Grouping) column(name, flag string) (column, error) {
	for _, f := range g.Schema.Fields() {
		if f.Name == name {
			return column{name, f.Type, formOf(f.Type), g.Dialect.identifier(name)}, CheckText(name)
		}
	}
	var names []string
	for _, f := range g.Schema.Fields() {
		names = append(names, f.Name)
	}
	e := refusef([]string{"columns: " + strings.Join(names, ", ")}, "%s: %s: no column %s", g.From.Name, flag, fault.Quote(name))
	if near := fault.Nearest(name, names); near != "" {
		e.Message += fmt.Sprintf("; did you mean %s?", near)
	}
	return column{}, e
}

// wrongType is the refusal of a column for its type.
func (g *Grouping) wrongType(c column, role, hint string) error {
	return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s is %s, and cannot be the %s", g.From.Name, fault.Visible(c.name), TypeName(c.typ), role), Hints: []string{hint}}
}

// blanks are the characters trimmed at both ends before a text is taken for a null
// word.
const blanks = " \t\n\v\f\r"

// text is a column as text, null where it has no value or a null word. words are
// more texts for no value, in any case.
func (g *Grouping) text(c column, role string, words []string) (text, blank string, err error) {
	d := g.Dialect
	switch c.form {
	case formText, formBool:
	case formWhole:
		return d.bytewise("CAST(" + c.sql + " AS " + d.types.text + ")"), c.sql + " IS NULL", nil
	default:
		return "", "", g.wrongType(c, role, "cast it to text or a whole number in a view")
	}
	text = d.bytewise("CAST(" + c.sql + " AS " + d.types.text + ")")
	trimmed := d.bytewise(d.trim("CAST("+c.sql+" AS "+d.types.text+")", d.literal(blanks)))
	all := []string{"", "nan", "null"}
	for _, word := range words {
		if err := CheckText(word); err != nil {
			return "", "", err
		}
		all = append(all, caseVariants(strings.Trim(word, blanks))...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	for i, word := range all {
		all[i] = d.literal(word)
	}
	return text, fmt.Sprintf("(%s IS NULL OR %s = 'NA' OR lower(%s) IN (%s))", c.sql, trimmed, trimmed, strings.Join(all, ", ")), nil
}

// caseVariants are the forms of a word that lower may make of its spellings: some
// engines know ASCII letters only.
func caseVariants(word string) []string {
	if word == "" {
		return nil
	}
	ascii := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c >= 'A' && c <= 'Z' {
				return c + 'a' - 'A'
			}
			return c
		}, s)
	}
	return []string{ascii(word), ascii(strings.ToLower(word)), ascii(strings.ToUpper(word))}
}

// day is the calendar day of a column, null where it has none.
func (g *Grouping) day(c column, role string) (string, error) {
	d := g.Dialect
	switch c.form {
	case formDate:
		return c.sql, nil
	case formLocal:
		return "CAST(" + c.sql + " AS " + d.types.day + ")", nil
	case formInstant:
		zone := g.Zone
		if zone == "" {
			zone = "UTC"
		}
		return d.dayIn(c.sql, d.literal(zone)), CheckText(zone)
	case formText:
		pattern := "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]*)?$"
		if g.Zone == "" { // else the offset would have to move the day
			pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]*(Z|[+-][0-9:]+)?)?$"
		}
		return fmt.Sprintf("CASE WHEN %s THEN %s END", d.matches(c.sql, d.literal(pattern)), d.tryDay("substr("+c.sql+", 1, 10)")), nil
	}
	return "", g.wrongType(c, role, "cast it to a date or a timestamp in a view")
}

// money is an exact number.
type money struct {
	sql string
	// precision and scale are 0 and -1 where they are not known.
	precision, scale int32
}

// maxDigits bounds the digits of amounts, so that sums of 10 billion rows fit.
const maxDigits = 28

// exact is a column as an exact number with at most so many digits, null where it
// has no value, or one that does not have at most g.Decimals decimals.
func (g *Grouping) exact(c column, role string, digits int32) (money, error) {
	d := g.Dialect
	switch c.form {
	case formWhole:
		n := min(digits, 19)
		return money{castTo("CAST", d.types.decimal(n, 0))(c.sql), n, 0}, nil
	case formDecimal:
		t := c.typ.(arrow.DecimalType)
		switch {
		case t.GetPrecision() == 0:
			return money{c.sql, 0, -1}, nil
		case t.GetPrecision() > digits:
			return money{}, g.wrongType(c, role, fmt.Sprintf("sums need room: CAST(%s AS DECIMAL(%d, %d)) in a view", c.name, digits, t.GetScale()))
		}
		return money{c.sql, t.GetPrecision(), t.GetScale()}, nil
	case formDouble:
		decimal := d.rounded(c.sql, d.types.decimal(digits, g.Decimals), g.Decimals)
		small := "1" + strings.Repeat("0", int(min(digits-g.Decimals, 15)))
		return money{fmt.Sprintf("CASE WHEN abs(%s) < %s THEN CASE WHEN CAST(%s AS %s) = %s THEN %s END END", c.sql, small, decimal, d.types.double, c.sql, decimal), digits, g.Decimals}, nil
	case formText:
		pattern := fmt.Sprintf("^[+-]?[0-9]{1,%d}([.][0-9]{0,%d})?$", digits-g.Decimals, g.Decimals)
		if g.Decimals == 0 {
			pattern = fmt.Sprintf("^[+-]?[0-9]{1,%d}[.]?$", digits)
		}
		trimmed := d.trim(c.sql, d.literal(" \t"))
		return money{fmt.Sprintf("CASE WHEN %s THEN %s END", d.matches(trimmed, d.literal(pattern)), castTo("CAST", d.types.decimal(digits, g.Decimals))(trimmed)), digits, g.Decimals}, nil
	}
	return money{}, g.wrongType(c, role, "cast it to a decimal in a view")
}
