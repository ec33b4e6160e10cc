package score

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/scoring"
	"rfm/io/fault"
	"rfm/rfm"
	"rfm/rfm/aggregate"
	"rfm/rfm/score"
	"rfm/segment"
)

// orderLog collects the orders of the one customer who is to be explained, and of
// those whose ids differ only by how numbers are written.
type orderLog struct {
	customer string
	settings aggregate.Settings
	mu       sync.Mutex
	of       map[string]*customerOrders
}

// customerOrders is the orders of one customer.
type customerOrders struct {
	rows   int // used
	unused int // after the as-of day, or returns that are dropped
	orders map[orderKey]*big.Rat
	scale  int32
}

// orderKey is what the rows of one order share. Rows without an order id are
// shown together by day.
type orderKey struct {
	day      arrow.Date32
	id       string
	isReturn bool
}

// newOrderLog is nil when nobody is to be explained.
func newOrderLog(customer string, s aggregate.Settings) *orderLog {
	if customer == "" {
		return nil
	}
	return &orderLog{customer: plainID(customer), settings: s, of: map[string]*customerOrders{}}
}

// tap is a sink that notes the customer's rows before it hands them on.
func (s *orderLog) tap(next func(arrow.Record) error) func(arrow.Record) error {
	if s == nil {
		return next
	}
	return func(record arrow.Record) error {
		s.note(record)
		return next(record)
	}
}

func (s *orderLog) note(record arrow.Record) {
	columns := map[string]arrow.Array{}
	for i, f := range record.Schema().Fields() {
		columns[f.Name] = record.Column(i)
	}
	customers := columns[rfm.FieldCustomer].(*array.String)
	for i := range customers.Len() {
		if customers.IsNull(i) || plainID(customers.Value(i)) != s.customer {
			continue
		}
		amounts := columns[rfm.FieldAmount].(*array.Decimal128)
		scale := amounts.DataType().(*arrow.Decimal128Type).Scale
		order := orderKey{
			day:      columns[rfm.FieldDate].(*array.Date32).Value(i),
			isReturn: s.settings.Returns != aggregate.KeepReturns && (amounts.Value(i).Sign() < 0 || columns[rfm.FieldReturn].(*array.Boolean).Value(i)),
		}
		if ids, ok := columns[rfm.FieldOrder].(*array.String); ok && ids.IsValid(i) {
			order.id = strings.Clone(ids.Value(i))
		}
		s.add(strings.Clone(customers.Value(i)), order, amounts.Value(i), scale)
	}
}

func (s *orderLog) add(id string, order orderKey, amount decimal128.Num, scale int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.of[id]
	if c == nil {
		c = &customerOrders{orders: map[orderKey]*big.Rat{}}
		s.of[id] = c
	}
	late := s.settings.AsOf != nil && order.day > *s.settings.AsOf
	if late || order.isReturn && s.settings.Returns == aggregate.DropReturns {
		c.unused++
		return
	}
	if c.orders[order] == nil {
		c.orders[order] = new(big.Rat)
	}
	c.orders[order].Add(c.orders[order], app.Exact(amount, scale))
	c.scale = max(c.scale, scale)
	c.rows++
}

// plainID is an id without what spreadsheets and pandas put on or take off
// numbers: 17850.0 and 17850, 00001 and 1.
func plainID(id string) string {
	id = strings.TrimSuffix(strings.TrimSpace(id), ".0")
	if plain := strings.TrimLeft(id, "0"); plain != "" {
		return plain
	}
	return id
}

// found is a scored customer.
type found struct {
	scoring.Block
	at int
}

// find is the scored customer of an id: the one who has it exactly, else the
// only one whose id is the same number. scored are those of these ids who are.
func (s *orderLog) find(id string, scored map[string]found) (found, error) {
	if one, ok := scored[id]; ok {
		return one, nil
	}
	e := app.Usagef("--explain %q: no scored customer has this id", id)
	near := slices.Sorted(maps.Keys(scored))
	switch {
	case len(near) == 1:
		return scored[near[0]], nil
	case len(near) > 1:
		e.Hints = append(e.Hints, "there are: "+app.List(near))
	case s.of[id] != nil:
		e.Hints = append(e.Hints, app.Counted(s.of[id].rows+s.of[id].unused, "row")+" of this customer, none of them an order that counts")
	}
	return found{}, e
}

