package population

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/engine"
	"rfm/io/fault"
	"rfm/io/secret"
	"rfm/io/spark"
	"rfm/rfm"
)

// Variables of the environment for engines. A token on the command line would be seen
// by all who can list processes.
const (
	EngineTokenVariable    = "RFM_ENGINE_TOKEN"
	EngineInsecureVariable = "RFM_ENGINE_INSECURE"
)

// origin is where a population comes from.
type origin interface {
	group(ctx context.Context, p *Plan, messages app.Messages) (*Population, error)
}

// EngineFlags name the engine that has the data.
type EngineFlags struct{ address string }

// AddFlags adds the flags to those of a command.
func (f *EngineFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.address, "engine", "", "the `address` of an engine that has the data and groups them:\nsc://host:15002 (Spark Connect); FILE is a table, or a path that\nthe engine sees. A token: "+EngineTokenVariable)
	app.Group(fs, app.GroupInput, "engine")
}

// Plan lets the engine read what a plan would read from files, where one is named. It
// refuses what an engine cannot do.
func (f *EngineFlags) Plan(flags *Flags, p *Plan, now time.Time) error {
	if f.address == "" {
		return nil
	}
	e := &onEngine{flags: flags}
	insecure, err := yes(EngineInsecureVariable)
	if err != nil {
		return err
	}
	e.address, err = spark.ParseAddress(f.address, spark.Options{Token: secret.New(os.Getenv(EngineTokenVariable)), TokenFrom: EngineTokenVariable, Insecure: insecure})
	if err != nil {
		return err
	}
	for _, no := range []struct{ flag, why string }{
		{"explain", "it shows the rows of one customer, and those stay there"},
		{"skip-unchanged", "there is no file to compare"}, {"keep", "the rows stay there"},
		{"memory", "the engine has its own"},
		{"by", "the profit of a row stays there"}, {"profit", "the profit of a row stays there"}, {"cost", "the profit of a row stays there"},
	} {
		if flags.Given(no.flag) {
			return app.Usagef("--%s does not go with --engine: %s", no.flag, no.why)
		}
	}
	dialect, err := engine.DialectByName("spark")
	if err != nil {
		return err
	}
	zone, err := flags.Input.Location()
	if err != nil {
		return err
	}
	if e.grouping, err = flags.Grouping(dialect, "--engine", now.In(zone)); err != nil {
		return err
	}
	if p.Settings.Days {
		return app.Usage("--engine: the days of every customer are asked for, and an engine gives sums", "leave out the rule, condition or column that needs them, or read the files here")
	}
	for _, path := range p.Paths {
		if path == "-" {
			return app.Usage("--engine needs the name of a table, or a path that the engine sees", "rfm score --engine "+e.address.String()+" shop.sales")
		}
		if _, err := dialect.From(path); err != nil {
			return err
		}
	}
	p.from = e
	return nil
}

// OnEngine reports whether an engine reads the input.
func (p *Plan) OnEngine() bool { return p.from != nil }

// yes reads a variable that is set or not.
func yes(variable string) (bool, error) {
	switch text := os.Getenv(variable); strings.ToLower(text) {
	case "", "no", "false", "0":
		return false, nil
	case "yes", "true", "1":
		return true, nil
	}
	return false, app.Usagef("%s is yes or no", variable)
}

// onEngine lets an engine group the rows.
type onEngine struct {
	address  *spark.Address
	flags    *Flags
	grouping *engine.Grouping // but for source and columns
	session  *spark.Session
}

// group implements origin.
func (e *onEngine) group(ctx context.Context, p *Plan, messages app.Messages) (_ *Population, err error) {
	if len(p.Paths) != 1 {
		return nil, app.Usage("with --engine one table or path is read", "several: make a view of them, or a path such as 'sales/*.parquet'")
	}
	for _, notice := range e.address.Notices {
		fmt.Fprintf(messages, "notice: %s\n", notice)
	}
	if e.session, err = spark.Open(ctx, e.address); err != nil {
		return nil, err
	}
	defer e.session.Close()
	stop := app.ShowText(e.progress, p.streams.Err, messages.Quiet())
	defer stop()
	g := *e.grouping
	mapping, err := e.look(ctx, p, &g)
	if err != nil {
		return nil, err
	}
	file := mapping.Found
	file.Name, file.Format = g.From.Name, e.describe(ctx)
	read := &Population{Given: p.given, Redactor: p.Redactor}
	if err := e.read(ctx, p, g, p.Settings.AsOf, read); err != nil {
		return nil, err
	}
	if p.Earlier != nil {
		read.Earlier = &Population{Given: p.given}
		if err := e.read(ctx, p, g, p.Earlier.AsOf, read.Earlier); err != nil {
			return nil, err
		}
	}
	stop()
	file.Rows = read.Account.Rows
	if first, last := read.Account.FirstDay, read.Account.LastDay; first <= last {
		file.FirstDay, file.LastDay = &first, &last
	}
	read.Input = p.Redactor.Account(rfmio.Account{Rows: read.Account.Rows, Files: []rfmio.FileAccount{file}})
	PrintAccount(messages, read.Input, read.Account)
	if p.Redactor == nil {
		printMerged(messages, read.Customers.ID)
	}
	if read.Earlier != nil {
		read.Earlier.Input = read.Input
	}
	for _, one := range []*Population{read.Earlier, read} {
		if one != nil && one.Customers.Len() == 0 {
			return nil, nothingToScore(p.input.where, one.Input, one.Account, p.Redactor)
		}
	}
	return read, nil
}

