package campaign

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/customerfile"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/rfm/decimal"
)

// outcome is what is known of the responses.
type outcome struct {
	responded []bool           // of each customer
	amounts   []decimal128.Num // nil where there are none
	scale     int32
	// table and rows are those of --responses, for the columns that tell arms.
	table *customerfile.Table
	rows  map[string]int
}

// outcome finds out who responded. The customers are loaded here: where they hold
// the responses themselves, a column of theirs is read as money.
func (j *job) outcome(ctx context.Context, groupBy string) (*outcome, error) {
	o := j.options
	switch {
	case o.responses != "":
		if err := j.load(ctx, groupBy, nil); err != nil {
			return nil, err
		}
		return j.fromResponses(ctx)
	case o.sales != "":
		if err := j.load(ctx, groupBy, nil); err != nil {
			return nil, err
		}
		return j.fromSales(ctx)
	}
	err := j.load(ctx, groupBy, func([]string) (string, error) { // --amount, when it is given
		if o.amount == none {
			return "", nil
		}
		return o.amount, nil
	})
	if err != nil {
		return nil, err
	}
	at, err := j.customers.Column("--responded", o.responded)
	if err != nil {
		return nil, err
	}
	out := &outcome{responded: make([]bool, j.customers.Len()), amounts: j.customers.Amounts, scale: j.customers.Scale}
	for i := range out.responded {
		if out.responded[i], err = customerfile.Truth(o.responded, j.customers.Text(at, i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fromResponses reads --responses.
func (j *job) fromResponses(ctx context.Context) (*outcome, error) {
	o := j.options
	flags := o.file
	flags.Where = "" // is for the customers
	table, err := flags.Read(ctx, j.streams, o.responses, func(columns []string) (string, error) {
		if o.amount != "" {
			return strings.TrimSuffix(o.amount, none), nil
		}
		return oneAmount(o.responses, columns)
	})
	if err != nil {
		return nil, err
	}
	respondedAt := -1
	if name := o.responded; name != "" {
		if respondedAt, err = table.Column("--responded", name); err != nil {
			return nil, err
		}
	} else if table.Has(columnResponded) {
		respondedAt, _ = table.Column("", columnResponded)
	}
	out := &outcome{responded: make([]bool, j.customers.Len()), scale: table.Scale, table: table, rows: map[string]int{}}
	if table.Amounts != nil {
		out.amounts = make([]decimal128.Num, j.customers.Len())
	}
	place := make(map[string]int, j.customers.Len())
	for i, id := range j.customers.IDs {
		place[id] = i
	}
	var strangers []string
	told := make([]bool, j.customers.Len()) // by the column responded
	for row, id := range table.IDs {
		at, known := place[id]
		if !known {
			strangers = append(strangers, id)
			continue
		}
		out.rows[id] = row
		if out.amounts != nil {
			if !decimal.AddTo(&out.amounts[at], table.Amounts[row]) {
				return nil, rfm.ErrOverflow
			}
		}
		if respondedAt >= 0 {
			yes, err := customerfile.Truth(columnResponded, table.Text(respondedAt, row))
			if err != nil {
				return nil, err
			}
			out.responded[at] = out.responded[at] || yes
		}
		told[at] = true
	}
	if strangers != nil {
		slices.Sort(strangers)
		e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: %s not among the customers of %s: nobody mailed them", o.responses, app.Counted(len(strangers), "id"), j.path)}
		e.Hints = []string{"ids: " + firstOf(strangers), "are ids written otherwise, or is it the file of another campaign?"}
		return nil, e
	}
	if respondedAt < 0 {
		for i := range out.responded {
			out.responded[i] = told[i] && (out.amounts == nil || out.amounts[i].Sign() > 0)
		}
	}
	return out, nil
}

// oneAmount is the column of amounts by its name; "" where there is none.
func oneAmount(file string, columns []string) (string, error) {
	for _, column := range columns {
		if column == "amount" {
			return column, nil
		}
	}
	found := customerfile.ColumnsLike("amount", columns)
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", &fault.Error{Kind: fault.Undecided, Message: file + ": several columns could be the amount: " + app.List(found),
		Hints: []string{"choose: --amount " + strings.Join(found, "   or   --amount ")}}
}

// firstOf lists the first few ids.
func firstOf(ids []string) string {
	const shown = 5
	if len(ids) <= shown {
		return app.List(ids)
	}
	return app.List(ids[:shown]) + ", …"
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}

// fromSales makes responses of transactions in the days after the customers' as-of
// date.
func (j *job) fromSales(ctx context.Context) (*outcome, error) {
	o := j.options
	asOf, err := j.asOf()
	if err != nil {
		return nil, err
	}
	last := asOf + arrow.Date32(o.days)
	from := asOf + 1
	options := o.file.Options(j.streams)
	options.Where, options.Workers = "", 1
	options.Schema = rfm.TransactionSchema(false)
	place := make(map[string]int, j.customers.Len())
	for i, id := range j.customers.IDs {
		place[id] = i
	}
	out := &outcome{responded: make([]bool, j.customers.Len()), amounts: make([]decimal128.Num, j.customers.Len())}
	sales := &sales{from: from, last: last, end: noSales, place: place, others: map[string]bool{}}
	err = app.Interruptible(ctx, func() error {
		in, err := rfmio.Open([]string{o.sales}, options)
		if err != nil {
			return err
		}
		return in.Read(ctx, []func(arrow.Record) error{func(rec arrow.Record) error { return sales.add(out, rec) }})
	})
	if err != nil {
		return nil, err
	}
	if sales.end < from {
		e := &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: no sales after %s, the day the customers were scored as of", o.sales, app.Day(asOf)),
			Hints: []string{"responses are orders from " + app.Day(from) + " to " + app.Day(last) + ": give the sales of these days"}}
		if sales.end != noSales {
			e.Message += "; the last are of " + app.Day(sales.end)
		}
		return nil, e
	}
	j.say.line("responses are the orders from %s to %s", app.Day(from), app.Day(last))
	if sales.end < last {
		j.say.line("notice: the sales end on %s: responses may still come", app.Day(sales.end))
	}
	if n := len(sales.others); n > 0 {
		j.say.line("notice: %s ordered in that time without being among the customers", app.Counted(n, "customer"))
	}
	return out, nil
}

// noSales is the last day of no sales.
const noSales = arrow.Date32(math.MinInt32)

// sales takes transactions of the days in which an order is a response.
type sales struct {
	from, last, end arrow.Date32 // end is the last day in the file
	place           map[string]int
	others          map[string]bool // who ordered and is not among the customers
}

// add adds up transactions: an order makes a responder, returns lower what was
// spent.
func (s *sales) add(out *outcome, rec arrow.Record) error {
	days := rec.Column(rec.Schema().FieldIndices(rfm.FieldDate)[0]).(*array.Date32)
	ids := rec.Column(rec.Schema().FieldIndices(rfm.FieldCustomer)[0]).(*array.String)
	amounts := rec.Column(rec.Schema().FieldIndices(rfm.FieldAmount)[0]).(*array.Decimal128)
	var returns *array.Boolean
	if at := rec.Schema().FieldIndices(rfm.FieldReturn); at != nil {
		returns, _ = rec.Column(at[0]).(*array.Boolean)
	}
	scale := amounts.DataType().(*arrow.Decimal128Type).Scale
	if scale > out.scale {
		for i := range out.amounts {
			var fits bool
			if out.amounts[i], fits = decimal.Rescale(out.amounts[i], scale-out.scale); !fits {
				return rfm.ErrOverflow
			}
		}
		out.scale = scale
	}
	for i := range ids.Len() {
		day := days.Value(i)
		s.end = max(s.end, day)
		if day < s.from || day > s.last || ids.IsNull(i) || ids.Value(i) == "" {
			continue
		}
		at, known := s.place[ids.Value(i)]
		if !known {
			s.others[strings.Clone(ids.Value(i))] = true
			continue
		}
		amount, fits := decimal.Rescale(amounts.Value(i), out.scale-scale)
		if !fits || !decimal.AddTo(&out.amounts[at], amount) {
			return rfm.ErrOverflow
		}
		if amount.Sign() >= 0 && !(returns != nil && returns.IsValid(i) && returns.Value(i)) {
			out.responded[at] = true
		}
	}
	return nil
}

// asOf is the day that the customers are known of: the last order plus the
// recency, which is the same for all.
func (j *job) asOf() (arrow.Date32, error) {
	refused := func(problem string) (arrow.Date32, error) {
		return 0, &fault.Error{Kind: fault.Undecided, Message: j.path + ": " + problem,
			Hints: []string{"--sales needs a file that rfm score wrote, with " + rfm.FieldLastOrder + " and " + rfm.FieldRecency}}
	}
	if !j.customers.Has(rfm.FieldLastOrder) || !j.customers.Has(rfm.FieldRecency) {
		return refused("does not tell the day it was made as of")
	}
	last, _ := j.customers.Column("", rfm.FieldLastOrder)
	recency, _ := j.customers.Column("", rfm.FieldRecency)
	var asOf arrow.Date32
	for i := range j.customers.Len() {
		day, err := time.Parse(time.DateOnly, j.customers.Text(last, i))
		var days int
		_, scanned := fmt.Sscan(j.customers.Text(recency, i), &days)
		if err != nil || scanned != nil {
			return refused("does not tell the day it was made as of")
		}
		if of := arrow.Date32FromTime(day) + arrow.Date32(days); i > 0 && of != asOf {
			return refused("was made as of several days, " + app.Day(asOf) + " and " + app.Day(of))
		} else {
			asOf = of
		}
	}
	return asOf, nil
}
