package population

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/value"
	"rfm/rfm"
)

// PrintAccount says what was read and how, and what was left out: rows in are
// rows used and rows left out.
func PrintAccount(w app.Messages, read rfmio.Account, a rfm.Account) {
	PrintFiles(w, read)
	left := read.Rows - a.Used.Rows
	sum := fmt.Sprintf("%s read = %s used + %s left out", app.Counted(read.Rows, "row"), app.Count(a.Used.Rows), app.Count(left))
	if log, asJSON := w.Writer.(*app.JSONLog); asJSON {
		log.Info(sum, "rows", NewRowAccount(read, a))
	} else {
		fmt.Fprintln(w, sum)
		printClasses(w, read, a)
	}
	if n := read.WithoutOrder; n > 0 {
		fmt.Fprintf(w, "notice: %s without an order id, each counted as an order\n", app.Counted(n, "row"))
	}
	printStatus(w, read)
	printNotices(w, read, a)
}

// PrintFiles says which files were read and how.
func PrintFiles(w app.Messages, read rfmio.Account) {
	for i, f := range read.Files {
		if i > 0 && !w.Verbose {
			fmt.Fprintf(w, "and %s more\n", app.Counted(len(read.Files)-1, "file"))
			printOtherColumns(w, read.Files)
			break
		}
		var columns []string
		for _, c := range f.Columns {
			if strings.HasPrefix(c.Role, keptPrefix) {
				continue // as the flag names it
			}
			column := c.Role + " = " + fault.Visible(c.Name)
			if c.Form != "" {
				column += " (" + c.Form + ")"
			}
			columns = append(columns, column)
		}
		if f.EachRowAnOrder {
			columns = append(columns, "each row an order")
		}
		if f.Recognized {
			columns = []string{recognizedKind(f)}
		}
		fmt.Fprintf(w, "%s (%s): %s\n", f.Name, f.Format, app.List(columns))
	}
	if n := read.PassedOver; n > 0 {
		fmt.Fprintf(w, "notice: %s passed over, hidden or temporary\n", app.Counted(n, "file"))
	}
	printNotes(w, read.Files)
}

// recognizedKind says what a file holds that is known by its columns.
func recognizedKind(f rfmio.FileAccount) string {
	for _, c := range f.Columns {
		if c.Role == rfm.FieldKind {
			return "grouped rows"
		}
	}
	return "scored customers"
}

// printOtherColumns says of each file in which a role has another column than in
// the first one, which it is.
func printOtherColumns(w io.Writer, files []rfmio.FileAccount) {
	first := map[string]string{}
	for _, c := range files[0].Columns {
		first[c.Role] = c.Name
	}
	for _, f := range files[1:] {
		var others []string
		for _, c := range f.Columns {
			if name := first[c.Role]; !value.EqualNames(name, c.Name) {
				others = append(others, fmt.Sprintf("%s = %s, not %s", c.Role, fault.Visible(c.Name), fault.Visible(name)))
			}
		}
		if others != nil {
			fmt.Fprintf(w, "notice: %s: %s\n", f.Name, strings.Join(others, "; "))
		}
	}
}

// printClasses says which rows were left out, and which of those used are
// returns.
func printClasses(w io.Writer, read rfmio.Account, a rfm.Account) {
	total := revenue(read, a)
	line := func(l rfmio.LeftOut, what, more string) {
		if l.Rows > 0 {
			fmt.Fprintf(w, "  %s %s (%s%s)\n", app.Count(l.Rows), what, ofRevenue(l, total), more)
		}
	}
	class := func(c rfm.Class, what string) {
		line(rfmio.LeftOut{Rows: c.Rows, Amount: c.Amount, Scale: a.Scale}, what, "")
	}
	class(a.Guests, "without a customer id: left out")
	line(read.Filtered, "that --where does not keep: left out", "")
	line(read.Outside, "before --since or after --until: left out", "")
	line(read.Future, "later than two days after today, up to "+app.Day(read.LastFuture)+": left out", "; --as-of "+app.Day(read.LastFuture)+" brings them back")
	line(read.Continued, "without an amount, which continue an order: left out", "")
	line(read.Unpaid, "without a date of payment: left out", "")
	line(read.NoRevenue, "whose "+uncountedValues(read)+": no revenue, left out", "")
	line(read.Totals, "of totals: left out", "")
	line(read.Bad, "that cannot be read: left out", unreadAmounts(read))
	line(read.Duplicates, "that equal another row: left out", "")
	class(a.AfterAsOf, "after "+app.Day(a.AsOf)+": left out")
	what := app.Plural(a.Returns.Rows, "return") + ": used, lowering the monetary value"
	switch {
	case a.ReturnsDropped:
		what = app.Plural(a.Returns.Rows, "return") + ": left out"
	case a.Returns.Amount.Sign() > 0:
		what = app.Plural(a.Returns.Rows, "return") + ": used, raising the monetary value: their amounts are above zero"
	case a.Monetary == rfm.MedianOrder:
		what = app.Plural(a.Returns.Rows, "return") + ": used; only one with the order id of an order lowers the median"
	}
	class(a.Returns, what)
}

