package main

import (
	"fmt"
	"io"
	"math/big"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/score"
)

// printAccount says what was read and how, and what was left out: rows in are
// rows used and rows left out.
func printAccount(w io.Writer, read rfmio.Account, a rfm.Account, verbose bool) {
	for i, f := range read.Files {
		if i > 0 && !verbose {
			fmt.Fprintf(w, "and %s more\n", counted(len(read.Files)-1, "file"))
			break
		}
		var columns []string
		for _, c := range f.Columns {
			column := c.Role + " = " + rfmio.Visible(c.Name)
			if c.Form != "" {
				column += " (" + c.Form + ")"
			}
			columns = append(columns, column)
		}
		if f.EachRowAnOrder {
			columns = append(columns, "each row an order")
		}
		if f.Recognized {
			columns = []string{"scored customers"}
		}
		fmt.Fprintf(w, "%s (%s): %s\n", f.Name, f.Format, list(columns))
	}
	printNotes(w, read.Files)
	left := read.Rows - a.Used.Rows
	sum := fmt.Sprintf("%s read = %s used + %s left out", counted(read.Rows, "row"), count(a.Used.Rows), count(left))
	if log, asJSON := w.(*jsonLog); asJSON {
		log.rows(sum, read, a)
	} else {
		fmt.Fprintln(w, sum)
		printClasses(w, read, a)
	}
	printStatus(w, read.Status)
}

// printClasses says which rows were left out, and which of those used are
// returns.
func printClasses(w io.Writer, read rfmio.Account, a rfm.Account) {
	total := revenue(read, a)
	line := func(l rfmio.LeftOut, what, more string) {
		if l.Rows > 0 {
			fmt.Fprintf(w, "  %s %s (%s%s)\n", count(l.Rows), what, ofRevenue(l, total), more)
		}
	}
	class := func(c rfm.Class, what string) {
		line(rfmio.LeftOut{Rows: c.Rows, Amount: c.Amount, Scale: a.Scale}, what, "")
	}
	class(a.Guests, "without a customer id: left out")
	line(read.Filtered, "that --where does not keep: left out", "")
	line(read.Outside, "before --since or after --until: left out", "")
	line(read.Continued, "without an amount, which continue an order: left out", "")
	line(read.Unpaid, "without a date of payment: left out", "")
	line(read.Bad, "that cannot be read: left out", unreadAmounts(read))
	line(read.Duplicates, "that equal another row: left out", "")
	class(a.AfterAsOf, "after "+dayText(a.AsOf)+": left out")
	what := plural(a.Returns.Rows, "return") + ": used, lowering the monetary value"
	if a.ReturnsDropped {
		what = plural(a.Returns.Rows, "return") + ": left out"
	}
	class(a.Returns, what)
}

// printStatus says that orders of different states count alike.
func printStatus(w io.Writer, status rfmio.ColumnValues) {
	const shown = 5
	if len(status.Values) < 2 {
		return
	}
	fmt.Fprintf(w, "notice: all rows count, whatever their %s: %s; to choose: --where %s\n", rfmio.Visible(status.Column),
		valueList(status.Values, shown), rfmio.Equals(status.Column, status.Values[0].Value, ""))
}

// valueList lists the commonest values of a column.
func valueList(values []rfmio.ValueCount, shown int) string {
	var out []string
	for _, v := range values[:min(shown, len(values))] {
		out = append(out, fmt.Sprintf("%q %s", v.Value, count(v.Rows)))
	}
	if more := len(values) - shown; more > 0 {
		out = append(out, fmt.Sprintf("… %s more", count(more)))
	}
	return list(out)
}

// revenue is the amount of all rows.
func revenue(read rfmio.Account, a rfm.Account) *big.Rat {
	total := a.Total()
	for _, l := range read.LeftOut() {
		total.Add(total, exact(l.Amount, l.Scale))
	}
	return total
}

// ofRevenue is the share of rows in the revenue, or their own amount where the
// revenue is not above zero: a share would have the wrong sign, or none.
func ofRevenue(l rfmio.LeftOut, total *big.Rat) string {
	if total.Sign() <= 0 && l.Amount.Sign() != 0 {
		return "net " + money(l.Amount, l.Scale)
	}
	return percent(exact(l.Amount, l.Scale), total) + " of revenue"
}

// printNotes says what a reader should know of the files, once for those of
// which the same is to be said.
func printNotes(w io.Writer, files []rfmio.FileAccount) {
	more := map[string]int{}
	for _, f := range files {
		for _, note := range f.Notes {
			more[note]++
		}
	}
	for _, f := range files {
		for _, note := range f.Notes {
			n, told := more[note]
			if !told {
				continue
			}
			name := f.Name
			if n > 1 {
				name += " and " + counted(n-1, "file") + " more"
			}
			fmt.Fprintf(w, "notice: %s: %s\n", name, note)
			delete(more, note)
		}
	}
}

// printCustomers says who was scored, or ranked: what was done is the last word.
func printCustomers(w io.Writer, c *crowd, a rfm.Account, done string) {
	fmt.Fprintf(w, "%s %s", counted(c.customers, "customer"), done)
	if c.dated {
		fmt.Fprintf(w, " as of %s", dayText(c.asOf))
	}
	net := exact(a.Used.Amount, a.Scale)
	net.Sub(net, exact(a.ReturnsOnlyAmount, a.Scale))
	fmt.Fprintf(w, ": net %s\n", grouped(net.FloatString(int(a.Scale))))
	if a.ReturnsOnly > 0 {
		what := "with returns only"
		if c.known {
			what = "without an order"
		}
		fmt.Fprintf(w, "  %s %s: not %s (net %s)\n", counted(a.ReturnsOnly, "customer"), what, done, money(a.ReturnsOnlyAmount, a.Scale))
	}
	if c.old > 0 {
		fmt.Fprintf(w, "notice: %s with orders before 1990, the first on %s: is that what the dates say? --date-format sets their form\n", counted(c.old, "customer"), dayText(c.oldest))
	}
}

// scored is what words tell of scores.
type scored struct {
	earlier bool // by an earlier run
	notices []score.Notice
	levels  func(rfm.Dimension) []score.Level
}

// printScored says who was scored, and what a reader of the scores should know.
func printScored(w io.Writer, c *crowd, a rfm.Account, s scored, verbose bool) {
	done := "scored"
	if s.earlier {
		done = "with scores"
	}
	printCustomers(w, c, a, done)
	for _, n := range s.notices {
		fmt.Fprintf(w, "notice: %s\n", n.Text)
	}
	if verbose {
		for _, d := range rfm.Dimensions() {
			for _, level := range s.levels(d) {
				if v := level.Interval; level.Customers == 0 && v.Lower != "" && v.Lower == v.Upper {
					continue // cut points that coincide leave nothing between them
				}
				fmt.Fprintf(w, "  %s %d  %s  (%s)\n", d.Letter(), level.Score, level.Interval.Text(d.Field()), counted(level.Customers, "customer"))
			}
		}
	}
}