// describe says what the engine is, for messages.
func (e *onEngine) describe(ctx context.Context) string {
	return strings.TrimSpace("Spark "+e.session.Version(ctx)) + " at " + strings.TrimPrefix(e.address.String(), spark.Scheme)
}

// progress is how far the query is, for a line on the terminal.
func (e *onEngine) progress() string {
	p := e.session.Progress()
	switch {
	case p.Rows > 0:
		return app.Counted(p.Rows, "row") + " of the result"
	case p.Tasks > 0:
		return fmt.Sprintf("%d of %d tasks", p.Done, p.Tasks)
	}
	return "waiting for the engine"
}

// look finds the columns of the source by their names and types and by some rows, as
// they are found in a file, and completes the grouping by them.
func (e *onEngine) look(ctx context.Context, p *Plan, g *engine.Grouping) (m rfmio.Mapping, err error) {
	if g.From, err = g.Dialect.From(p.Paths[0]); err != nil {
		return m, err
	}
	for _, statement := range g.From.Setup {
		if err := e.session.Run(ctx, statement); err != nil {
			return m, named(g.From.Name, err)
		}
	}
	const evidence = 200
	var stream bytes.Buffer
	var w *ipc.Writer
	err = e.session.Query(ctx, g.Dialect.Sample(g.From, evidence), func(rec arrow.Record) error {
		if w == nil {
			g.Schema = rec.Schema()
			w = ipc.NewWriter(&stream, ipc.WithSchema(g.Schema))
		}
		return w.Write(rec)
	})
	if err != nil {
		return m, named(g.From.Name, err)
	}
	if w == nil || g.Schema.NumFields() == 0 { // which is how Sail answers a path that is not there
		return m, &fault.Error{Kind: fault.Unreadable, Message: g.From.Name + ": the engine finds no such table or path, or it has no columns"}
	}
	if err := w.Close(); err != nil {
		return m, err
	}
	streams := *p.streams
	streams.In = &stream
	reading := p.Reading
	reading.StdinName, reading.Recognize, reading.Today = g.From.Name, nil, time.Time{}
	in, err := p.input.Open(ctx, []string{"-"}, reading, &streams)
	if err != nil {
		return m, err
	}
	m = in.Mapping()
	if m.Beyond != "" {
		return m, &fault.Error{Kind: fault.BadRequest, Message: g.From.Name + ": an engine cannot follow " + m.Beyond,
			Hints: []string{"say it in a view, or name the columns: --customer, --date, --amount", "or read the file itself, without --engine"}}
	}
	g.Columns = engine.Columns{Customer: m.Columns["customer"], Date: m.Columns["date"], Amount: m.Columns["amount"], Quantity: m.Columns["quantity"], Price: m.Columns["price"], Order: m.Columns["order"]}
	g.Cancellations = m.Cancellations
	return m, e.settle(ctx, g)
}

// settle finds the decimals of amounts that do not know them.
func (e *onEngine) settle(ctx context.Context, g *engine.Grouping) error {
	sql, needed, err := g.DecimalsSQL()
	if err != nil || !needed {
		return err
	}
	text, err := e.cell(ctx, sql)
	if err != nil {
		return named(g.From.Name, err)
	}
	if text != nil {
		if _, err := fmt.Sscan(text[0], &g.Decimals); err != nil {
			return fmt.Errorf("%s: the decimals of the amounts are %q", g.From.Name, text[0])
		}
	}
	return nil
}

// cell is the first row of an answer, as texts; nil where it is empty or null.
func (e *onEngine) cell(ctx context.Context, sql string) (texts []string, err error) {
	err = e.session.Query(ctx, sql, func(rec arrow.Record) error {
		if texts != nil || rec.NumRows() == 0 {
			return nil
		}
		for _, c := range rec.Columns() {
			if !c.IsNull(0) {
				texts = append(texts, c.ValueStr(0))
			} else if len(rec.Columns()) > 1 {
				texts = append(texts, array.NullValueStr)
			}
		}
		return nil
	})
	return texts, err
}