// scored are the customers who have the id that is asked for, or one near it.
func (j *job) scored() (map[string]found, error) {
	all := map[string]found{}
	look := func(b scoring.Block) {
		for _, id := range append(slices.Collect(maps.Keys(j.orders.of)), j.explained) {
			if at, is := b.Customers.ID.Find(id); is {
				all[id] = found{b, at}
			}
		}
	}
	if j.Stream == nil {
		look(scoring.Block{Scores: j.Scores, Assignment: j.Assignment})
		return all, nil
	}
	for block, err := range j.Stream.Each(true) {
		if err != nil {
			return nil, err
		}
		look(block)
	}
	return all, nil
}

// explain shows how one customer came to the scores.
func (j *job) explain(context.Context) error {
	j.out.Separate(j.Messages)
	scored, err := j.scored()
	if err != nil {
		return err
	}
	one, err := j.orders.find(j.explained, scored)
	if err != nil {
		return err
	}
	s, a, at := one.Scores, one.Assignment, one.at
	id := s.Customers.ID.At(at)
	var b strings.Builder
	fmt.Fprintf(&b, "customer %s, as of %s\n\n", fault.Visible(id), app.Day(s.Customers.AsOf))
	j.orders.of[id].write(&b)
	fmt.Fprintln(&b)
	for _, e := range s.Explain(at) {
		writeExplanation(&b, e)
	}
	if a != nil {
		if err := writeRule(&b, a, at, j.Scheme.Language); err != nil {
			return err
		}
	}
	_, err = io.WriteString(j.out.Sentences, b.String())
	return err
}

// write lists the orders by day.
func (s *customerOrders) write(b *strings.Builder) {
	orders := slices.SortedFunc(maps.Keys(s.orders), func(x, y orderKey) int {
		return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.id, y.id))
	})
	fmt.Fprintf(b, "orders, from %s:\n", app.Counted(s.rows, "row"))
	for _, o := range orders {
		what := ""
		if o.isReturn {
			what = "  a return"
		}
		fmt.Fprintf(b, "  %s  %-12s %14s%s\n", app.Day(o.day), fault.Visible(o.id), s.orders[o].FloatString(int(s.scale)), what)
	}
}

// writeExplanation writes one score and what would change it.
func writeExplanation(b *strings.Builder, e score.Explanation) {
	unit := map[rfm.Dimension]string{rfm.Recency: "day", rfm.Frequency: "order"}[e.Dimension]
	field := e.Dimension.Field()
	if e.Rule == score.ByRank {
		fmt.Fprintf(b, "%s = %d: %s = %s, by its place among all customers\n", e.Dimension.Letter(), e.Score, field, e.Value)
		return
	}
	fmt.Fprintf(b, "%s = %d: %s = %s is in %s\n", e.Dimension.Letter(), e.Score, field, e.Value, e.Interval.Text(field))
	for _, step := range []*score.Step{e.Lower, e.Higher} {
		if step == nil {
			continue
		}
		direction, line := "more", "  %s %s and %s rises to %d\n"
		if step.Score < e.Score {
			line = "  %s %s and %s drops to %d\n"
		}
		if (e.Dimension == rfm.Recency) == (step.Score > e.Score) {
			direction = "fewer"
			if e.Dimension == rfm.Monetary {
				direction = "less"
			}
		}
		distance := step.Distance
		if unit != "" && step.Distance == "1" {
			distance += " " + unit
		} else if unit != "" {
			distance += " " + unit + "s"
		}
		fmt.Fprintf(b, line, distance, direction, e.Dimension.Letter(), step.Score)
	}
}

// writeRule writes which rule of the scheme matched, and what it looked at beside
// the scores.
func writeRule(b *strings.Builder, a *segment.Assignment, at int, l segment.Language) error {
	looked, err := a.Looked(at)
	if err != nil {
		return err
	}
	p := int(a.Position[at])
	if p == len(a.Scheme.Segments) {
		fmt.Fprintf(b, "segment = %s (%s: no rule holds)\n", a.Scheme.Code(p), a.Scheme.Name)
	} else {
		fmt.Fprintf(b, "segment = %s (%s: %s)\n", a.Scheme.Code(p), a.Scheme.Name, a.Scheme.Segments[p].Rule)
	}
	for _, value := range looked {
		fmt.Fprintf(b, "  %s\n", value)
	}
	if p < len(a.Scheme.Segments) {
		s := a.Scheme.Segments[p]
		for _, text := range []string{s.Label.In(l), s.Advice.In(l)} {
			if text != "" {
				fmt.Fprintf(b, "  %s\n", text)
			}
		}
	}
	return nil
}
