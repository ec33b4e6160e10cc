package engine

import (
	"fmt"
	"path"
	"strings"

	"rfm/io/fault"
)

// From is a source as it stands behind FROM.
type From struct {
	Name string // as the user gave it
	SQL  string
	// Setup are statements to be run before in the same session; nil for none.
	Setup []string
}

// From is a table, whose name is quoted part by part, or a path as the engine sees
// it: it has a slash or a known ending. Queries are refused.
func (d *Dialect) From(source string) (From, error) {
	if err := CheckText(source); err != nil {
		return From{}, err
	}
	if strings.ContainsAny(source, "();") {
		return From{}, refusef([]string{"make a view of it: CREATE VIEW sales AS SELECT …"}, "%s is neither a table nor a path", fault.Quote(source))
	}
	if strings.Contains(source, "/") || ending(source) != "" {
		if d.path == nil {
			return From{}, refusef([]string{"make an external table or a view of the files, and give its name"}, "%s is a path; with %s it takes a table", source, d.Name)
		}
		return d.path(d, source)
	}
	parts := strings.Split(source, ".")
	for i, part := range parts {
		part = strings.Trim(part, "\"`")
		if part == "" {
			return From{}, refusef(nil, "%s is not the name of a table: a part of it is empty", fault.Quote(source))
		}
		parts[i] = d.identifier(part)
	}
	return From{Name: source, SQL: strings.Join(parts, ".")}, nil
}

// Probe asks for the names and types of the columns.
func (d *Dialect) Probe(f From) string { return d.Sample(f, 0) }

// Sample asks for some rows.
func (d *Dialect) Sample(f From, rows int) string {
	return fmt.Sprintf("SELECT * FROM %s LIMIT %d", f.SQL, rows)
}

// ending is how a path tells its format, without compression; empty for none.
func ending(source string) string {
	name := path.Base(source)
	for _, compressed := range []string{".gz", ".zst", ".bz2"} {
		name = strings.TrimSuffix(name, compressed)
	}
	switch e := path.Ext(name); e {
	case ".parquet", ".csv", ".json", ".jsonl", ".orc":
		return strings.TrimPrefix(e, ".")
	}
	return ""
}

// sparkPath reads files by the name of their format. Cells of a CSV file come as
// text; a view says how it is written.
func sparkPath(d *Dialect, source string) (From, error) {
	format := ending(source)
	switch format {
	case "csv":
		const view = "rfm_source"
		setup := fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW %s USING csv OPTIONS (path %s, header 'true', inferSchema 'false', escape '\"', mode 'FAILFAST')",
			view, d.literal(source))
		return From{Name: source, SQL: view, Setup: []string{setup}}, nil
	case "jsonl":
		format = "json"
	case "":
		format = "parquet" // a folder
	}
	return From{Name: source, SQL: format + "." + d.identifier(source)}, nil
}

func duckDBPath(d *Dialect, source string) (From, error) {
	text := d.literal(source)
	switch ending(source) {
	case "csv":
		return From{Name: source, SQL: "read_csv(" + text + ", header = true, all_varchar = true)"}, nil
	case "json", "jsonl":
		return From{Name: source, SQL: "read_json(" + text + ")"}, nil
	case "orc":
		return From{}, refusef(nil, "%s: DuckDB reads Parquet, CSV and JSON", source)
	}
	if ending(source) == "" {
		text = d.literal(strings.TrimSuffix(source, "/") + "/**/*.parquet")
	}
	return From{Name: source, SQL: "read_parquet(" + text + ")"}, nil
}

func refusef(hints []string, format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf(format, args...), Hints: hints}
}