// read lets the engine group the rows up to a day.
func (e *onEngine) read(ctx context.Context, p *Plan, g engine.Grouping, asOf *arrow.Date32, into *Population) error {
	g.AsOf = asOf
	note := g.Note
	g.Note = "" // which costs the engine a part of the query; it is added here
	sql, err := g.SQL()
	if err != nil {
		return err
	}
	var all rfm.KnownCustomers
	var wrong error
	grouped := noteRecord(note, asOf)
	defer grouped.Release()
	if err := all.Add(grouped); err != nil {
		return err
	}
	err = e.session.Query(ctx, sql, func(rec arrow.Record) error {
		if wrong = checkAnswer(rec.Schema()); wrong != nil {
			return wrong
		}
		return all.Add(rec)
	})
	if err != nil {
		return named(g.From.Name, err)
	}
	known, account, err := rfm.JoinKnown(rfm.KnownRules{AsOf: asOf, Monetary: p.Settings.Monetary}, &all)
	var bad *rfm.BadRowsError
	if errors.As(err, &bad) {
		return e.badRows(ctx, g, bad.Rows)
	}
	if err = explainGroups(err); err != nil {
		return err
	}
	// Files leave out what lies in the future; here it would move the end of time.
	if latest := arrow.Date32FromTime(p.streams.Now()) + daysAhead; asOf == nil && known.LastDay > latest {
		return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: there are rows up to %s, which is in the future", g.From.Name, app.Day(known.LastDay)),
			Hints: []string{"to leave out what is later than a day: --as-of today", "if the day is right: --as-of " + app.Day(known.LastDay)}}
	}
	into.Customers, into.Account = known.Customers, account
	if into.Engine == nil {
		into.Engine = &EngineRun{Engine: "spark", Host: strings.TrimPrefix(e.address.String(), spark.Scheme), Source: g.From.Name, Version: e.session.Version(ctx),
			Query: sumOf(sql), Digest: digest(known.Customers)}
	}
	return nil
}

// noteRecord is a group of no rows that says how the others were grouped.
func noteRecord(note string, asOf *arrow.Date32) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, rfm.GroupedSchema(0))
	defer b.Release()
	for i, field := range b.Schema().Fields() {
		switch column := b.Field(i).(type) {
		case *array.StringBuilder:
			column.Append(note)
		case *array.Int64Builder:
			kind := int64(0)
			if field.Name == rfm.FieldKind {
				kind = int64(rfm.GroupNote)
			}
			column.Append(kind)
		case *array.Decimal128Builder:
			column.Append(decimal128.Num{})
		case *array.Date32Builder:
			if asOf != nil && field.Name == rfm.FieldLastDay {
				column.Append(*asOf)
			} else {
				column.AppendNull()
			}
		}
	}
	return b.NewRecord()
}

// checkAnswer refuses an answer that has other columns than were asked for.
func checkAnswer(s *arrow.Schema) error {
	want := rfm.GroupedSchema(0)
	var got []string
	for _, f := range s.Fields() {
		got = append(got, f.Name)
	}
	for _, f := range want.Fields() {
		if !slices.Contains(got, f.Name) {
			return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("the engine answers without the column %s: %s", f.Name, cmp.Or(app.List(got), "it has none"))}
		}
	}
	return nil
}

// badRows is the error for rows that cannot be read, with an example.
func (e *onEngine) badRows(ctx context.Context, g engine.Grouping, rows int64) error {
	err := &fault.Error{Kind: fault.BadRows, Message: fmt.Sprintf("%s: %s no date or no amount that can be read", g.From.Name, app.Counted(rows, "row")+" "+have(rows))}
	if sql, failed := g.BadSQL(); failed == nil {
		if texts, failed := e.cell(ctx, sql); failed == nil && len(texts) > 1 {
			names := slices.DeleteFunc([]string{g.Columns.Date, g.Columns.Amount, g.Columns.Quantity, g.Columns.Price}, func(name string) bool { return name == "" })
			var cells []string
			for i, text := range texts[:min(len(texts), len(names))] {
				cells = append(cells, names[i]+" = "+fault.Quote(text))
			}
			err.Message += " (such as " + strings.Join(cells, ", ") + ")"
		}
	}
	err.Hints = []string{"an engine reads dates as text like 2024-01-31 and 2024-01-31 23:59:59, and amounts as decimals, or as text and doubles of up to six decimals",
		"to_date(…) or CAST(… AS DECIMAL(18, 2)) in a view does the rest; or rfm score on the file itself"}
	return err
}

func have(rows int64) string {
	if rows == 1 {
		return "has"
	}
	return "have"
}

// named puts the name of the source before an error of the engine.
func named(name string, err error) error {
	var own *fault.Error
	if errors.As(err, &own) && !strings.Contains(own.Message, name) && own.Kind != fault.BadRequest && !strings.Contains(own.Message, "the engine has gone") {
		with := *own
		with.Message = name + ": " + own.Message
		return &with
	}
	return err
}

// EngineRun is how an engine was asked, for a manifest.
type EngineRun struct {
	Engine  string `json:"engine"`
	Host    string `json:"host"`
	Source  string `json:"-"` // which is the file of the manifest
	Version string `json:"version,omitempty"`
	Query   string `json:"query_sha256"`
	Digest  string `json:"customers_sha256"` // of the grouped customers
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// digest is a hash of what is known of all customers, in their order.
func digest(c *rfm.Customers) string {
	sum := sha256.New()
	for i := range c.Len() {
		fmt.Fprintf(sum, "%q %d %d %d %s\n", c.ID.At(i), c.FirstOrder[i], c.LastOrder[i], c.Orders[i], c.Monetary[i].ToString(c.Scale))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
