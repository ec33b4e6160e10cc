package rfmio

import (
	"io"
	"rfm/io/object"
	"rfm/io/role"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Options says what to read and how. The zero value but for Schema reads what
// can be recognised.
type Options struct {
	// Schema holds the fields to deliver; roles of the same name say where they
	// come from. A nullable amount or order may be missing: it is delivered as nulls.
	Schema *arrow.Schema
	// Recognize, where set, is asked about files in which no column looks like
	// the order date. Where it returns a schema, that one is read in place of
	// Schema: each field from the column of its name, which is there. Dates that
	// are nullable may be empty then.
	Recognize func(file string, columns []string) (*arrow.Schema, error)
	// RecognizeAll asks Recognize about files with an order date, too.
	RecognizeAll bool
	// Columns names the column for a role: customer, date, amount, order,
	// quantity, price. A name or a number from 1.
	Columns map[string]string
	// Named fills fields of the schema that are no role, such as an item or an
	// attribute. An empty number of a nullable field is delivered as zero.
	Named    map[string]NamedColumn
	NoHeader bool
	// Sheet is the name or the number, from 1, of the sheet of a workbook; * for
	// all; empty for the only one that fits.
	Sheet string
	// SkipLines are the lines at the beginning of a text file that are not looked
	// at: titles above the header. Without, the header is looked for.
	SkipLines int
	// AnyCurrency does not look at the currency of the amounts.
	AnyCurrency bool
	// AnyStatus counts orders of all states, NoRefund leaves the amounts as they are
	// whatever was given back.
	AnyStatus, NoRefund bool
	// NoQuantity does not take a row with a quantity below zero for a return where
	// the amount is another column.
	NoQuantity bool
	// AmountPer says what an amount belongs to: "order", and it counts once although
	// it stands on each row of the order, "row", or "" for what the layout says.
	AmountPer string
	// Summaries says, for an error, how one row per customer is given to the command,
	// FLAGS standing for the flags of rfm score; "" where it takes transactions only.
	Summaries string
	// Guests are texts that stand for no customer, beside empty cells; case does not
	// count.
	Guests []string
	// FoldIDs takes customer ids that differ by case or blanks around them for one.
	FoldIDs bool
	// IDFormat is IDFormatInteger, IDFormatText, or empty: ids are text as it stands,
	// but those that were rounded are refused.
	IDFormat string
	// DateFormat is a name of DateFormats; empty or "auto" for what the rows tell.
	DateFormat string
	// Today tells which years two digits may stand for, and which days are in the
	// future; zero for the clock's.
	Today time.Time
	// Future delivers rows of any day. Otherwise those later than two days after
	// Today are left out and counted: one wrong year would move the end of time
	// for everybody. Two days, because clocks and zones differ.
	Future bool
	// Decimal is the sign before the decimals of numbers, "." or ","; empty for
	// what the rows tell.
	Decimal string
	// Zone is where days begin; nil for UTC.
	Zone *time.Location
	// Encoding is that of text files without a byte order mark, such as gb18030;
	// empty for UTF-8.
	Encoding string
	// Delimiter is one of Delimiters, or the sign itself; empty for what the first
	// rows tell.
	Delimiter string
	// Tell is told what the beginning of each file shows, also of one whose columns
	// are then refused; nil when nobody asks.
	Tell func(role.Finding)
	// CountEqual says how the rows are counted of which all columns equal those of
	// another, EqualEstimated or EqualExact; they are delivered. "" for not at all.
	CountEqual string
	// Where is an expression that a row must pass.
	Where string
	// Since and Until are the first and the last day whose rows are delivered,
	// as the field date has them; nil for no bound.
	Since, Until *arrow.Date32
	// Dedupe delivers rows once of which all columns are equal. It keeps 15 to 19
	// bytes in memory for every row, and is an error beyond half of Memory.
	Dedupe bool
	// Memory is what the process may take, in bytes; 0 for no limit.
	Memory int64
	// BadRows says what becomes of rows that cannot be understood.
	BadRows BadRowPolicy
	// Workers is the number of goroutines that decode; 0 for one a core.
	Workers int
	// Stdin is read for the path "-", StdinName what it is called; stdin for "".
	Stdin     io.Reader
	StdinName string
	// Objects opens addresses such as s3://bucket/key; nil for a store of the input.
	Objects *object.Store
	// Tap may put something before the bytes of a file that can be read only
	// once, as they are in the file; nil for nothing.
	Tap func(name string, r io.Reader) io.Reader
	// WholeOrders delivers rows that continue an order, with an amount of zero; they
	// are left out otherwise.
	WholeOrders bool
	// Lines names what needs the lines of orders: files that rfm pack wrote are
	// refused then. Empty for nothing.
	Lines string
	// Extents asks for the days of every file.
	Extents bool
}

// NamedColumn is a column that the user names.
type NamedColumn = role.NamedColumn
