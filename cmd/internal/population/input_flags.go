package population

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/csv"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/io/source"
	"rfm/io/value"
)

// InputFlags are the flags of every command that reads transactions.
type InputFlags struct {
	customer, date, amount, order, quantity, price string
	delimiter                                      string
	sheet                                          string
	noHeader                                       bool
	skipLines                                      int
	dateFormat, decimal, Zone, where, encoding     string
	since, until, currency, status                 string
	refund, amountPer, idFormat, guests            string
	foldIDs                                        bool
	dedupe                                         bool
	Bad                                            badRowFlags
	Threads                                        int
}

// AddFlags adds the flags to those of a command.
func (f *InputFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.customer, "customer", "", "`column` of the customer id (a name, or a number from 1)")
	fs.StringVar(&f.date, "date", "", "`column` of the order date")
	fs.StringVar(&f.amount, "amount", "", "`column` of the amount, or sums and products of columns,\ncomputed exactly: 'Total - \"Refunded Amount\"'")
	fs.StringVar(&f.order, "order", "", "`column` of the order id; without one each row is an order")
	fs.StringVar(&f.quantity, "quantity", "", "`column` of the quantity; the amount is quantity × price. Beside an amount, a\nquantity below zero marks a return; none: do not look")
	fs.StringVar(&f.price, "price", "", "`column` of the unit price, or an expression as for --amount")
	fs.StringVar(&f.currency, "currency", "", "`column` of the currency, of which there must be one; none: do not look")
	fs.StringVar(&f.status, "status", "", "`column` of the state of an order: its values are told, for --where,\nand in known layouts orders unpaid or called off are left out; none: all count")
	fs.StringVar(&f.refund, "refund", "", "`column` of the money given back, which lowers the amount of its row; none:\nleave the amounts, also where the column is known by its name")
	fs.StringVar(&f.amountPer, "amount-per", "", "what an amount belongs `to`: order (it stands on every row of the order and\ncounts once) or row (rows are added up); by default the layout says it, and\na file that leaves it open is refused")
	fs.StringVar(&f.idFormat, "id-format", "", "`form` of the customer ids: integer writes 17850.0 as 17850, text takes also\n1.23457E+15 as it stands (default as they stand, but rounded ones are refused)")
	fs.StringVar(&f.guests, "guests", strings.Join(rfmio.DefaultGuests(), ","), "`texts` that stand for no customer, beside empty cells, with commas between;\ncase does not count")
	fs.BoolVar(&f.foldIDs, "fold-ids", false, "take customer ids that differ by case or blanks around them for one")
	fs.BoolVar(&f.noHeader, "no-header", false, "the first line is data; name columns by number")
	fs.StringVar(&f.sheet, "sheet", "", "`sheet` of a workbook, by its name or its number from 1; '*' for all, which must\nhave the same columns (default: the only one that shows, or that has the columns)")
	fs.IntVar(&f.skipLines, "skip-lines", 0, "`number` of lines above the header that are not looked at; by default a header\nbelow titles is found within 30 lines")
	fs.StringVar(&f.dateFormat, "date-format", "", dateFormatHelp())
	fs.StringVar(&f.decimal, "decimal", "", "`sign` before the decimals of numbers, . or , (default: detected from the data)")
	fs.StringVar(&f.delimiter, "delimiter", "", "`sign` between the cells of text files, or its name (default: detected from the data): "+strings.Join(csv.Delimiters(), ", "))
	fs.StringVar(&f.encoding, "encoding", "", "`name` of the encoding of text files that are not UTF-8, such as\n"+strings.Join(source.Encodings()[4:], ", "))
	fs.StringVar(&f.Zone, "tz", "", "time `zone` in which days begin, such as Europe/Paris (default: a time with\nan offset keeps its written day, a column with a zone the day there, an instant\nits day in UTC)")
	fs.StringVar(&f.where, "where", "", "keep rows for which the `expression` over columns holds:\n'UnitPrice > 0 && Country == \"France\"';\nnames with blanks: '$env[\"Unit Price\"] > 0';\ndates by day: 'OrderDate < date(\"2019-01-01\")'")
	fs.StringVar(&f.since, "since", "", "keep rows of this `day` and later: YYYY-MM-DD, in --tz")
	fs.StringVar(&f.until, "until", "", "keep rows of this `day` and earlier; rows of the day itself stay")
	fs.BoolVar(&f.dedupe, "dedupe", false, "keep one of the rows that are equal in all columns, over all files; takes some\n20 bytes of memory per row")
	f.Bad.AddFlags(fs)
	fs.IntVar(&f.Threads, "threads", 0, "`number` of threads, at most one a core; the result is the same for any\n(default one a core)")
	app.Group(fs, app.GroupInput, "customer", "date", "amount", "order", "quantity", "price", "currency", "status", "refund", "amount-per", "no-header", "skip-lines",
		"date-format", "decimal", "delimiter", "encoding", "tz", "id-format", "guests", "fold-ids")
	app.Values(fs, "date-format", value.DateFormatNames()...)
	app.Values(fs, "decimal", ".", ",")
	app.Values(fs, "delimiter", csv.Delimiters()...)
	app.Values(fs, "encoding", source.Encodings()...)
	app.Values(fs, "amount-per", role.PerOrder, role.PerRow)
	app.Values(fs, "id-format", rfmio.IDFormatInteger, rfmio.IDFormatText)
	app.Group(fs, app.GroupRows, "where", "since", "until", "dedupe")
	app.Group(fs, app.GroupRun, "threads")
	app.NamesColumns(fs, "customer", "date", "amount", "order", "quantity", "price", "currency", "status", "refund", "where")
	app.Overrule(fs, []string{"amount"}, []string{"quantity", "price"})
	app.Overrule(fs, []string{"quantity", "price"}, []string{"amount"})
}

