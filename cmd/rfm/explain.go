package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// story collects the orders of the one customer who is to be explained.
type story struct {
	customer string
	mu       sync.Mutex
	rows     int
	orders   map[storyOrder]*big.Rat
	scale    int32
}

// storyOrder is what the rows of one order share. Rows without an order id are
// shown together by day.
type storyOrder struct {
	day      arrow.Date32
	id       string
	isReturn bool
}

// newStory is nil when nobody is to be explained.
func newStory(customer string) *story {
	if customer == "" {
		return nil
	}
	return &story{customer: customer, orders: map[storyOrder]*big.Rat{}}
}

// listen is a sink that notes the customer's rows before it hands them on.
func (s *story) listen(next func(arrow.Record) error) func(arrow.Record) error {
	if s == nil {
		return next
	}
	return func(record arrow.Record) error {
		s.note(record)
		return next(record)
	}
}

func (s *story) note(record arrow.Record) {
	columns := map[string]arrow.Array{}
	for i, f := range record.Schema().Fields() {
		columns[f.Name] = record.Column(i)
	}
	customers := columns[rfm.FieldCustomer].(*array.String)
	for i := range customers.Len() {
		if customers.IsNull(i) || customers.Value(i) != s.customer {
			continue
		}
		amounts := columns[rfm.FieldAmount].(*array.Decimal128)
		scale := amounts.DataType().(*arrow.Decimal128Type).Scale
		order := storyOrder{
			day:      columns[rfm.FieldDate].(*array.Date32).Value(i),
			isReturn: amounts.Value(i).Sign() < 0 || columns[rfm.FieldReturn].(*array.Boolean).Value(i),
		}
		if ids, ok := columns[rfm.FieldOrder].(*array.String); ok && ids.IsValid(i) {
			order.id = strings.Clone(ids.Value(i))
		}
		s.add(order, amounts.Value(i).BigInt(), scale)
	}
}

func (s *story) add(order storyOrder, amount *big.Int, scale int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.orders[order] == nil {
		s.orders[order] = new(big.Rat)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	s.orders[order].Add(s.orders[order], new(big.Rat).SetFrac(amount, unit))
	s.scale = max(s.scale, scale)
	s.rows++
}

// explain shows how one customer came to the scores.
func explain(w io.Writer, id string, s *rfm.Scores, a *segment.Assignment, rows *story) error {
	at, found := slices.BinarySearch(s.Customers.ID, id)
	if !found {
		e := usagef("--explain %q: no scored customer has this id", id)
		if near := nearID(id, s.Customers.ID); near != "" {
			e.message += "; did you mean " + near + "?"
		}
		if rows.rows > 0 {
			e.hints = append(e.hints, counted(rows.rows, "row")+" of this customer, none of them an order that counts")
		}
		return e
	}
	var b strings.Builder
	fmt.Fprintf(&b, "customer %s, as of %s\n\n", rfmio.Visible(id), dayText(s.Customers.AsOf))
	rows.write(&b)
	fmt.Fprintln(&b)
	for _, e := range s.Explain(at) {
		writeExplanation(&b, e)
	}
	if a != nil {
		writeRule(&b, a, at, s)
	}
	_, err := io.WriteString(&stdoutWriter{w}, b.String())
	return err
}

// nearID finds an id that differs by how numbers are written: 17850 for 17850.0.
func nearID(id string, ids []string) string {
	for _, other := range []string{id + ".0", strings.TrimSuffix(id, ".0"), strings.TrimLeft(id, "0"), strings.TrimSpace(id)} {
		if _, found := slices.BinarySearch(ids, other); found && other != id {
			return other
		}
	}
	return ""
}

// write lists the orders by day.
func (s *story) write(b *strings.Builder) {
	orders := slices.SortedFunc(maps.Keys(s.orders), func(x, y storyOrder) int {
		return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.id, y.id))
	})
	fmt.Fprintf(b, "orders, from %s:\n", counted(s.rows, "row"))
	for _, o := range orders {
		what := ""
		if o.isReturn {
			what = "  a return"
		}
		fmt.Fprintf(b, "  %s  %-12s %14s%s\n", dayText(o.day), rfmio.Visible(o.id), s.orders[o].FloatString(int(s.scale)), what)
	}
}

// writeExplanation tells one score and what would change it.
func writeExplanation(b *strings.Builder, e rfm.Explanation) {
	unit := map[rfm.Dimension]string{rfm.Recency: "days", rfm.Frequency: "orders", rfm.Monetary: ""}[e.Dimension]
	fmt.Fprintf(b, "%s = %d: %s = %s", e.Dimension.Letter(), e.Score, e.Dimension.Field(), e.Value)
	if e.Rule == rfm.ByRank {
		fmt.Fprintln(b, ", by its place among all customers")
		return
	}
	fmt.Fprintf(b, " is in %s\n", e.Interval.Text(e.Dimension.Field()))
	for _, step := range []*rfm.Step{e.Lower, e.Higher} {
		if step == nil {
			continue
		}
		direction, verb := "more", "rises"
		if step.Score < e.Score {
			verb = "drops"
		}
		if (e.Dimension == rfm.Recency) == (step.Score > e.Score) {
			direction = "fewer"
			if e.Dimension == rfm.Monetary {
				direction = "less"
			}
		}
		fmt.Fprintf(b, "  %s and %s %s to %d\n", strings.Join(strings.Fields(step.Distance+" "+direction+" "+unit), " "), e.Dimension.Letter(), verb, step.Score)
	}
}

// writeRule tells which rule of the scheme matched.
func writeRule(b *strings.Builder, a *segment.Assignment, at int, s *rfm.Scores) {
	p := int(a.Position[at])
	fmt.Fprintf(b, "segment = %s", a.Scheme.Code(p))
	if p < len(a.Scheme.Segments) {
		fmt.Fprintf(b, " (%s: %s)", a.Scheme.Name, a.Scheme.Segments[p].Describe())
	}
	fmt.Fprintln(b)
}
