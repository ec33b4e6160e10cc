package pack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/io/table"
	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/pack"
)

// Command is rfm pack.
func Command() app.Command {
	return app.Command{Use: "pack FILE... -o PACK.parquet",
		Short: "Pack order lines into a small file of orders; packs add up to a database",
		Long: `Pack writes one row per order and day, with the ids as they stand: customer_id,
date, order_id, amount and return (returns stay apart). All commands read packs
in place of the files that they were made of, and write the same bytes:

  rfm pack march.csv -o db/2024-03.parquet
  rfm score 'db/*.parquet'

So a folder of packs is a database: a new month is a new file, a correction is
packing that month again, and what is too old is removed with its file. Orders
with lines in several packs are one order. What was packed is noted in the
file: one source in two packs is an error, unless --since, --until or --where
took different rows of it.

What is lost are lines and guests: --count rows, --dedupe (give it to pack) and
rfm basket need the files themselves; rows without a customer id are left out
and counted here. Lines without an order id are orders of their own, and stay.
Where the total of an order stands on each of its lines, these must be in one
pack.

Packing takes some 150 bytes of memory per order.`,
		Example: `  rfm pack sales.csv.gz -o db/2024-03.parquet
  rfm pack sales.csv --since 2024-01-01 --until 2024-03-31 -o q1.parquet
  rfm pack sales.csv --keep channel -o db/channel.parquet
  rfm pack 'db/2023-*.parquet' -o db/2023.parquet`,
		Options: &options{},
		Columns: population.Columns,
	}
}

type options struct {
	input          population.InputFlags
	keep           []string
	path           string
	quiet, verbose bool
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	fs.StringVarP(&o.path, "output", "o", "", "write to a `file`, .parquet")
	fs.StringSliceVar(&o.keep, "keep", nil, "keep these `column,…` as text, for --where and others; orders whose lines\ndiffer in them have a row for each")
	app.NamesPlace(fs, "output")
	app.NamesColumns(fs, "keep")
	o.input.AddFlags(fs)
	fs.BoolVarP(&o.quiet, "quiet", "q", false, "no messages on stderr except errors")
	fs.BoolVarP(&o.verbose, "verbose", "v", false, "more messages on stderr: the columns of all files")
	app.Group(fs, app.GroupOutput, "output", "keep", "quiet", "verbose")
	fs.Lookup("guests").Hidden = true // ids stay as they are
}

// keptField is the field of the reader for a column that is kept: its own name may
// be that of a role.
func keptField(column string) string { return "keep " + column }

// validate refuses what cannot be, before any file is opened.
func (o *options) validate(s *app.Streams, paths []string) error {
	switch {
	case o.path == "":
		return app.Usage("pack needs -o FILE.parquet", "rfm pack march.csv -o db/2024-03.parquet")
	case !strings.HasSuffix(o.path, ".parquet"):
		return app.Usagef("-o %s: a pack is a .parquet file", o.path)
	}
	schema := pack.Schema(0, nil)
	for i, column := range o.keep {
		if schema.HasField(column) || column == "" || slices.Contains(o.keep[:i], column) {
			return app.Usagef("--keep %s: a pack has a column of this name already", fault.Quote(column))
		}
	}
	return errors.Join(o.input.Check(s, paths), app.RefuseInput(o.path, paths))
}

// Run reads, packs and writes.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	if err := o.validate(s, paths); err != nil {
		return err
	}
	messages := (&app.OutputFlags{Quiet: o.quiet, Verbose: o.verbose}).Messages(s)
	file, err := s.Files.Create(o.path)
	if err != nil {
		return err
	}
	prints, err := place.TakeFingerprints(ctx, paths)
	if err != nil {
		return err
	}
	in, err := o.open(ctx, s, paths, prints)
	if err != nil {
		return err
	}
	rec, account, err := o.pack(ctx, s, in, messages)
	if err != nil {
		return err
	}
	defer rec.Release()
	if account.Used.Rows == 0 {
		return fmt.Errorf("nothing to pack: %s read%w", app.Counted(in.Account().Rows, "row"), noRows{})
	}
	if err := prints.Settle(names(in.Account())); err != nil {
		return err
	}
	origin, err := o.origin(in, prints)
	if err != nil {
		return err
	}
	population.PrintAccount(messages, in.Account(), account)
	fmt.Fprintf(messages, "%s packed into %s of orders\n", app.Counted(account.Used.Rows, "row"), app.Counted(rec.NumRows(), "row"))
	return write(file, rec, origin)
}

// noRows is the error for an input without rows.
type noRows struct{}

func (noRows) Error() string { return "" }

func (noRows) Unwrap() error { return rfm.ErrNoCustomers }

func names(read rfmio.Account) (names []string) {
	for _, f := range read.Files {
		names = append(names, f.Name)
	}
	return names
}

// open opens the files for what packs have. Ids that stand for no customer stay,
// and so do days in the future: whoever reads the pack decides.
func (o *options) open(ctx context.Context, s *app.Streams, paths []string, prints *place.Fingerprints) (*rfmio.Input, error) {
	fields, named := rfm.TransactionSchema(true).Fields(), map[string]rfmio.NamedColumn{}
	for _, column := range o.keep {
		fields = append(fields, arrow.Field{Name: keptField(column), Type: arrow.BinaryTypes.String, Nullable: true})
		named[keptField(column)] = rfmio.NamedColumn{Column: column, Flag: "--keep"}
	}
	o.input.KeepGuests()
	return o.input.Open(ctx, paths, rfmio.Options{Schema: arrow.NewSchema(fields, nil), Named: named, Future: true, Tap: prints.Tap, Recognize: population.RefuseCustomers}, s)
}

