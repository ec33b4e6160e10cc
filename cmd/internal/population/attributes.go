package population

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/place"
	"rfm/io/role"
	"rfm/rfm"
	"rfm/rfm/attribute"
)

// AttributeFlags are the flags of commands that read what is known of customers
// beside their orders.
type AttributeFlags struct{ Path string }

// AddFlags adds the flags to those of a command.
func (f *AttributeFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Path, "attributes", "", "`file` with one row per customer: the customer id and columns of any kind,\nsuch as age or a rating")
	app.NamesFile(fs, "attributes")
	app.Group(fs, app.GroupSegments, "attributes")
}

// Attributes are the attributes of customers as they stand in a file; a nil one
// is for no file.
type Attributes struct {
	*attribute.Table
	path   string
	SHA256 string            // of the file
	Joined *attribute.Joined // to the customers, once Join was called
}

// Load reads the attributes; nil where no file is named. wanted are the columns
// to be read; nil for all. The customer column is that of the input where the
// file has it, else it is found by name.
func (f *AttributeFlags) Load(ctx context.Context, input *InputFlags, wanted []string, hidden *Redactor) (*Attributes, error) {
	if f.Path == "" {
		return nil, nil
	}
	if f.Path == "-" {
		return nil, app.Usage("--attributes - : standard input is for the transactions", "name a file")
	}
	var c attribute.Collector
	err := app.Interruptible(ctx, func() error {
		in, names, err := f.open(input, wanted)
		if err != nil {
			return err
		}
		c.Names = names
		return in.Read(ctx, slices.Repeat([]Sink{c.Add}, in.Workers()))
	})
	if err != nil {
		return nil, err
	}
	table, err := c.Table()
	var twice *attribute.TwiceError
	if errors.As(err, &twice) {
		return nil, &rfm.CustomerError{ID: hidden.ID(twice.Customer), Problem: "has two rows in " + f.Path}
	} else if err != nil {
		return nil, err
	}
	prints, err := place.TakeFingerprints(ctx, []string{f.Path})
	if err != nil {
		return nil, err
	}
	return &Attributes{Table: table, path: f.Path, SHA256: prints.Files[0].SHA256}, nil
}

// open opens the file for the wanted columns.
func (f *AttributeFlags) open(input *InputFlags, wanted []string) (*rfmio.Input, []string, error) {
	var first error
	for _, o := range input.others() {
		in, names, err := f.openAs(o, wanted)
		if err == nil {
			return in, names, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, nil, first
}

// openAs looks at the columns, then opens the file for those that are wanted,
// and names them.
func (f *AttributeFlags) openAs(o rfmio.Options, wanted []string) (*rfmio.Input, []string, error) {
	var all, customers []string
	o.Schema = arrow.NewSchema([]arrow.Field{{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	o.Tell = func(found role.Finding) {
		for _, c := range found.Columns {
			if c.Role == "customer" {
				customers = append(customers, c.Name)
			} else {
				all = append(all, c.Name)
			}
		}
	}
	if _, err := rfmio.Open([]string{f.Path}, o); err != nil {
		return nil, nil, err
	}
	if wanted == nil {
		wanted = all
	}
	o.Tell, o.Named = nil, map[string]rfmio.NamedColumn{}
	o.Columns = map[string]string{"customer": customers[0]}
	fields := o.Schema.Fields()
	for _, name := range wanted {
		field := attributePrefix + name
		o.Named[field] = rfmio.NamedColumn{Column: name, Flag: "--attributes"}
		fields = append(fields, arrow.Field{Name: field, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	o.Schema = arrow.NewSchema(fields, nil)
	in, err := rfmio.Open([]string{f.Path}, o)
	return in, wanted, err
}

// attributePrefix keeps the names of attributes from those of fields that readers
// find by themselves.
const attributePrefix = "attribute:"

// others are the ways to read a file beside the input, the likeliest first.
func (f *InputFlags) others() []rfmio.Options {
	var all []rfmio.Options
	for _, encoding := range slices.Compact([]string{"", f.encoding}) {
		for _, customer := range slices.Compact([]string{f.customer, ""}) {
			o := rfmio.Options{Encoding: encoding}
			if customer != "" {
				o.Columns = map[string]string{"customer": customer}
			}
			all = append(all, o)
		}
	}
	return all
}

// Join finds the attributes of customers and says in messages whom they fit.
func (a *Attributes) Join(c *rfm.Customers, messages app.Messages) *attribute.Joined {
	if a == nil {
		return nil
	}
	j := a.Table.Join(func(yield func(string) bool) {
		for i := range c.Len() {
			if !yield(c.ID.At(i)) {
				return
			}
		}
	})
	fmt.Fprintf(messages, "%s: %s with attributes, %s without; %s for unknown customers\n", a.path, app.Counted(j.Matched, "customer"),
		app.Count(j.CustomersOnly), app.Counted(j.RowsOnly, "row"))
	if j.NoCustomer > 0 {
		fmt.Fprintf(messages, "  %s without a customer id: left out\n", app.Counted(j.NoCustomer, "row"))
	}
	a.Joined = j
	return j
}

// Extend is a schema with the attributes behind, as Record has them.
func (a *Attributes) Extend(schema *arrow.Schema) *arrow.Schema {
	if a == nil {
		return schema
	}
	fields := schema.Fields()
	for i := range a.Columns {
		if c := &a.Columns[i]; !schema.HasField(c.Name) {
			fields = append(fields, attributeField(c))
		}
	}
	return arrow.NewSchema(fields, nil)
}

func attributeField(c *attribute.Column) arrow.Field {
	if c.Numbers != nil {
		return arrow.Field{Name: c.Name, Type: rfm.Money(c.Numbers.Scale), Nullable: true}
	}
	return arrow.Field{Name: c.Name, Type: arrow.BinaryTypes.String, Nullable: true}
}

// Record is a record of one row per customer with their attributes behind. An
// attribute with the name of another column is left out; messages say so. The
// caller releases it.
func (a *Attributes) Record(rec arrow.Record, messages app.Messages) arrow.Record {
	if a == nil {
		rec.Retain()
		return rec
	}
	fields, columns := rec.Schema().Fields(), slices.Clone(rec.Columns())
	var taken []string
	for i := range a.Columns {
		c := &a.Columns[i]
		if rec.Schema().HasField(c.Name) {
			taken = append(taken, c.Name)
			continue
		}
		field, column := attributeField(c), attributeColumn(c, a.Joined.Row)
		defer column.Release()
		fields, columns = append(fields, field), append(columns, column)
	}
	if taken != nil {
		fmt.Fprintf(messages, "notice: %s: the result has columns of these names, and the attributes are left out: %s\n", a.path, app.List(taken))
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, rec.NumRows())
}

// attributeColumn is a column by customer.
func attributeColumn(c *attribute.Column, rows []int32) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, attributeField(c).Type)
	defer b.Release()
	for _, row := range rows {
		switch {
		case row == attribute.None || c.Texts[row] == "":
			b.AppendNull()
		case c.Numbers != nil:
			b.(*array.Decimal128Builder).Append(c.Numbers.Values[row])
		default:
			b.(*array.StringBuilder).Append(c.Texts[row])
		}
	}
	return b.NewArray()
}
