package aggregate

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Aggregator groups transactions by customer. It is used by one goroutine; those
// made together fill one population, which Combine closes.
//
// Rows of customers whose ids are numbers are added up by number first, without
// the others in the population (tallies). The rest do not go to their customers
// one by one: they are gathered in lots, one for each part of the population, so
// that a part is locked once a lot, and the misses of the rows of a lot overlap.
type Aggregator struct {
	settings   Settings
	population *partition // shared

	tallies tallies
	lots    lots
	scale   int32  // of the amounts in the lots and in the account
	long    []byte // long ids in the lots, each behind its length
	lookup  lookup
	account rfm.Account
	lastDay arrow.Date32
	any     bool // lastDay is set
	wrapped bool // a sum has overflowed
}

// NewAggregators makes n aggregators that fill one population.
func NewAggregators(n int, s Settings) []*Aggregator {
	shared := &partition{}
	all := make([]*Aggregator, n)
	for i := range all {
		all[i] = &Aggregator{settings: s, population: shared}
	}
	return all
}

// transactions are the columns of one record.
type transactions struct {
	customer    *array.String
	days        []arrow.Date32
	amounts     []decimal128.Num
	scale       int32
	costs       []decimal128.Num // nil where costs are not asked for
	costScale   int32            // their scale
	profits     []decimal128.Num // nil where they are not asked for
	profitScale int32            // their scale
	earned      []decimal128.Num // profits, or amounts less costs, where there are any
	order       *array.String    // nil where orders are not asked for
	flagged     *array.Boolean   // nil where no row is flagged as a return
}

// Add adds the rows of a record of TransactionSchema. The record may be
// released afterwards.
func (a *Aggregator) Add(record arrow.Record) error {
	t, err := columnsOf(record)
	if err != nil {
		return err
	}
	if err := t.earn(a.scale); err != nil {
		return err
	}
	if err := a.align(&t); err != nil {
		return err
	}
	if len(a.long) > longBuffered {
		if err := a.flush(); err != nil {
			return err
		}
	}
	numbered := a.numbered(&t)
	var left []int32
	if numbered {
		left = a.take(&t)
	} else if left = a.tallies.allRows(len(t.days)); a.tallies.all != nil {
		if err := a.giveUpTallies(); err != nil {
			return err
		}
	}
	if err := a.gather(&t, left, numbered); err != nil {
		return err
	}
	if a.wrapped {
		return rfm.ErrOverflow
	}
	if numbered {
		return a.watch()
	}
	return nil
}

// columnsOf finds the columns of a record by name.
func columnsOf(record arrow.Record) (t transactions, err error) {
	for i, field := range record.Schema().Fields() {
		column := record.Column(i)
		ok := true
		switch field.Name {
		case rfm.FieldCustomer:
			t.customer, ok = column.(*array.String)
		case rfm.FieldDate:
			var days *array.Date32
			if days, ok = column.(*array.Date32); ok {
				t.days = days.Date32Values()
			}
		case rfm.FieldAmount:
			var amounts *array.Decimal128
			if amounts, ok = column.(*array.Decimal128); ok {
				t.amounts = amounts.Values()
				t.scale = field.Type.(*arrow.Decimal128Type).Scale
			}
		case rfm.FieldCost:
			var costs *array.Decimal128
			if costs, ok = column.(*array.Decimal128); ok {
				t.costs = costs.Values()
				t.costScale = field.Type.(*arrow.Decimal128Type).Scale
			}
		case rfm.FieldProfit:
			var profits *array.Decimal128
			if profits, ok = column.(*array.Decimal128); ok {
				t.profits = profits.Values()
				t.profitScale = field.Type.(*arrow.Decimal128Type).Scale
			}
		case rfm.FieldOrder:
			if t.order, ok = column.(*array.String); ok && t.order.NullN() == t.order.Len() {
				t.order = nil
			}
		case rfm.FieldReturn:
			if t.flagged, ok = column.(*array.Boolean); ok && noneSet(t.flagged) {
				t.flagged = nil
			}
		}
		if !ok {
			return t, fmt.Errorf("field %s has type %s", field.Name, field.Type)
		}
	}
	if t.customer == nil || t.days == nil && record.NumRows() > 0 || t.amounts == nil && record.NumRows() > 0 {
		return t, fmt.Errorf("a record without %s, %s or %s", rfm.FieldCustomer, rfm.FieldDate, rfm.FieldAmount)
	}
	return t, nil
}

// noneSet tells whether no value is true.
func noneSet(flags *array.Boolean) bool {
	if flags.Len() == 0 {
		return true
	}
	bitmap := flags.Data().Buffers()[1].Bytes()
	return bitutil.CountSetBits(bitmap, flags.Data().Offset(), flags.Len()) == 0
}

// align brings the record and what was gathered to one scale.
func (a *Aggregator) align(t *transactions) error {
	if t.scale < a.scale {
		wider, ok := rescaleAll(t.amounts, a.scale-t.scale)
		if !ok {
			return rfm.ErrOverflow
		}
		t.amounts, t.scale = wider, a.scale
	}
	return a.rescale(t.scale)
}