// pack reads all rows and packs them.
func (o *options) pack(ctx context.Context, s *app.Streams, in *rfmio.Input, messages app.Messages) (arrow.Record, rfm.Account, error) {
	stop := app.ShowProgress(in, s.Err, messages.Quiet())
	defer stop()
	var kept []string
	for _, column := range o.keep {
		kept = append(kept, keptField(column))
	}
	packers, sums := make([]*pack.Packer, in.Workers()), make([]rfm.Account, in.Workers())
	sinks := make([]population.Sink, in.Workers())
	for i := range sinks {
		packers[i] = &pack.Packer{Kept: kept}
		sinks[i] = func(rec arrow.Record) error {
			if err := count(&sums[i], rec); err != nil {
				return err
			}
			return explain(packers[i].Add(rec))
		}
	}
	var total rfm.Account
	if err := app.Interruptible(ctx, func() error { return in.Read(ctx, sinks) }); err != nil {
		return nil, total, err
	}
	for _, a := range sums {
		total.Scale = max(total.Scale, a.Scale)
	}
	for i := range sums {
		if !sums[i].Rescale(total.Scale-sums[i].Scale) || !total.Add(sums[i]) {
			return nil, total, rfm.ErrOverflow
		}
	}
	var rec arrow.Record
	err := app.Interruptible(ctx, func() (err error) {
		rec, err = pack.Join(packers...)
		return err
	})
	return rec, total, err
}

// explain completes the error for a text that a pack cannot hold.
func explain(err error) error {
	var text *pack.TextError
	if errors.As(err, &text) {
		return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s is not UTF-8, and would not come back as it was", fault.Quote(text.Text)), Hints: []string{"name the encoding of the file: --encoding gb18030"}}
	}
	return err
}

// count adds the rows of a record to an account.
func count(a *rfm.Account, rec arrow.Record) error {
	customers := rec.Column(rec.Schema().FieldIndices(rfm.FieldCustomer)[0])
	amounts := rec.Column(rec.Schema().FieldIndices(rfm.FieldAmount)[0]).(*array.Decimal128)
	scale := amounts.DataType().(*arrow.Decimal128Type).Scale
	if by := scale - a.Scale; by > 0 {
		if !a.Rescale(by) {
			return rfm.ErrOverflow
		}
		a.Scale = scale
	}
	a.Rows += rec.NumRows()
	for i := range amounts.Len() {
		class := &a.Used
		if customers.IsNull(i) {
			class = &a.Guests
		}
		class.Rows++
		amount, ok := decimal.Rescale(amounts.Value(i), a.Scale-scale)
		if !ok || !decimal.AddTo(&class.Amount, amount) {
			return rfm.ErrOverflow
		}
	}
	return nil
}

// origin is what the pack is made of. The sources of a pack that is packed again
// stay what they are.
func (o *options) origin(in *rfmio.Input, prints *place.Fingerprints) (string, error) {
	where, since, until := o.input.Chosen()
	origin := rfmio.PackedOrigin{Version: rfmio.PackedVersion, Lines: in.Account().Rows}
	packed := in.PackedSources()
	files := map[string]string{} // by their bytes
	for _, f := range prints.Files {
		if sources, is := packed[f.Name]; is {
			if where != "" || since != "" || until != "" {
				return "", app.Usage(f.Name+" is a pack: --where, --since and --until choose among the rows of the files that it is made of", "pack those again")
			}
			origin.Sources = append(origin.Sources, sources...)
			continue
		}
		if other, twice := files[f.SHA256]; twice {
			return "", &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s has the bytes of %s: its rows would count twice", f.Name, other), Hints: []string{"leave one of them out"}}
		}
		files[f.SHA256] = f.Name
		origin.Sources = append(origin.Sources, rfmio.PackedSource{File: f.Name, Bytes: f.Bytes, SHA256: f.SHA256, Zone: o.input.Zone, Where: where, Since: since, Until: until})
	}
	text, err := json.Marshal(origin)
	return string(text), err
}

// write writes the packed rows under the names of their columns.
func write(file *place.File, rec arrow.Record, origin string) error {
	fields := rec.Schema().Fields()
	for i := range fields {
		fields[i].Name = strings.TrimPrefix(fields[i].Name, keptField(""))
	}
	meta := arrow.NewMetadata([]string{rfmio.PackedKey}, []string{origin})
	schema := arrow.NewSchema(fields, &meta)
	named := array.NewRecord(schema, rec.Columns(), rec.NumRows())
	defer named.Release()
	format, err := table.FormatByName("parquet")
	if err != nil {
		return err
	}
	format.Plain = []string{pack.FieldOrder, rfm.FieldAmount} // a third smaller
	w, err := table.NewWriter(file, format, schema)
	if err != nil {
		return err
	}
	return errors.Join(w.Write(named), w.Close())
}
