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

// Aggregator groups transactions by customer. One goroutine uses it; aggregators
// made together fill one population, which Close or Combine ends.
//
// Rows of customers whose ids are numbers are added up in a direct-address table
// of the aggregator. All others are gathered in buffers, one per partition of the
// population, so that a partition is locked once per buffer and the cache misses
// of the rows in a buffer overlap.
type Aggregator struct {
	settings   Settings
	population *partitionSet // shared

	direct  directTable
	buffers buffers
	scale   int32  // of the amounts in the buffers and in the account
	long    []byte // long ids in the buffers, each behind its length
	probe   probeBuffers
	account rfm.Account
	lastDay arrow.Date32 // of an order of a customer
	any     bool         // lastDay is set
	wrapped bool         // a sum has overflowed
}

// NewAggregators makes n aggregators that fill one population.
func NewAggregators(n int, s Settings) []*Aggregator {
	shared := &partitionSet{}
	all := make([]*Aggregator, n)
	for i := range all {
		all[i] = &Aggregator{settings: s, population: shared}
	}
	return all
}

// batch is the columns of one record.
type batch struct {
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

// Add adds the rows of a record of rfm.TransactionSchema, which stays the caller's
// and may be released afterwards. The error is rfm.ErrOverflow, a *tempfile.Error, or
// tells of a column with another type.
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
	if len(a.long) > maxLongBytes {
		if err := a.flush(); err != nil {
			return err
		}
	}
	if len(t.days) == 0 {
		return nil
	}
	direct := a.usesDirectTable(&t)
	var left []int32
	if direct {
		left = a.addDirect(&t)
	} else if left = a.direct.allRows(len(t.days)); a.direct.slots != nil {
		if err := a.dropDirectTable(); err != nil {
			return err
		}
	}
	if err := a.gather(&t, left, direct); err != nil {
		return err
	}
	if a.wrapped {
		return rfm.ErrOverflow
	}
	if direct {
		return a.limitDirectTable()
	}
	return nil
}

// columnsOf finds the columns of a record by name.
func columnsOf(record arrow.Record) (t batch, err error) {
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

// align brings the batch and the rows gathered before to one scale.
func (a *Aggregator) align(t *batch) error {
	if t.scale < a.scale {
		wider, ok := rescaleAll(t.amounts, a.scale-t.scale)
		if !ok {
			return rfm.ErrOverflow
		}
		t.amounts, t.scale = wider, a.scale
	}
	return a.rescale(t.scale)
}

// rescale widens the scale of the account and of the buffers to come.
func (a *Aggregator) rescale(scale int32) error {
	if scale <= a.scale {
		return nil
	}
	if err := a.foldDirectTable(); err != nil {
		return err
	}
	if err := a.flush(); err != nil {
		return err
	}
	if !a.account.Rescale(scale-a.scale) || a.direct.days != nil && !a.direct.days.rescale(scale-a.scale) {
		return rfm.ErrOverflow
	}
	a.scale = scale
	return nil
}

// gather puts rows of a batch into the buffers, but for guest rows and those after
// the as-of day. direct tells that orders of customers with a slot in the direct
// table are noted there.
func (a *Aggregator) gather(t *batch, rows []int32, direct bool) error {
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
	transactions := a.buffers.rows
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
		} else if day > a.lastDay || !a.any {
			a.lastDay, a.any = day, true
		}
		var k key
		if end-start <= longestInline && start+16 <= len(text) {
			k = inlineKey(text[start:], end-start)
		} else {
			k, a.long = makeKey(text[start:end], a.long)
		}
		p := k.hash() >> (64 - partitionBits)
		place := a.buffers.next(p)
		transactions[place] = transaction{key: k, amount: amount, first: day, last: day, orders: 1, isReturn: isReturn}
		if a.buffers.orders != nil {
			order, single := a.orderOf(t, row)
			if direct && !a.settings.Days && !single && !isReturn && a.noteNumbered(k, order) {
				transactions[place].orders, single = 0, true
			}
			a.buffers.orders[place], transactions[place].single = order, single
		}
		if a.buffers.earned != nil {
			a.buffers.earned[place] = t.earned[row]
		}
		if direct && a.settings.Days {
			a.book(t, row, place, isReturn)
		}
		if err := a.rowAdded(p); err != nil {
			return err
		}
	}
	return nil
}

// put puts rows that were added up into the buffers.
func (a *Aggregator) put(s transaction, order uint64) error {
	p := s.key.hash() >> (64 - partitionBits)
	place := a.buffers.next(p)
	a.buffers.rows[place] = s
	if a.buffers.orders != nil {
		a.buffers.orders[place] = order
	}
	return a.rowAdded(p)
}

// rowAdded counts a row in the buffer of a partition, and flushes a full one.
func (a *Aggregator) rowAdded(partition uint64) error {
	if a.buffers.filled[partition]++; a.buffers.filled[partition] == bufferSize {
		return a.flushBuffer(int(partition))
	}
	return nil
}

// orderOf is a key of the order of a row. single tells that the row is an order of
// its own, as one without an order id is.
func (a *Aggregator) orderOf(t *batch, row int) (order uint64, single bool) {
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

// prepare makes room in the buffers for what the rows of a batch need.
func (a *Aggregator) prepare(t *batch) error {
	orders, earned := a.settings.distinct(t) && a.buffers.orders == nil, t.earned != nil && a.buffers.earned == nil
	if a.buffers.rows != nil && !orders && !earned {
		return nil
	}
	err := a.flush() // the rows there were gathered without them
	a.buffers.grow(orders, earned)
	return err
}

// flush flushes all buffers.
func (a *Aggregator) flush() error {
	for number := range partitionCount {
		if err := a.flushBuffer(number); err != nil {
			return err
		}
	}
	a.long = a.long[:0]
	return nil
}

// flushBuffer adds the rows gathered for a partition to it.
func (a *Aggregator) flushBuffer(number int) error {
	b := a.buffers.take(number)
	if len(b.rows) == 0 {
		return nil
	}
	b.scale, b.long = a.scale, a.long
	p := &a.population.partitions[number]
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.add(&b, &a.probe, a.settings) {
		return rfm.ErrOverflow
	}
	return a.population.bound(p, a.settings.bound())
}
