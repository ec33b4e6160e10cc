package table

import (
	"errors"
	"rfm/io/fault"
	"testing"
)

func TestFormatByPath(t *testing.T) {
	for _, test := range []struct {
		path, name  string
		compression Compression
	}{
		{"out.csv", "csv", Uncompressed},
		{"OUT.CSV", "csv", Uncompressed},
		{"dir.v1/out.csv.gz", "csv", Gzip},
		{"out.jsonl.zst", "jsonl", Zstd},
		{"out.ndjson", "jsonl", Uncompressed},
		{"out.tab.GZ", "tsv", Gzip},
		{"out.parquet", "parquet", Uncompressed},
		{"out.feather", "arrow", Uncompressed},
		{"readme.md", "markdown", Uncompressed},
	} {
		f, err := FormatByPath(test.path)
		if err != nil || f.Name != test.name || f.Compression != test.compression {
			t.Errorf("%s: %s %d %v", test.path, f.Name, f.Compression, err)
		}
	}
}

func TestUnknownFormatsAreExplained(t *testing.T) {
	const known = "known: table, csv, tsv, json, jsonl, parquet, arrow, xlsx, markdown"
	const try = "\n  try: --format csv   (" + known + ")"
	byName := func(s string) error { _, err := FormatByName(s); return err }
	byPath := func(s string) error { _, err := FormatByPath(s); return err }
	for _, test := range []struct {
		find  func(string) error
		given string
		want  string
	}{
		{byName, "jsn", "unknown format \"jsn\"; did you mean json?\n  " + known},
		{byName, "excel", "unknown format \"excel\"\n  " + known},
		{byPath, "out.xyz", "out.xyz: the extension \".xyz\" does not tell a format" + try},
		{byPath, "out", "out: a name without an extension does not tell a format" + try},
		{byPath, "out.gz", "out.gz: a name without an extension does not tell a format" + try},
		{byPath, "o.parquet.gz", "o.parquet.gz: parquet files are not compressed as a whole\n  try: -o o.parquet"},
	} {
		err := test.find(test.given)
		if _, ok := errors.AsType[*fault.Error](err); !ok || err.Error() != test.want {
			t.Errorf("%s: got %v\nwant %s", test.given, err, test.want)
		}
	}
}
