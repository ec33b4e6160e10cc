package inspect

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/io/table"
)

// textReport gathers what a report says, to be written in one go: sentences in the
// language of the user, and tables.
type textReport struct {
	bytes.Buffer
	sentences io.Writer // to the buffer
	streams   *app.Streams
}

func newTextReport(s *app.Streams) *textReport {
	r := &textReport{streams: s}
	r.sentences = s.Translated(&r.Buffer)
	return r
}

// section begins a part of the report.
func (r *textReport) section(name string) { fmt.Fprintf(r.sentences, "\n%s\n", name) }

// note writes a line where there are rows to tell of.
func (r *textReport) note(n int64, what, more string) {
	if n > 0 {
		if n == 1 { // what counts several
			what = strings.Replace(strings.Replace(what, "rows", "row", 1), " equal ", " equals ", 1)
		}
		fmt.Fprintf(r.sentences, "  %s %s%s\n", app.Count(n), what, more)
	}
}

// writeText writes the report as text.
func (in *inspection) writeText(s *app.Streams, w io.Writer) error {
	r := newTextReport(s)
	for i, f := range in.Files {
		if i > 0 && sameColumns(f, in.Files[0]) {
			fmt.Fprintf(r.sentences, "%s: %s, columns as in %s\n", f.File, f.Format, in.Files[0].File)
			continue
		}
		fmt.Fprintf(r.sentences, "%s: %s", f.File, f.Format)
		if f.Layout != "" {
			fmt.Fprintf(r.sentences, "; layout of %s", f.Layout)
		}
		fmt.Fprintln(r.sentences)
		if err := writeColumns(r, f); err != nil {
			return err
		}
	}
	if len(in.First) > 0 {
		r.section("first rows, as understood")
		var rows [][]string
		for _, row := range in.First {
			rows = append(rows, []string{row.Customer, row.Date, row.Amount, row.Order})
		}
		if err := writeTextTable(r, []string{"customer", "date", "amount", "order"}, rows); err != nil {
			return err
		}
	}
	if in.Quality != nil {
		in.writeRows(r)
	}
	if in.Pins != nil && in.Quality != nil {
		r.section("flags that pin this")
		var flags []string
		for _, p := range in.Pins {
			flags = append(flags, p.text())
		}
		fmt.Fprintf(r, "  %s\n", strings.Join(flags, " "))
	}
	if _, err := w.Write(r.Bytes()); err != nil || in.Pins == nil || in.Quality == nil {
		return err
	}
	return s.WriteNext(w, app.FollowUp{Command: "score", Flags: "-o scored.csv"}, app.FollowUp{Command: "report", Flags: "-o report.html"})
}

// writeRows tells where the rows went and what looks odd in them.
func (in *inspection) writeRows(r *textReport) {
	q := in.Quality
	r.section("rows")
	in.account(r)
	r.section("days and customers")
	fmt.Fprintf(r.sentences, "  %s to %s", q.FirstDay, q.LastDay)
	if q.LongestGap != nil {
		fmt.Fprintf(r.sentences, "; %s without rows, at most %s in a row, after %s", app.Counted(q.DaysWithout, "day"), app.Count(q.LongestGap.Days), q.LongestGap.After)
	}
	fmt.Fprintf(r.sentences, "\n  %s with %s, at most %s", app.Counted(q.Customers, "customer"), app.Counted(q.Orders, "order"), app.Count(q.MostOrders))
	if in.Rows.Used.Rows > 0 && q.Orders > 0 {
		fmt.Fprintf(r.sentences, "; %.1f rows per order", float64(in.Rows.Used.Rows)/float64(q.Orders))
	}
	fmt.Fprintln(r.sentences)
	odd := newTextReport(r.streams)
	odd.note(q.NoCustomer, "rows without a customer id", "")
	if q.EqualOneIn > 1 && q.Equal > 0 {
		fmt.Fprintf(odd.sentences, "  about %s rows that equal another one in all columns (estimated from one row in %s; --exact counts them, --dedupe drops them)\n",
			app.Count(q.Equal), app.Count(q.EqualOneIn))
	} else {
		odd.note(q.Equal, "rows that equal another one in all columns", " (--dedupe drops them)")
	}
	odd.note(q.Zero, "rows with an amount of zero", "")
	odd.note(q.Negative, "rows with an amount below zero", "")
	odd.note(q.Future, "rows after today", "")
	odd.note(q.Implausible, "rows before 1990 or after 2099", " (is --date-format right?)")
	if q.SimilarIDs > 0 {
		var ids []string
		for _, id := range q.SimilarFirst {
			ids = append(ids, strconv.Quote(id))
		}
		odd.note(int64(q.SimilarIDs), "ids that differ by case or blanks only", ": "+app.List(ids))
	}
	if odd.Len() > 0 {
		r.section("to look at")
		r.Write(odd.Bytes())
	}
}

// sameColumns reports whether two files have the same columns in the same roles.
func sameColumns(a, b role.Finding) bool {
	if len(a.Columns) != len(b.Columns) {
		return false
	}
	for i, c := range a.Columns {
		if c.Name != b.Columns[i].Name || c.Role != b.Columns[i].Role {
			return false
		}
	}
	return true
}

// writeColumns writes a table of the columns of a file.
func writeColumns(r *textReport, f role.Finding) error {
	var rows [][]string
	for _, c := range f.Columns {
		rows = append(rows, []string{c.Name, c.Role, r.streams.Say(c.Why), r.streams.Say(c.Holds), fmt.Sprintf("%d of %d", c.Distinct, c.Cells), shortList(c.First)})
	}
	return writeTextTable(r, []string{"column", "role", "why", "holds", "values", "first"}, rows)
}

// writeTextTable writes a table of texts.
func writeTextTable(w io.Writer, names []string, rows [][]string) error {
	var fields []arrow.Field
	for _, name := range names {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for _, row := range rows {
		for i, text := range row {
			b.Field(i).(*array.StringBuilder).Append(text)
		}
	}
	rec := b.NewRecord()
	defer rec.Release()
	table, err := table.FormatByName("table")
	if err != nil {
		return err
	}
	return app.Encode(w, table, rec)
}

// shortList lists cells, each no longer than a word or two.
func shortList(cells []string) string {
	const longest = 20
	var out []string
	for _, cell := range cells {
		if text := []rune(cell); len(text) > longest {
			cell = string(text[:longest]) + "…"
		}
		out = append(out, cell)
	}
	return strings.Join(out, " | ")
}

// text is a flag as it is typed in a shell.
func (p pin) text() string {
	if p.Value == "true" {
		return "--" + p.Flag
	}
	return "--" + p.Flag + " " + fault.ShellWord(p.Value)
}

// writeConfig writes the flags as keys of rfm.yaml.
func (in *inspection) writeConfig(w io.Writer) error {
	var r textReport
	for _, p := range in.Pins {
		fmt.Fprintf(&r, "%s: %s\n", p.Flag, yamlText(p))
	}
	_, err := w.Write(r.Bytes())
	return err
}

// yamlText is a value that YAML reads as the same text.
func yamlText(p pin) string {
	if p.Flag == "no-header" {
		return p.Value
	}
	plain := strings.IndexFunc(p.Value, func(c rune) bool {
		return c != '_' && c != ' ' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}) < 0
	first := []rune(p.Value)[0]
	switch strings.ToLower(p.Value) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		plain = false
	}
	if plain && unicode.IsLetter(first) && strings.TrimSpace(p.Value) == p.Value {
		return p.Value
	}
	return strconv.Quote(p.Value)
}
