package engine

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"rfm/io/fault"
)

// Dialect is the SQL of one engine.
type Dialect struct {
	Name  string // as --dialect has it
	Title string // for people
	// Tested tells that its queries run against the engine itself in tests.
	Tested bool

	identifier func(name string) string
	literal    func(text string) string
	alias      func(name string) string // AS and the name, so that it comes out as it is
	types      typeNames
	// Each of these makes an expression of others.
	dayIn    func(instant, zone string) string // the day of an instant in a zone, a literal
	tryDay   func(text string) string          // the day of ten characters
	trim     func(text, blanks string) string  // without the characters of a literal at both ends
	matches  func(text, pattern string) string // a regular expression, a literal, matches
	isNaN    func(double string) string
	contains func(text, part string) string
	starts   func(text, part string, characters int) string
	ends     func(text, part string, characters int) string
	bytewise func(text string) string // compared by its bytes
	date     func(day string) string  // a day, YYYY-MM-DD
	// rounded is a double as a decimal of a type, the nearest one.
	rounded func(double, decimal string, scale int32) string
	path    func(d *Dialect, path string) (From, error)
}

// typeNames are the names of types in casts.
type typeNames struct {
	text, whole, double, day string
	decimal                  func(precision, scale int32) string
}

// Dialects are all dialects.
func Dialects() []*Dialect {
	return []*Dialect{spark(), duckDB(), postgres(), bigQuery(), snowflake(), redshift(), clickHouse(), trino()}
}

