package sql

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/io/engine"
	"rfm/io/vector"
	"rfm/io/where"
)

// NewCommand is rfm sql, whose argument is a table.
func NewCommand(s *app.Streams) *cobra.Command {
	var o options
	cmd := &cobra.Command{Use: "sql TABLE",
		Short: "Print the query that groups a table by customer, for an engine",
		Long: `Sql prints a query for the engine that has the table: it groups transactions by
customer, and leaves every division, rank and rule to rfm. The engine's own
client runs it, and rfm score, segment, pareto, diff and report take the answer
as CSV, Parquet or Arrow. Result and account are those of the transactions
themselves, byte for byte.

The engine's own client runs it:

  rfm sql --dialect postgres shop.sales … > group.sql
  psql --csv -q -f group.sql shop | rfm score - -o scores.csv
  rfm sql --dialect duckdb 'sales/*.parquet' … | duckdb -csv | rfm segment -

Dialects:
` + dialectsHelp() + `
Sql has no connection, so it has to be told: the columns by --customer, --date,
--amount (or --quantity and --price) and --order, and with --types what they
are. Without --types ids are text, amounts and prices decimals, quantities
whole numbers, and all columns of a CSV file are text; the date has to be said:

  date          a day
  timestamp     a local time, without a zone
  timestamptz   an instant: --tz says where its day begins (default UTC)
  text          2024-01-31, or with a time behind it

A column that is of another type than was said makes the engine fail, or rows
that count as bad; then rfm score ends with exit code 5. Doubles and text need
--decimals, so that sums are exact: a row with more is bad.

On files that rfm can read itself an engine is slower. It is for data that are
there already.`,
		Example: `  rfm sql sales --dialect duckdb --customer c --date d --amount a --types d=date
  rfm sql sales --dialect spark --customer c --date d --amount a --types d=text`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return app.Usage("rfm sql takes one table", "several tables: make a view of them")
			}
			return o.run(cmd.Context(), s, args[0])
		},
	}
	cmd.Flags().SortFlags = false
	o.AddFlags(cmd.Flags())
	return cmd
}

type options struct {
	population population.Flags
	dialect    string
	types      []string
	decimals   int
	output     string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	var names []string
	for _, d := range engine.Dialects() {
		names = append(names, d.Name)
	}
	fs.StringVar(&o.dialect, "dialect", "", "`name` of the SQL: "+strings.Join(names, ", "))
	fs.StringSliceVar(&o.types, "types", nil, "types of columns, as `column=type,…`: text, boolean, integer, decimal,\ndecimal(12,2), double, date, timestamp, timestamptz")
	fs.IntVar(&o.decimals, "decimals", -1, "`number` of decimals of amounts that are doubles or text, 0 to 9")
	fs.StringVarP(&o.output, "output", "o", "", "write to a `file`")
	app.Values(fs, "dialect", names...)
	app.NamesPlace(fs, "output")
	o.population.AddFlags(fs)
	for _, flag := range []string{"currency", "status", "refund", "amount-per", "no-header", "sheet", "skip-lines", "date-format", "decimal", "delimiter",
		"encoding", "id-format", "fold-ids", "dedupe", "on-bad-row", "rejects", "max-bad-rows", "frequency", "recency", "last", "memory", "threads", "monetary"} {
		if f := fs.Lookup(flag); f != nil {
			f.Hidden = true // refused, or of no account
		}
	}
	app.Group(fs, app.GroupOutput, "output")
}

func dialectsHelp() string {
	var b strings.Builder
	for _, d := range engine.Dialects() {
		title := d.Title
		if !d.Tested {
			title += " (not tested against it)"
		}
		fmt.Fprintf(&b, "  %-11s %s\n", d.Name, title)
	}
	return b.String()
}

