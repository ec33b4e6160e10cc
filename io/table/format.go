package table

import (
	"fmt"
	"path/filepath"
	"rfm/io/fault"
	"rfm/io/workbook"
	"slices"
	"strings"
)

// Format is a form that a table can be written in.
type Format struct {
	Name string
	// Extensions choose the format by the name of a file; the first is the
	// usual one.
	Extensions []string
	// Meaning is one line for the help text.
	Meaning string
	// Compression is applied to the whole output. Only text formats have one;
	// parquet compresses its own pages.
	Compression Compression
	// Plain are columns of parquet that hold mostly different values, which a
	// dictionary would make larger.
	Plain []string
	// Sheet names the table in a workbook, and About says there where it comes
	// from, once all of it is written; empty and nil for nothing.
	Sheet string
	About func() []workbook.Fact
	// Look is how the format table is drawn.
	Look Look
	// Guarded is set for csv and tsv that a spreadsheet will open: texts that it
	// would take for formulas have a ' before them.
	Guarded bool

	binary bool
}

// Formats lists every format, in the order the help text shows them.
func Formats() []Format {
	return []Format{
		{Name: "table", Extensions: []string{".txt"}, Meaning: "aligned columns for reading"},
		{Name: "csv", Extensions: []string{".csv"}, Meaning: "comma-separated values, UTF-8 (.csv.gz and .csv.zst compress)"},
		{Name: "tsv", Extensions: []string{".tsv", ".tab"}, Meaning: "tab-separated values, quoted as CSV is"},
		{Name: "json", Extensions: []string{".json"}, Meaning: "one array of objects; numbers keep all their digits"},
		{Name: "jsonl", Extensions: []string{".jsonl", ".ndjson"}, Meaning: "one JSON object per line"},
		{Name: "parquet", Extensions: []string{".parquet", ".pq"}, Meaning: "Apache Parquet, zstd pages, exact decimals", binary: true},
		{Name: "arrow", Extensions: []string{".arrow", ".feather", ".ipc"}, Meaning: "Arrow IPC file, also known as Feather version 2", binary: true},
		{Name: "xlsx", Extensions: []string{".xlsx"}, Meaning: "Excel workbook: a table to filter and sort, and a sheet about it", binary: true},
		{Name: "markdown", Extensions: []string{".md"}, Meaning: "a table for GitHub and other Markdown pages"},
	}
}

// FormatNames are the names of all formats, in order.
func FormatNames() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// FormatByName finds a format by its name; the error is an *Error of kind BadRequest.
func FormatByName(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fault.Unknown("format", name, FormatNames())
}

// FormatByPath finds the format and the compression that the name of a file
// asks for: out.csv, out.jsonl.zst. The error is an *Error of kind BadRequest.
func FormatByPath(path string) (Format, error) {
	plain := path[:len(path)-len(compressionOf(path).extension())]
	extension := strings.ToLower(filepath.Ext(plain))
	for _, f := range Formats() {
		if slices.Contains(f.Extensions, extension) {
			return f.For(path)
		}
	}
	problem := fmt.Sprintf("%s: the extension %q does not tell a format", path, extension)
	if extension == "" {
		problem = fmt.Sprintf("%s: a name without an extension does not tell a format", path)
	}
	return Format{}, &fault.Error{
		Kind:    fault.BadRequest,
		Message: problem,
		Hints:   []string{"try: --format csv   (known: " + strings.Join(FormatNames(), ", ") + ")"},
	}
}

// For is f with the compression that the name of a file asks for. The error is
// an *Error of kind BadRequest: a binary format inside gzip or zstd could not be opened by
// the tools that read it.
func (f Format) For(path string) (Format, error) {
	f.Compression = compressionOf(path)
	if f.binary && f.Compression != Uncompressed {
		return Format{}, &fault.Error{
			Kind:    fault.BadRequest,
			Message: fmt.Sprintf("%s: %s files are not compressed as a whole", path, f.Name),
			Hints:   []string{"try: -o " + path[:len(path)-len(f.Compression.extension())]},
		}
	}
	return f, nil
}

// Binary tells whether the format is not meant for a terminal.
func (f Format) Binary() bool { return f.binary || f.Compression != Uncompressed }