// none is the value of --currency, --status, --refund and --quantity that names no column and
// turns off what would be done with one.
const none = "none"

// dateFormatHelp lists the forms that dates may have.
func dateFormatHelp() string {
	help := "`form` of the dates; by default (auto) the rows of all files tell it:"
	for _, f := range value.DateFormats() {
		help += fmt.Sprintf("\n  %-10s  %s", f.Name, f.Example)
	}
	return help + "\nor a pattern: DD.MM.YYYY, %d.%m.%Y"
}

// Check refuses what cannot be, before any file is opened.
func (f *InputFlags) Check(s *app.Streams, paths []string) error {
	return errors.Join(f.validate(), refuseTerminal(paths, s))
}

// validate refuses what cannot be, before any file is opened.
func (f *InputFlags) validate() error {
	if f.amount != "" && f.price != "" {
		return app.Usagef("--amount is one column, --quantity and --price are two: choose")
	}
	if f.amount == "" && f.quantity != none && (f.quantity == "") != (f.price == "") || f.quantity == none && f.price != "" {
		return app.Usagef("--quantity and --price belong together")
	}
	if f.amountPer != "" && f.amountPer != role.PerOrder && f.amountPer != role.PerRow {
		return fault.Unknown("value of --amount-per", f.amountPer, []string{role.PerOrder, role.PerRow})
	}
	if formats := []string{rfmio.IDFormatInteger, rfmio.IDFormatText}; f.idFormat != "" && !slices.Contains(formats, f.idFormat) {
		return fault.Unknown("value of --id-format", f.idFormat, formats)
	}
	if f.skipLines < 0 {
		return app.Usagef("--skip-lines %d is below 0", f.skipLines)
	}
	if f.Threads < 0 {
		return app.Usagef("--threads %d is below 0", f.Threads)
	}
	since, until, err := f.period()
	if err != nil {
		return err
	}
	if since != nil && until != nil && *since > *until {
		return app.Usagef("--since %s is after --until %s", f.since, f.until)
	}
	return f.Bad.validate()
}

// period is the first and the last day to be read; nil for no bound.
func (f *InputFlags) period() (since, until *arrow.Date32, err error) {
	if f.since != "" {
		if since, err = parseDay("since", f.since, ""); err != nil {
			return nil, nil, err
		}
	}
	if f.until != "" {
		until, err = parseDay("until", f.until, "")
	}
	return since, until, err
}

