package population

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rfm/io/csv"
	"rfm/io/source"
	"rfm/io/value"
)

// NewTopics are the help topics about input.
func NewTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "input", Short: "Which files and columns are read, and what happens when it is not certain", Long: inputTopic()},
		{Use: "dates", Short: "How dates are written, and who decides", Long: datesTopic()},
		{Use: "where", Short: "The language of --where", Long: whereTopic},
	}
}

func inputTopic() string {
	return `CSV, JSON, Parquet, Arrow and Excel files are read, plain or inside gzip, zstd
or bzip2; the first bytes tell the format, not the name. FILE may be a path, a
quoted pattern such as 'sales/2024-*.csv.gz', - for standard input, or an address:
https://host/sales.parquet, 's3://bucket/sales/*.parquet'. Several files are one
input. Keys of s3:// come from the environment or ~/.aws/credentials.

Columns are found by their names and by what their first cells hold. Where that
is not certain, the error lists the columns and the flags to choose from:
--customer, --date, --amount (or --quantity and --price), --order. Each takes a
name or a number from 1; --no-header is for files without names.

Text files
  --delimiter   ` + strings.Join(csv.Delimiters(), ", ") + `, or the sign itself
  --encoding    ` + strings.Join(source.Encodings()[:6], ", ") + `,
                ` + strings.Join(source.Encodings()[6:], ", ") + `
  --decimal     . or , where no row tells

Rows that cannot be read end the run before anything is written. To go on
without them: --on-bad-row skip, or --on-bad-row quarantine --rejects FILE.

rfm inspect FILE shows what would be read and how, with the flags that pin it.`
}

func datesTopic() string {
	var b strings.Builder
	b.WriteString(`A column has one form in all rows of all files, and any row may decide: 3/4/2024
is not a question when another row has 3/31/2024. Where no row decides, the
error shows both readings, and --date-format chooses:

`)
	for _, f := range value.DateFormats() {
		fmt.Fprintf(&b, "  %-10s  %s\n", f.Name, f.Example)
	}
	b.WriteString(`
A date may be followed by a time. Days begin in --tz (default UTC); a time
without an offset is local. Recency counts calendar days, not hours.

The last day that counts is --as-of: a day, today, or data (the last day in the
data). --since and --until choose the rows that are read.`)
	return b.String()
}

const whereTopic = `--where keeps the rows for which an expression over columns holds:

  --where 'status == "paid"'
  --where 'UnitPrice > 0 && Country == "France"'
  --where 'country in ["DE", "AT"] || not (channel matches "^test")'
  --where '$env["Unit Price"] > 0'            a name with blanks

Comparison    == != < <= > >=
Logic         && || not
Text          contains, startsWith, endsWith, matches (a regular expression)
Sets          in, not in
Arithmetic    + - * / %

A column is read as a number where it is compared with one or computed with;
otherwise it is text. An empty cell is an empty text; as a number it is equal to
nothing. The shell needs the single quotes.`