// printStatus says that orders of different states count alike.
func printStatus(w io.Writer, read rfmio.Account) {
	const shown = 5
	if len(read.NoRevenueValues) > 0 {
		fmt.Fprintf(w, "notice: rows are left out for what their %s says; to count all: --status none\n", fault.Visible(read.NoRevenueValues[0].Column))
	}
	status := read.Status
	if len(status.Values) < 2 {
		return
	}
	if status.Values[0].Value == hiddenValue {
		fmt.Fprintf(w, "notice: all rows count, whatever their %s: %s\n", fault.Visible(status.Column), valueList(status.Values, shown))
		return
	}
	fmt.Fprintf(w, "notice: all rows count, whatever their %s: %s; to choose: --where %s\n", fault.Visible(status.Column),
		valueList(status.Values, shown), rfmio.Equals(status.Column, status.Values[0].Value, ""))
}

// uncountedValues lists the values of the rows that are left out as no revenue.
func uncountedValues(read rfmio.Account) string {
	const shown = 5
	var out []string
	for _, c := range read.NoRevenueValues {
		out = append(out, fault.Visible(c.Column)+" is "+valueList(c.Values, shown))
	}
	return strings.Join(out, ", ")
}

// valueList lists the commonest values of a column.
func valueList(values []rfmio.ValueCount, shown int) string {
	var out []string
	for _, v := range values[:min(shown, len(values))] {
		out = append(out, fmt.Sprintf("%q %s", v.Value, app.Count(v.Rows)))
	}
	if more := len(values) - shown; more > 0 {
		out = append(out, fmt.Sprintf("… %s more", app.Count(more)))
	}
	return app.List(out)
}

// revenue is the amount of all rows.
func revenue(read rfmio.Account, a rfm.Account) *big.Rat {
	total := a.Total()
	for _, l := range read.LeftOut() {
		total.Add(total, app.Exact(l.Amount, l.Scale))
	}
	return total
}

// ofRevenue is the share of rows in the revenue, or their own amount where the
// revenue is not above zero: a share would have the wrong sign, or none.
func ofRevenue(l rfmio.LeftOut, total *big.Rat) string {
	if total.Sign() <= 0 && l.Amount.Sign() != 0 {
		return "net " + app.Money(l.Amount, l.Scale)
	}
	return app.Percent(app.Exact(l.Amount, l.Scale), total) + " of revenue"
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
				name += " and " + app.Counted(n-1, "file") + " more"
			}
			fmt.Fprintf(w, "notice: %s: %s\n", name, note)
			delete(more, note)
		}
	}
}

// PrintCustomers says who was scored, or ranked: what was done is the last word.
func PrintCustomers(w io.Writer, c *Summary, a rfm.Account, done string) {
	net := app.Exact(a.Used.Amount, a.Scale)
	net.Sub(net, app.Exact(a.ReturnsOnlyAmount, a.Scale))
	customers, money := app.Counted(c.Customers, "customer"), app.Grouped(net.FloatString(int(a.Scale)))
	if c.dated {
		fmt.Fprintf(w, "%s %s as of %s: net %s\n", customers, done, app.Day(c.AsOf), money)
	} else {
		fmt.Fprintf(w, "%s %s: net %s\n", customers, done, money)
	}
	if a.ReturnsOnly > 0 {
		line := "  %s with returns only: not %s (net %s)\n"
		if c.known {
			line = "  %s without an order: not %s (net %s)\n"
		}
		fmt.Fprintf(w, line, app.Counted(a.ReturnsOnly, "customer"), done, app.Money(a.ReturnsOnlyAmount, a.Scale))
	}
	if c.old > 0 {
		fmt.Fprintf(w, "notice: %s with orders before 1990, the first on %s: is that what the dates say? --date-format sets their form\n", app.Counted(c.old, "customer"), app.Day(c.oldest))
	}
}