func (o *options) run(ctx context.Context, s *app.Streams, source string) error {
	if o.dialect == "" {
		return app.Usage("--dialect is missing: which engine has "+source+"?", "rfm sql --help lists the dialects")
	}
	d, err := engine.DialectByName(o.dialect)
	if err != nil {
		return err
	}
	zone, err := o.population.Input.Location()
	if err != nil {
		return err
	}
	g, err := o.population.Grouping(d, "rfm sql", s.Now().In(zone))
	if err != nil {
		return err
	}
	if g.From, err = d.From(source); err != nil {
		return err
	}
	if err := o.complete(g, source); err != nil {
		return err
	}
	query, err := g.SQL()
	if err != nil {
		return err
	}
	text := strings.Join(append(slices.Clone(g.From.Setup), query), ";\n") + ";\n"
	var to io.Writer = s.Stdout(ctx)
	if o.output != "" && o.output != "-" {
		if to, err = s.Files.Create(o.output); err != nil {
			return err
		}
	}
	_, err = io.WriteString(to, text)
	return err
}

// complete says of which types the columns are.
func (o *options) complete(g *engine.Grouping, source string) error {
	c := g.Columns
	if c.Customer == "" || c.Date == "" || c.Amount == "" && c.Price == "" {
		return app.Usage("rfm sql has no connection: name the columns of "+source, "--customer COLUMN --date COLUMN --amount COLUMN (or --quantity and --price), and --order COLUMN if there is one")
	}
	given := map[string]arrow.DataType{}
	for _, item := range joinBrackets(o.types) {
		name, text, _ := cutLast(item, "=")
		t, err := engine.ParseType(text)
		if err != nil {
			return err
		}
		given[name] = t
	}
	exact := engine.UnknownDecimal()
	defaults := map[string]arrow.DataType{c.Customer: arrow.BinaryTypes.String, c.Order: arrow.BinaryTypes.String, c.Amount: exact, c.Price: exact, c.Quantity: arrow.PrimitiveTypes.Int64, c.Date: nil}
	filter, err := where.New(g.Where)
	if err != nil {
		return err
	}
	if filter != nil {
		for _, column := range filter.Columns {
			if _, known := defaults[column.Name]; !known {
				defaults[column.Name] = map[vector.Kind]arrow.DataType{vector.KindText: arrow.BinaryTypes.String, vector.KindNumber: exact}[column.Kind]
			}
		}
	}
	isText := strings.Contains(source, ".csv")
	var fields []arrow.Field
	approximate := ""
	for name, t := range defaults {
		if name == "" {
			continue
		}
		if isText {
			t = arrow.BinaryTypes.String
		}
		if other := given[name]; other != nil {
			t = other
		}
		delete(given, name)
		if t == nil {
			return app.Usage("which type has the date "+name+"? its day depends on that", "--types "+name+"=date|timestamp|timestamptz|text")
		}
		isAmount := name == c.Amount || name == c.Price || name == c.Quantity
		if isAmount && (t.ID() == arrow.STRING || t.ID() == arrow.FLOAT64) && name != c.Quantity {
			approximate = name
		}
		fields = append(fields, arrow.Field{Name: name, Type: t, Nullable: true})
	}
	for name := range given {
		return app.Usagef("--types: %s is none of the columns that are asked for", name)
	}
	slices.SortFunc(fields, func(x, y arrow.Field) int { return cmp.Compare(x.Name, y.Name) })
	g.Schema = arrow.NewSchema(fields, nil)
	switch {
	case approximate != "" && o.decimals < 0:
		return app.Usage(fmt.Sprintf("how many decimals has %s? it is %s, and sums are exact", approximate, engine.TypeName(g.Schema.Field(g.Schema.FieldIndices(approximate)[0]).Type)),
			"--decimals 2")
	case o.decimals > 9:
		return app.Usagef("--decimals %d: 0 to 9", o.decimals)
	}
	g.Decimals = int32(max(o.decimals, 0))
	return nil
}

// joinBrackets joins again what was cut at the comma of decimal(12,2).
func joinBrackets(items []string) (joined []string) {
	for _, item := range items {
		if n := len(joined); n > 0 && strings.Contains(joined[n-1], "(") && !strings.Contains(joined[n-1], ")") {
			joined[n-1] += "," + item
		} else {
			joined = append(joined, item)
		}
	}
	return joined
}

// cutLast cuts at the last separator: a name may hold one.
func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}
