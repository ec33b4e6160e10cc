package basket

import (
	"fmt"
	"io"
	"strings"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/basket"
)

// baskets is what baskets are called.
func (j *job) baskets() string {
	if j.settings.Within == basket.WithinCustomer {
		return "customer"
	}
	return "order"
}

// report says in messages what was read, what was left out and what was counted.
func (j *job) report(read rfmio.Account, c *basket.Counts) {
	w := j.messages
	population.PrintFiles(w, read)
	fmt.Fprintf(w, "%s read = %s used + %s left out\n", app.Counted(read.Rows, "row"), app.Count(c.Account.Used), app.Count(read.Rows-c.Account.Used))
	for _, l := range leftOut(read, c.Account, j.baskets()) {
		fmt.Fprintf(w, "  %s %s: left out\n", app.Count(l.rows), l.what)
	}
	for _, g := range c.Groups {
		of := ""
		if g.Name != "" {
			of = g.Name + ": "
		}
		fmt.Fprintf(w, "%s%s, %s in at least %s of them: %s tried\n", of, app.Counted(g.Baskets, j.baskets()),
			app.Counted(int64(g.Frequent), "item"), app.Count(j.options.minCount), app.Counted(g.Tried(), "pair"))
		if len(g.Widespread) > 0 {
			fmt.Fprintf(w, "notice: %sfound in more than half of the large %ss, as postage and fees usually are: %s; to leave it out: --where %s\n",
				of, j.baskets(), quoted(g.Widespread), unlike(j.itemColumn(read), g.Widespread[0]))
		}
	}
	if tried := tried(c); tried >= 100 {
		fmt.Fprintf(w, "p is for a single pair: by chance alone, about %s of %s pairs would have p below 0.01\n",
			app.Count((tried+50)/100), app.Count(tried))
	}
}

// itemColumn is the name of the column of items.
func (j *job) itemColumn(read rfmio.Account) string {
	for _, c := range read.Files[0].Columns {
		if c.Role == basket.FieldItem {
			return c.Name
		}
	}
	return j.options.item
}

// unlike is a row filter for the rows of other items.
func unlike(column, item string) string {
	return strings.Replace(rfmio.Equals(column, item, ""), " == ", " != ", 1)
}

// tried is the number of pairs in all groups.
func tried(c *basket.Counts) (n int64) {
	for _, g := range c.Groups {
		n += g.Tried()
	}
	return n
}

// quoted lists some items.
func quoted(items []string) string {
	const shown = 5
	var out []string
	for _, item := range items[:min(shown, len(items))] {
		out = append(out, fmt.Sprintf("%q", item))
	}
	if more := len(items) - shown; more > 0 {
		out = append(out, fmt.Sprintf("… %s more", app.Count(more)))
	}
	return app.List(out)
}

// class is rows that were left out for one reason.
type class struct {
	rows int64
	what string
}

// leftOut lists the rows that no basket holds.
func leftOut(read rfmio.Account, a basket.Account, baskets string) (out []class) {
	for _, c := range []class{
		{read.Filtered.Rows, "that --where does not keep"},
		{read.Outside.Rows, "before --since or after --until"},
		{read.Bad.Rows, "that cannot be read"},
		{read.Duplicates.Rows, "that equal another row"},
		{a.Returns, app.Plural(a.Returns, "return")},
		{a.NoItem, "without an item"},
		{a.NoBasket, "without " + map[string]string{"order": "an order", "customer": "a customer"}[baskets] + " id"},
		{a.NoGroup, "without a customer in a segment"},
	} {
		if c.rows > 0 {
			out = append(out, c)
		}
	}
	return out
}

// empty is the error of an input without baskets.
func (j *job) empty(read rfmio.Account, c *basket.Counts) error {
	for _, g := range c.Groups {
		if g.Baskets > 0 {
			return nil
		}
	}
	e := &nothingError{message: "no " + j.baskets() + "s to count: " + app.Counted(read.Rows, "row") + " read"}
	for _, l := range leftOut(read, c.Account, j.baskets()) {
		e.message += fmt.Sprintf(", %s %s", app.Count(l.rows), l.what)
	}
	return e
}

// nothingError is an input that leaves nothing to do.
type nothingError struct{ message string }

func (e *nothingError) Error() string { return e.message }

func (e *nothingError) Unwrap() error { return rfm.ErrNoCustomers }

// printRule reads a rule aloud.
func (j *job) printRule(w io.Writer, r basket.Rule) error {
	extra, more := r.Leverage()*float64(r.Baskets), "more"
	if extra < 0 {
		extra, more = -extra, "fewer"
	}
	text := fmt.Sprintf("of %s with %s, %s (%.1f %%) also have %s: %.1f %s than by chance (%.1f times as many)",
		app.Counted(r.A, j.baskets()), r.Item, app.Count(r.Both), 100*r.Confidence(), r.With, extra, more, r.Lift())
	if r.Group != "" {
		text = r.Group + ": " + text
	}
	_, err := fmt.Fprintf(w, "\n%s\n", text)
	return err
}