// Bounded reports whether flags choose rows by day.
func (f *InputFlags) Bounded() bool { return f.since != "" || f.until != "" }

// Chosen are the flags that choose rows; empty for none.
func (f *InputFlags) Chosen() (where, since, until string) { return f.where, f.since, f.until }

// KeepGuests leaves ids that stand for no customer as they are.
func (f *InputFlags) KeepGuests() { f.guests = "" }

// TakeSince is the day of --since, nil for none, for a command that reads what was
// before it, too: the flag leaves out no rows any more.
func (f *InputFlags) TakeSince() (*arrow.Date32, error) {
	since, _, err := f.period()
	f.since = ""
	return since, err
}

// parseDay reads the value of a flag that is a day, or one of others.
func parseDay(flag, text, others string) (*arrow.Date32, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, app.Usagef("--%s %q is not a date: write YYYY-MM-DD%s", flag, text, others)
	}
	day := arrow.Date32FromTime(t)
	return &day, nil
}

// Location is the time zone.
func (f *InputFlags) Location() (*time.Location, error) {
	zone, err := time.LoadLocation(f.Zone) // UTC for ""
	if err != nil {
		return nil, app.Usage("unknown time zone \""+f.Zone+"\"", "write it like UTC, Europe/Paris, Asia/Shanghai")
	}
	return zone, nil
}

// namesColumns reports whether flags say which column is which.
func (f *InputFlags) namesColumns() bool {
	return f.customer+f.date+f.amount+f.order+f.quantity+f.price != "" || f.noHeader
}

// Open opens the files for what is asked for, as the flags say.
func (f *InputFlags) Open(ctx context.Context, paths []string, o rfmio.Options, s *app.Streams) (*rfmio.Input, error) {
	zone, err := f.Location()
	if err != nil {
		return nil, err
	}
	named := map[string]string{}
	for role, column := range map[string]string{"customer": f.customer, "date": f.date, "amount": f.amount,
		"order": f.order, "quantity": f.quantity, "price": f.price, "currency": f.currency, "status": f.status, "refund": f.refund} {
		if column != "" && !(column == none && (role == "currency" || role == "status" || role == "refund" || role == "quantity")) {
			named[role] = column
		}
	}
	for role, column := range o.Columns {
		named[role] = column
	}
	since, until, err := f.period()
	if err != nil {
		return nil, err
	}
	bad, err := f.Bad.policy(paths, s)
	if err != nil {
		return nil, err
	}
	o.SkipLines, o.FoldIDs, o.IDFormat, o.Guests = f.skipLines, f.foldIDs, f.idFormat, strings.Split(f.guests, ",")
	o.Columns, o.NoHeader, o.DateFormat, o.Decimal = named, f.noHeader, f.dateFormat, f.decimal
	o.Sheet = f.sheet
	if f.Zone == "" {
		zone = nil
	}
	o.Zone, o.Encoding, o.Delimiter = zone, f.encoding, f.delimiter
	o.Where, o.Since, o.Until, o.Dedupe, o.BadRows = f.where, since, until, f.dedupe, bad
	o.AnyCurrency, o.AnyStatus, o.NoRefund, o.AmountPer = f.currency == none, f.status == none, f.refund == none, f.amountPer
	o.NoQuantity = f.quantity == none
	o.Workers, o.Stdin, o.Today = f.Threads, s.In, s.Now()
	if f.Threads > 0 { // sorting and scoring follow it, too
		runtime.GOMAXPROCS(min(f.Threads, runtime.NumCPU()))
	}
	if o.Memory == 0 {
		o.Memory = app.Room()
	}
	var in *rfmio.Input
	err = app.Interruptible(ctx, func() (err error) { // a pipe may keep it waiting
		in, err = rfmio.Open(paths, o)
		return err
	})
	return in, err
}

// refuseTerminal refuses to wait for a person to type a table.
func refuseTerminal(paths []string, s *app.Streams) error {
	if app.IsTerminal(s.In) && slices.Contains(paths, "-") {
		return app.Usage("stdin is a terminal", "give a FILE, or pipe data and use \"-\"")
	}
	return nil
}
