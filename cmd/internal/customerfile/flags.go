package customerfile

import (
	"context"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/role"
)

// NoCustomer is the value of --customer for a file without ids.
const NoCustomer = "none"

// Flags say how files of customers are written.
type Flags struct{ Customer, Decimal, Delimiter, Encoding, Where string }

// AddFlags adds the flags to those of a command.
func (f *Flags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Customer, "customer", "", "`column` of the customer id; none: the file has no ids\n(default customer_id, or one with a name like it)")
	fs.StringVar(&f.Where, "where", "", "keep customers for whom the `expression` over columns holds")
	fs.StringVar(&f.Decimal, "decimal", "", "`sign` before the decimals of numbers, . or , (default: detected from the data)")
	fs.StringVar(&f.Delimiter, "delimiter", "", "`sign` between the cells of text files, or its name\n(default: detected from the data)")
	fs.StringVar(&f.Encoding, "encoding", "", "`name` of the encoding of text files that are not UTF-8, such as gb18030")
}

// Options are those of the flags.
func (f *Flags) Options(s *app.Streams) rfmio.Options {
	return rfmio.Options{Decimal: f.Decimal, Delimiter: f.Delimiter, Encoding: f.Encoding, Where: f.Where, Stdin: s.In}
}

// Read reads a file. amount is called with the columns and names the one that is
// read as money, "" for none. A file without a column of ids is an error unless
// Customer is NoCustomer.
func (f *Flags) Read(ctx context.Context, s *app.Streams, path string, amount func(columns []string) (string, error)) (*Table, error) {
	if path == "-" && app.IsTerminal(s.In) {
		return nil, app.Usage("stdin is a terminal", "give a FILE, or pipe data and use \"-\"")
	}
	c := &collector{}
	o := f.Options(s)
	o.Workers = 1 // the rows in their order
	o.RecognizeAll = true
	o.Schema, o.Named = arrow.NewSchema(nil, nil), map[string]rfmio.NamedColumn{}
	o.Recognize = func(file string, columns []string) (*arrow.Schema, error) {
		schema, err := f.schema(file, columns, amount, o.Named)
		c.schema = schema
		return schema, err
	}
	err := app.Interruptible(ctx, func() error {
		in, err := rfmio.Open([]string{path}, o)
		if err != nil {
			return err
		}
		return in.Read(ctx, []func(arrow.Record) error{c.add})
	})
	if err != nil {
		return nil, err
	}
	return c.table(path)
}

// usualID is the usual name of the column of customer ids.
const usualID = "customer_id"

// fieldID is the field of the customer id, fieldAmount that of money; those of
// columns of text have a prefix. None of them can be taken for a role.
const (
	fieldID     = "id of the customer"
	fieldAmount = "money of the customer"
	textPrefix  = "text of "
)

// schema asks for all columns as text, once more for the ids, and for the money.
// from gets the columns of the fields.
func (f *Flags) schema(file string, columns []string, amount func(columns []string) (string, error), from map[string]rfmio.NamedColumn) (*arrow.Schema, error) {
	var fields []arrow.Field
	add := func(name string, of arrow.DataType, column, flag string) {
		fields = append(fields, arrow.Field{Name: name, Type: of, Nullable: true})
		from[name] = rfmio.NamedColumn{Column: column, Flag: flag}
	}
	if id, err := f.idColumn(file, columns); err != nil {
		return nil, err
	} else if id != "" {
		add(fieldID, arrow.BinaryTypes.String, id, "--customer")
	}
	if amount != nil {
		name, err := amount(columns)
		if err != nil {
			return nil, err
		}
		if name != "" {
			add(fieldAmount, &arrow.Decimal128Type{Precision: 38}, name, "--amount")
		}
	}
	for _, column := range columns {
		add(textPrefix+column, arrow.BinaryTypes.String, column, "--columns")
	}
	return arrow.NewSchema(fields, nil), nil
}

// idColumn is the column of the ids; "" where there is none.
func (f *Flags) idColumn(file string, columns []string) (string, error) {
	if f.Customer == NoCustomer {
		return "", nil
	}
	for _, name := range []string{f.Customer, usualID} {
		for _, column := range columns {
			if name != "" && column == name {
				return column, nil
			}
		}
	}
	found := ColumnsLike("customer", columns)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		e := &fault.Error{Kind: fault.Undecided, Message: file + ": no column of customer ids", Hints: []string{
			"columns: " + app.List(columns), "name one: --customer COLUMN   or, where no ids are needed: --customer " + NoCustomer}}
		if f.Customer != "" {
			e.Message = file + ": no column \"" + f.Customer + "\" for --customer, nor one like it"
		}
		return "", e
	}
	return "", &fault.Error{Kind: fault.Undecided, Message: file + ": several columns could be customer ids: " + app.List(found),
		Hints: []string{"choose: --customer " + strings.Join(found, "   or   --customer ")}}
}

// ColumnsLike are the columns whose names are the best ones for a role, such as
// customer or amount.
func ColumnsLike(name string, columns []string) []string {
	r, _ := role.Find(name)
	return r.Like(columns)
}
