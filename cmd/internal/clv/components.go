package clv

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/component"
)

// componentFlags ask for the components of what customers brought.
type componentFlags struct {
	on                       bool
	category, list, referrer string
	books                    []*component.Book // one per worker
	margin                   *big.Rat          // nil for 1
}

// AddFlags adds the flags to those of a command.
func (f *componentFlags) AddFlags(fs *pflag.FlagSet) {
	fs.BoolVar(&f.on, "components", false, "with --model history: split what customers brought into base, growth,\ncross_sell, cost, referral and price, as far as the data tell")
	fs.StringVar(&f.category, "category", "", "with --components: `column` of the category of a row, for cross_sell")
	fs.StringVar(&f.list, "list-price", "", "with --components: `column` of what the row is worth at list price, for price")
	fs.StringVar(&f.referrer, "referrer", "", "with --components: `column` of the id of the customer who referred this one")
}

// check refuses flags that do not go together.
func (f *componentFlags) check(o *options) (err error) {
	if !f.on {
		for _, flag := range [][2]string{{"category", f.category}, {"list-price", f.list}, {"referrer", f.referrer}} {
			if flag[1] != "" {
				return app.Usagef("--%s is for --components", flag[0])
			}
		}
		return nil
	}
	if o.model != "history" {
		return app.Usage("--components split what was earned: they go with --model history", "rfm clv FILE --model history --components")
	}
	if o.margin != "1" {
		number, percent := strings.CutSuffix(o.margin, "%")
		margin, ok := new(big.Rat).SetString(number)
		if !ok {
			return app.Usagef("--margin %q is not a share above 0, at most 1: 30%% or 0.3", o.margin)
		}
		if percent {
			margin.Quo(margin, big.NewRat(100, 1))
		}
		if _, exact := margin.FloatPrec(); !exact {
			return app.Usagef("--margin %s is not a plain decimal", o.margin)
		}
		f.margin = margin
	}
	return nil
}

// named are the columns that the components need, and extend adds their fields.
func (f *componentFlags) named() map[string]rfmio.NamedColumn {
	named := map[string]rfmio.NamedColumn{}
	for field, column := range map[string]rfmio.NamedColumn{component.FieldCategory: {Column: f.category, Flag: "--category"},
		component.FieldList: {Column: f.list, Flag: "--list-price"}, component.FieldReferrer: {Column: f.referrer, Flag: "--referrer"}} {
		if column.Column != "" {
			named[field] = column
		}
	}
	return named
}

func (f *componentFlags) extend(s *arrow.Schema) *arrow.Schema {
	fields := s.Fields()
	if f.category != "" {
		fields = append(fields, arrow.Field{Name: component.FieldCategory, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	if f.list != "" {
		fields = append(fields, arrow.Field{Name: component.FieldList, Type: rfm.Money(0)})
	}
	if f.referrer != "" {
		fields = append(fields, arrow.Field{Name: component.FieldReferrer, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// tap puts a book before the sink of each worker; nil without components.
func (f *componentFlags) tap(o *options) func(population.Sink) population.Sink {
	if !f.on {
		return nil
	}
	settings := component.Options{DropReturns: o.returns == "drop", KeepReturns: o.returns == "keep",
		Category: f.category != "", Cost: o.cost != "", List: f.list != "", Referrer: f.referrer != ""}
	return func(next population.Sink) population.Sink {
		book := component.NewBook(settings)
		f.books = append(f.books, book)
		return func(rec arrow.Record) error {
			if err := book.Add(rec); err != nil {
				return err
			}
			return next(rec)
		}
	}
}

// addComponents adds the components of every customer, and says what they are in
// all. net is the exact sum of what was earned.
func (j *job) addComponents(t *table, h *histories) error {
	f := &j.options.components
	all := f.books[0]
	for _, other := range f.books[1:] {
		if err := all.Combine(other); err != nil {
			return err
		}
	}
	split, err := all.Split(h.end, f.margin)
	if err != nil {
		return err
	}
	if len(split.Customers) != h.len() {
		return fmt.Errorf("components of %d customers, and histories of %d", len(split.Customers), h.len())
	}
	for _, c := range componentColumns() {
		b := array.NewDecimal128Builder(memory.DefaultAllocator, rfm.Money(split.Scale).(*arrow.Decimal128Type))
		b.Reserve(t.rows)
		for i := range split.Customers {
			if v := c.of(&split.Customers[i]); v.Known {
				b.UnsafeAppend(v.Num)
			} else {
				b.AppendNull()
			}
		}
		t.add(c.field, b)
	}
	j.printComponents(j.messages, split)
	return nil
}

// componentColumn is a component with its name for people.
type componentColumn struct {
	field    string
	of       func(*component.Customer) component.Value
	about    string
	needs    string // the flag that makes it known; "" for none
	separate bool   // no part of the sum
}

func componentColumns() []componentColumn {
	return []componentColumn{
		{field: component.FieldNet, of: func(c *component.Customer) component.Value { return c.Net }, about: "all that was earned"},
		{field: component.FieldBase, of: func(c *component.Customer) component.Value { return c.Base }, about: "the day of the first order"},
		{field: component.FieldGrowth, of: func(c *component.Customer) component.Value { return c.Growth }, about: "later, in the categories of the first order"},
		{field: component.FieldCrossSell, of: func(c *component.Customer) component.Value { return c.CrossSell }, about: "later, in other categories", needs: "--category"},
		{field: component.FieldCost, of: func(c *component.Customer) component.Value { return c.Cost }, about: "cheaper to serve than in the first year", needs: "--cost"},
		{field: component.FieldReferral, of: func(c *component.Customer) component.Value { return c.Referral }, about: "earned from customers they referred", needs: "--referrer", separate: true},
		{field: component.FieldPrice, of: func(c *component.Customer) component.Value { return c.Price }, about: "less discount than in the first year", needs: "--list-price"},
	}
}

// printComponents says what the components are of all customers.
func (j *job) printComponents(w io.Writer, s *component.Split) {
	fmt.Fprintln(w, "components of what was earned:")
	for _, c := range componentColumns() {
		v := c.of(&s.Total)
		amount, note := "–", ""
		switch {
		case v.Known:
			amount = app.Money(v.Num, s.Scale)
		case c.needs != "":
			note = "; needs " + c.needs
		}
		if c.separate && v.Known {
			note = "; in their own rows, not part of the sum"
		}
		fmt.Fprintf(w, "  %-10s %18s  %s%s\n", c.field, amount, c.about, note)
	}
	if s.Strangers > 0 {
		fmt.Fprintf(w, "notice: %s referred by somebody who is not a customer\n", app.Counted(s.Strangers, "customer"))
	}
	fmt.Fprintln(w, "they sort what happened and do not show that loyalty pays: Reinartz and Kumar (2000, 2003)\nfound long-life customers neither cheaper to serve nor paying higher prices, and customers who\nstay are those who were satisfied anyway. Whether customers earn more with age: rfm cohort --view value")
}