// Summary is what messages say of all customers together.
type Summary struct {
	Customers int
	AsOf      arrow.Date32
	dated     bool // the days of their last orders are known
	known     bool // the input was one row per customer
	// old is how many have orders that are older than most files of sales: a wrong
	// unit of time or a wrong form of the date reads like that.
	old    int
	oldest arrow.Date32
}

// NewSummary is a whole population.
func NewSummary(all *rfm.Customers) *Summary {
	c := &Summary{}
	c.Add(all)
	return c
}

// Add adds customers, all of the same input.
func (c *Summary) Add(block *rfm.Customers) {
	c.Customers += block.Len()
	c.AsOf, c.dated, c.known = block.AsOf, block.LastOrder != nil, block.FirstOrder == nil
	line := arrow.Date32FromTime(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, day := range block.FirstOrder {
		if day >= line {
			continue
		}
		if c.old == 0 || day < c.oldest {
			c.oldest = day
		}
		c.old++
	}
}

// RowAccount is, as JSON, the account of the rows: read is used and left out.
type RowAccount struct {
	Read        RowClass `json:"read"`
	Used        RowClass `json:"used"`
	UsedReturns RowClass `json:"returns_among_used"`
	NoCustomer  RowClass `json:"left_out_without_customer"`
	Filtered    RowClass `json:"left_out_by_where"`
	Outside     RowClass `json:"left_out_by_since_until"`
	Future      RowClass `json:"left_out_in_the_future"`
	Continued   RowClass `json:"left_out_continuing_an_order"`
	Unpaid      RowClass `json:"left_out_unpaid"`
	NoRevenue   RowClass `json:"left_out_no_revenue"`
	Totals      RowClass `json:"left_out_totals"`
	Bad         RowClass `json:"left_out_unreadable"`
	Duplicates  RowClass `json:"left_out_duplicates"`
	AfterAsOf   RowClass `json:"left_out_after_as_of"`
	Returns     RowClass `json:"left_out_returns"`
}

// RowClass is rows of one kind and what they come to, exactly, in whole units.
type RowClass struct {
	Rows   int64       `json:"rows"`
	Amount json.Number `json:"amount"`
}

// NewRowAccount is the account of an input: of its reader and of its aggregation.
func NewRowAccount(read rfmio.Account, a rfm.Account) RowAccount {
	scale := int(a.Scale)
	for _, l := range read.LeftOut() {
		scale = max(scale, int(l.Scale))
	}
	class := func(rows int64, amount *big.Rat) RowClass {
		return RowClass{rows, json.Number(amount.FloatString(scale))}
	}
	of := func(c rfm.Class) RowClass { return class(c.Rows, app.Exact(c.Amount, a.Scale)) }
	leftOut := func(l rfmio.LeftOut) RowClass { return class(l.Rows, app.Exact(l.Amount, l.Scale)) }
	m := RowAccount{Read: class(read.Rows, revenue(read, a)), Used: of(a.Used), NoCustomer: of(a.Guests),
		Filtered: leftOut(read.Filtered), Outside: leftOut(read.Outside), Future: leftOut(read.Future), Continued: leftOut(read.Continued), Unpaid: leftOut(read.Unpaid),
		NoRevenue: leftOut(read.NoRevenue), Totals: leftOut(read.Totals), Bad: leftOut(read.Bad), Duplicates: leftOut(read.Duplicates), AfterAsOf: of(a.AfterAsOf)}
	m.UsedReturns, m.Returns = of(a.Returns), of(rfm.Class{})
	if a.ReturnsDropped {
		m.UsedReturns, m.Returns = m.Returns, m.UsedReturns
	}
	return m
}

// HasAmounts reports whether every file has amounts.
func HasAmounts(a rfmio.Account) bool {
	for _, f := range a.Files {
		found := false
		for _, c := range f.Columns {
			found = found || c.Role == rfm.FieldAmount
		}
		if !found {
			return false
		}
	}
	return true
}
