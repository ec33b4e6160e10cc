package rfmio

import (
	"bytes"
	"fmt"
	"rfm/io/fault"
	"rfm/io/role"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
)

// A file repeats the amount of an order on each of its rows where nearly all
// orders of several rows have one amount on all of them. Of orders whose rows are
// articles few have: 1 in 85 of the orders of a shop, 126 of 7,734 in
// a table of groceries.
const (
	repeatedShare = 90 // percent
	fewestOrders  = 3  // that tell something
	// blocksForOrders are the blocks of a file that are looked at until so many orders
	// of several rows have come.
	blocksForOrders = 8
)

// repeats counts the orders of several rows in the beginning of a file, and those
// of them with one amount on all rows.
type repeats struct {
	several, same int
	order, amount string // of the first order with one amount
	rows          int

	seen map[string]*repeatedOrder
	ids  []string // in order
}

// repeatedOrder is an order and the amount on its first row.
type repeatedOrder struct {
	amount string
	rows   int
	same   bool
}

// add looks at the amounts and the order ids of a batch, both as text.
func (r *repeats) add(amounts, orders *vector.Vector, rows int) {
	if r.seen == nil {
		r.seen = map[string]*repeatedOrder{}
	}
	for row := range rows {
		if amounts.IsNull(row) || !hasText(orders, row) {
			continue
		}
		amount := string(bytes.TrimSpace(amounts.Text(row)))
		if amount == "" {
			continue
		}
		id := string(orders.Text(row))
		o := r.seen[id]
		if o == nil {
			r.seen[id] = &repeatedOrder{amount, 1, true}
			r.ids = append(r.ids, id)
			continue
		}
		o.rows++
		o.same = o.same && o.amount == amount
	}
	r.count()
}

// count sums up the orders seen so far.
func (r *repeats) count() {
	r.several, r.same = 0, 0
	for _, id := range r.ids {
		o := r.seen[id]
		if o.rows < 2 || o.same && !bytes.ContainsAny([]byte(o.amount), "123456789") {
			continue // zero on all rows tells nothing
		}
		r.several++
		if o.same {
			if r.same++; r.same == 1 {
				r.order, r.amount, r.rows = id, o.amount, o.rows
			}
		}
	}
}

// refuseRepeated is the error for a file whose amounts may be those of whole
// orders; nil for others, and where it is known what they are.
func (in *Input) refuseRepeated(f *inputFile, r *repeats) error {
	if in.options.AmountPer != "" || f.plan.OrderIDs != vector.None || f.plan.Layout.ChoosesRows() || r.several < fewestOrders || r.same*100 < r.several*repeatedShare {
		return nil
	}
	amount := fault.Visible(f.plan.Wants[f.plan.Amount].Name)
	return &fault.Error{Kind: fault.Undecided,
		Message: fmt.Sprintf("%s: %s is the same on all rows of %d of %d orders with several rows: is it the amount of the order or of the row?", f.source.Name, amount, r.same, r.several),
		Hints: []string{fmt.Sprintf("order %s: %s on each of its %d rows", fault.Quote(r.order), fault.Quote(r.amount), r.rows),
			"choose: --amount-per order   (it counts once)   or   --amount-per row   (the rows are added up)"}}
}

// refuseKinds is the error for a file whose rows are of several kinds that say
// the same money: a row for the sale, rows for what was sold, one for the
// payment. head gives the first cells of a column.
func (in *Input) refuseKinds(f *inputFile, head func(column int) []string) error {
	const mostKinds = 6
	p := f.plan
	if in.options.AmountPer != "" || p.Layout.ChoosesRows() || p.AmountOfOrder() == nil {
		return nil
	}
	amounts, orders := head(p.Wants[p.Amount].Index), head(p.OrderColumn())
	var numbers value.NumberParser
	for column, name := range f.columns {
		if column == p.OrderColumn() || slices.ContainsFunc(p.Wants, func(w vector.Want) bool { return w.Index == column && w.Kind != vector.KindText }) ||
			slices.ContainsFunc(p.Filter, func(k int) bool { return p.Wants[k].Index == column }) {
			continue
		}
		cells := head(column)
		if len(cells) != len(amounts) || len(cells) != len(orders) {
			continue
		}
		var kinds []string
		for _, cell := range cells {
			if !slices.Contains(kinds, cell) {
				if kinds = append(kinds, cell); len(kinds) > mostKinds {
					break
				}
			}
		}
		if len(kinds) < 2 || len(kinds) > mostKinds {
			continue
		}
		sums := map[string][]float64{} // by order, one for each kind
		for row, kind := range cells {
			n, scale, ok, _ := numbers.Decimal([]byte(amounts[row]))
			if !ok || value.IsBlank([]byte(orders[row])) {
				continue
			}
			if sums[orders[row]] == nil {
				sums[orders[row]] = make([]float64, len(kinds))
			}
			sums[orders[row]][slices.Index(kinds, kind)] += n.ToFloat64(scale)
		}
		for i := range kinds {
			for j := range kinds[:i] {
				same := 0
				for _, s := range sums {
					if d := s[i] - s[j]; s[i] != 0 && d < 0.005 && d > -0.005 {
						same++
					}
				}
				if same >= fewestOrders && same*100 >= len(sums)*repeatedShare {
					return &fault.Error{Kind: fault.Undecided,
						Message: fmt.Sprintf("%s: the rows of %s %s and those of %s %s come to the same money in %d of the first %d orders: to add them up would count it twice",
							f.source.Name, fault.Visible(name), fault.Quote(kinds[j]), fault.Visible(name), fault.Quote(kinds[i]), same, len(sums)),
						Hints: []string{"choose: --where " + Equals(name, kinds[j], in.options.Where) + "   or   --where " + Equals(name, kinds[i], in.options.Where),
							"if all are to be added up nevertheless: --amount-per " + role.PerRow}}
				}
			}
		}
	}
	return nil
}