// Rescale widens the scale of the account and of the lots to come.
func (a *Aggregator) rescale(scale int32) error {
	if scale <= a.scale {
		return nil
	}
	if err := a.foldTallies(); err != nil {
		return err
	}
	if err := a.flush(); err != nil {
		return err
	}
	if !a.account.Rescale(scale - a.scale) {
		return rfm.ErrOverflow
	}
	a.scale = scale
	return nil
}

// gather puts rows of a record into lots, but for those that belong to no
// customer or no time. numbered tells that orders of customers with a number are
// noted with the tallies.
func (a *Aggregator) gather(t *transactions, rows []int32, numbered bool) error {
	asOf := noDay
	if a.settings.AsOf != nil {
		asOf = *a.settings.AsOf
	}
	keep := a.settings.Returns == KeepReturns
	drop := a.settings.Returns == DropReturns
	account := &a.account
	account.Rows += int64(len(t.days))
	if len(rows) == 0 {
		return nil
	}
	if err := a.prepare(t); err != nil {
		return err
	}
	sales := a.lots.sales
	guests := t.customer.NullN() > 0
	offsets, text := t.customer.ValueOffsets(), t.customer.ValueBytes()
	base := offsets[0]
	for _, i := range rows {
		row := int(i)
		day, amount := t.days[row], t.amounts[row]
		if day > asOf {
			a.leaveOut(&account.AfterAsOf, amount)
			continue
		}
		if day > a.lastDay || !a.any {
			a.lastDay, a.any = day, true
		}
		start, end := int(offsets[row]-base), int(offsets[row+1]-base)
		if start == end || guests && t.customer.IsNull(row) {
			a.leaveOut(&account.Guests, amount)
			continue
		}
		isReturn := !keep && (amount.HighBits() < 0 || t.flagged != nil && t.flagged.Value(row))
		if isReturn {
			a.leaveOut(&account.Returns, amount)
			if drop {
				continue
			}
		}
		var k key
		if end-start <= longestInline && start+16 <= len(text) {
			k = inlineKey(text[start:], end-start)
		} else {
			k, a.long = makeKey(text[start:end], a.long)
		}
		p := k.hash() >> (64 - partitionBits)
		place := a.lots.next(p)
		sales[place] = sale{key: k, amount: amount, first: day, last: day, orders: 1, isReturn: isReturn}
		if a.lots.orders != nil {
			order, single := a.orderOf(t, row)
			if numbered && !single && !isReturn && a.noteNumbered(k, order) {
				sales[place].orders, single = 0, true
			}
			a.lots.orders[place], sales[place].single = order, single
		}
		if a.lots.earned != nil {
			a.lots.earned[place] = t.earned[row]
		}
		if err := a.placed(p); err != nil {
			return err
		}
	}
	return nil
}

// put puts a row that does not come from a record into the lots.
func (a *Aggregator) put(s sale, order uint64) error {
	p := s.key.hash() >> (64 - partitionBits)
	place := a.lots.next(p)
	a.lots.sales[place] = s
	if a.lots.orders != nil {
		a.lots.orders[place] = order
	}
	return a.placed(p)
}

// placed counts a row in the lot of a part, and hands a full lot over.
func (a *Aggregator) placed(part uint64) error {
	if a.lots.filled[part]++; a.lots.filled[part] == lotSize {
		return a.hand(int(part))
	}
	return nil
}

// orderOf stands for the order of a row. single tells that the row is an order
// of its own, as one without an order id is.
func (a *Aggregator) orderOf(t *transactions, row int) (order uint64, single bool) {
	switch {
	case a.settings.Count == CountDays:
		return uint64(uint32(t.days[row])), false
	case t.order == nil || a.settings.Count == CountRows || t.order.IsNull(row):
		return 0, true
	}
	return orderKey(t.order.Value(row)), false
}

// leaveOut counts a row in a class of the account.
func (a *Aggregator) leaveOut(c *rfm.Class, amount decimal128.Num) {
	c.Rows++
	sum, ok := decimal.AddWide(c.Amount, amount)
	a.wrapped = a.wrapped || !ok
	c.Amount = sum
}

// prepare makes room in the lots for what the rows of a record need.
func (a *Aggregator) prepare(t *transactions) error {
	orders, earned := a.settings.distinct(t) && a.lots.orders == nil, t.earned != nil && a.lots.earned == nil
	if a.lots.sales != nil && !orders && !earned {
		return nil
	}
	err := a.flush() // what is there was gathered without them
	a.lots.grow(orders, earned)
	return err
}

// flush hands all lots over.
func (a *Aggregator) flush() error {
	for number := range partitions {
		if err := a.hand(number); err != nil {
			return err
		}
	}
	a.long = a.long[:0]
	return nil
}

// hand hands the lot of a part over.
func (a *Aggregator) hand(number int) error {
	l := a.lots.take(number)
	if len(l.sales) == 0 {
		return nil
	}
	l.scale, l.long = a.scale, a.long
	p := &a.population.parts[number]
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.add(&l, &a.lookup, a.settings) {
		return rfm.ErrOverflow
	}
	return a.population.bound(p, a.settings.bound())
}