// DialectByName is the dialect of a name.
func DialectByName(name string) (*Dialect, error) {
	var names []string
	for _, d := range Dialects() {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return nil, fault.Unknown("dialect", name, names)
}

// standard is what most dialects have in common.
func standard(name, title string) *Dialect {
	return &Dialect{Name: name, Title: title,
		identifier: func(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` },
		literal:    literalWithChr,
		alias:      func(name string) string { return " AS " + name },
		types:      typeNames{"VARCHAR", "BIGINT", "DOUBLE PRECISION", "DATE", decimalType("DECIMAL")},
		dayIn:      func(instant, zone string) string { return "CAST(" + instant + " AT TIME ZONE " + zone + " AS DATE)" },
		tryDay:     func(text string) string { return "CAST(" + text + " AS DATE)" },
		trim:       call2("trim"),
		matches:    call2("regexp_like"),
		isNaN:      func(double string) string { return double + " = CAST('NaN' AS DOUBLE PRECISION)" },
		contains:   func(text, part string) string { return "strpos(" + text + ", " + part + ") > 0" },
		starts:     func(text, part string, n int) string { return fmt.Sprintf("substr(%s, 1, %d) = %s", text, n, part) },
		ends:       func(text, part string, n int) string { return fmt.Sprintf("right(%s, %d) = %s", text, n, part) },
		bytewise:   func(text string) string { return text },
		date:       func(day string) string { return "DATE '" + day + "'" },
		rounded:    func(double, decimal string, _ int32) string { return "CAST(" + double + " AS " + decimal + ")" },
	}
}

func call1(name string) func(string) string {
	return func(x string) string { return name + "(" + x + ")" }
}

func call2(name string) func(string, string) string {
	return func(x, y string) string { return name + "(" + x + ", " + y + ")" }
}

func castTo(function, typ string) func(string) string {
	return func(x string) string { return function + "(" + x + " AS " + typ + ")" }
}

func decimalType(name string) func(precision, scale int32) string {
	return func(precision, scale int32) string { return fmt.Sprintf("%s(%d, %d)", name, precision, scale) }
}

func spark() *Dialect {
	d := standard("spark", "Spark 3.4 and later, Databricks, Sail")
	d.Tested = true
	d.identifier = backquoted("``")
	d.literal = escaped(`\u%04X`)
	d.types.text, d.types.double = "STRING", "DOUBLE"
	d.dayIn = func(instant, zone string) string {
		return "CAST(from_utc_timestamp(" + instant + ", " + zone + ") AS DATE)"
	}
	d.tryDay = castTo("try_cast", "DATE")
	d.trim = func(text, blanks string) string { return "trim(BOTH " + blanks + " FROM " + text + ")" }
	d.matches = func(text, pattern string) string { return text + " RLIKE " + pattern }
	d.isNaN = call1("isnan")
	d.contains = func(text, part string) string { return "instr(" + text + ", " + part + ") > 0" }
	d.path = sparkPath
	return d
}

func duckDB() *Dialect {
	d := standard("duckdb", "DuckDB, MotherDuck")
	d.Tested = true
	d.types.double = "DOUBLE"
	d.dayIn = func(instant, zone string) string { return "CAST(timezone(" + zone + ", " + instant + ") AS DATE)" }
	d.tryDay = castTo("TRY_CAST", "DATE")
	d.matches = call2("regexp_matches")
	d.isNaN = call1("isnan")
	d.path = duckDBPath
	return d
}

func postgres() *Dialect {
	d := standard("postgres", "PostgreSQL and what speaks its SQL")
	d.Tested = true
	d.literal = postgresLiteral
	d.types.text, d.types.decimal = "text", decimalType("numeric")
	d.trim = call2("btrim")
	d.matches = func(text, pattern string) string { return text + " ~ " + pattern }
	d.bytewise = func(text string) string { return text + ` COLLATE "C"` }
	return d
}

func redshift() *Dialect {
	d := standard("redshift", "Amazon Redshift")
	d.types.text = "VARCHAR(65535)"
	d.trim = call2("btrim")
	d.matches = func(text, pattern string) string { return text + " ~ " + pattern }
	return d
}

func bigQuery() *Dialect {
	d := standard("bigquery", "Google BigQuery")
	d.identifier = func(name string) string {
		return "`" + strings.NewReplacer("`", "\\`", `\`, `\\`).Replace(name) + "`"
	}
	d.literal = escaped(`\x%02x`)
	d.types = typeNames{"STRING", "INT64", "FLOAT64", "DATE", func(precision, scale int32) string {
		if scale <= 9 && precision-scale <= 29 {
			return "NUMERIC"
		}
		return "BIGNUMERIC"
	}}
	d.rounded = func(double, decimal string, scale int32) string {
		return fmt.Sprintf("ROUND(CAST(%s AS %s), %d)", double, decimal, scale)
	}
	d.dayIn = call2("DATE")
	d.tryDay = castTo("SAFE_CAST", "DATE")
	d.matches = call2("REGEXP_CONTAINS")
	d.isNaN = call1("IS_NAN")
	return d
}

func snowflake() *Dialect {
	d := standard("snowflake", "Snowflake")
	exact := d.identifier
	d.alias = func(name string) string { return " AS " + exact(name) }
	d.identifier = func(name string) string { // what is not quoted is in capital letters there
		if isPlain(name) {
			name = strings.ToUpper(name)
		}
		return exact(name)
	}
	d.types.double, d.types.decimal = "DOUBLE", decimalType("NUMBER")
	d.dayIn = func(instant, zone string) string {
		return "CAST(CONVERT_TIMEZONE(" + zone + ", " + instant + ") AS DATE)"
	}
	d.tryDay = call1("TRY_TO_DATE")
	d.isNaN = func(double string) string { return double + " = CAST('NaN' AS DOUBLE)" }
	d.contains = func(text, part string) string { return "CONTAINS(" + text + ", " + part + ")" }
	return d
}

func clickHouse() *Dialect {
	d := standard("clickhouse", "ClickHouse")
	d.Tested = true
	d.identifier = func(name string) string {
		return "`" + strings.NewReplacer("`", "\\`", `\`, `\\`).Replace(name) + "`"
	}
	d.literal = escaped(`\x%02x`)
	d.types = typeNames{"Nullable(String)", "Int64", "Nullable(Float64)", "Nullable(Date32)", func(precision, scale int32) string {
		return fmt.Sprintf("Nullable(Decimal(%d, %d))", precision, scale)
	}}
	d.rounded = func(double, decimal string, _ int32) string { // a cast of the number itself cuts off
		return "CAST(toString(" + double + ") AS " + decimal + ")"
	}
	d.dayIn = func(instant, zone string) string { return "toDate32(toTimeZone(" + instant + ", " + zone + "))" }
	d.tryDay = call1("toDate32OrNull")
	d.trim = func(text, blanks string) string { return "trim(BOTH " + blanks + " FROM " + text + ")" }
	d.matches = call2("match")
	d.isNaN = call1("isNaN")
	d.contains = func(text, part string) string { return "position(" + text + ", " + part + ") > 0" }
	d.starts = func(text, part string, _ int) string { return "startsWith(" + text + ", " + part + ")" }
	d.ends = func(text, part string, _ int) string { return "endsWith(" + text + ", " + part + ")" }
	d.date = func(day string) string { return "toDate32('" + day + "')" }
	return d
}

func trino() *Dialect {
	d := standard("trino", "Trino, Amazon Athena")
	d.types.double = "DOUBLE"
	d.tryDay = castTo("TRY_CAST", "DATE")
	d.trim = func(text, blanks string) string { return "trim(BOTH " + blanks + " FROM " + text + ")" }
	d.isNaN = call1("is_nan")
	d.ends = func(text, part string, n int) string { return fmt.Sprintf("substr(%s, -%d) = %s", text, n, part) }
	return d
}

func backquoted(quote string) func(string) string {
	return func(name string) string { return "`" + strings.ReplaceAll(name, "`", quote) + "`" }
}

func isPlain(name string) bool {
	for i, c := range name {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// CheckText refuses what no literal can hold on every engine.
func CheckText(text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return &fault.Error{Kind: fault.BadRequest, Message: fault.Quote(text) + " cannot be part of a query: it is not UTF-8, or holds a NUL"}
	}
	return nil
}

// literalWithChr is a literal in which a quote is doubled, and what a client or an
// engine might take for something else is made by its number.
func literalWithChr(text string) string {
	var parts []string
	plain := ""
	for _, c := range text {
		if c >= ' ' && c != '\\' && c != 0x7f {
			plain += string(c)
			continue
		}
		if plain != "" {
			parts = append(parts, quoted(plain))
		}
		parts, plain = append(parts, fmt.Sprintf("chr(%d)", c)), ""
	}
	if plain != "" || parts == nil {
		parts = append(parts, quoted(plain))
	}
	if len(parts) > 1 {
		return "(" + strings.Join(parts, " || ") + ")"
	}
	return parts[0]
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// escaped makes literals in which a backslash begins an escape.
func escaped(control string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		b.WriteByte('\'')
		for _, c := range text {
			switch {
			case c == '\'' || c == '\\':
				b.WriteByte('\\')
				b.WriteRune(c)
			case c < ' ' || c == 0x7f:
				fmt.Fprintf(&b, control, c)
			default:
				b.WriteRune(c)
			}
		}
		b.WriteByte('\'')
		return b.String()
	}
}

// postgresLiteral needs escapes only where there is a backslash or a control
// character; E'…' reads them alike whatever standard_conforming_strings is.
func postgresLiteral(text string) string {
	plain := escaped(`\x%02x`)(text)
	if strings.Contains(plain, `\`) {
		return "E" + plain
	}
	return plain
}
