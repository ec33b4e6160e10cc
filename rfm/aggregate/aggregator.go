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
// An aggregator adds up its rows in tables of its own, without a lock: those of
// customers whose ids are numbers in slots, all others in hash tables. The customers go
// to the partitions of the population in the end, or when they take too much memory.
type Aggregator struct {
	tables     partitions
	settings   Settings
	population *partitionSet // shared
	workers    int           // aggregators that fill the population

	slots   slotTable
	scale   int32 // of all sums
	run     orderRun
	rows    [batchSize]int32 // of a batch, that count and have no slot
	returns [batchSize]bool  // the row is a return
	found   probe
	held    int64 // bytes of the tables, reported to the population
	account rfm.Account
	lastDay arrow.Date32 // of an order of a customer
	any     bool         // lastDay is set
	wrapped bool         // a sum has overflowed
}

// ownBytes is the memory that the tables of all aggregators of a population may take
// together: customers who are in several of them are in memory several times.
const ownBytes = 1 << 30

// NewAggregators makes n aggregators that fill one population.
func NewAggregators(n int, s Settings) []*Aggregator {
	shared := &partitionSet{}
	all := make([]*Aggregator, n)
	for i := range all {
		all[i] = &Aggregator{settings: s, population: shared, workers: n}
		all[i].run.broken = s.Count != CountOrders || s.Monetary == rfm.MedianOrder
	}
	return all
}

// batch is the columns of one record.
type batch struct {
	customer    *array.String
	offsets     []int32 // of customer, and text
	text        []byte
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

// id is the customer id of a row, which stays valid as long as the record does.
func (t *batch) id(row int) []byte {
	return t.text[t.offsets[row]-t.offsets[0] : t.offsets[row+1]-t.offsets[0]]
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
	a.useSlots(&t)
	for from := 0; from < len(t.days); from += batchSize {
		numbered, others := a.choose(&t, from, min(from+batchSize, len(t.days)))
		a.addToSlots(&t, numbered)
		a.found.find(&a.tables, others)
		a.addToGroups(&t, others)
	}
	a.run.end()
	if a.wrapped {
		return rfm.ErrOverflow
	}
	return a.bound()
}

// columnsOf finds the columns of a record by name.
func columnsOf(record arrow.Record) (t batch, err error) {
	for i, field := range record.Schema().Fields() {
		column := record.Column(i)
		ok := true
		switch field.Name {
		case rfm.FieldCustomer:
			if t.customer, ok = column.(*array.String); ok {
				t.offsets, t.text = t.customer.ValueOffsets(), t.customer.ValueBytes()
			}
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

// align brings the batch and the tables to one scale.
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

// rescale widens the scale of all sums.
func (a *Aggregator) rescale(scale int32) error {
	if scale == a.scale {
		return nil
	}
	a.foldSlots()
	for i := range a.tables {
		if !a.tables[i].rescale(scale) {
			return rfm.ErrOverflow
		}
	}
	if !a.account.Rescale(scale - a.scale) {
		return rfm.ErrOverflow
	}
	a.scale = scale
	return nil
}

// choose lists the rows of a batch that count: those with a slot, and all others with
// the hashes of their ids. It accounts for guest rows and those after the as-of day.
func (a *Aggregator) choose(t *batch, from, to int) (numbered, others int) {
	asOf := noDay
	if a.settings.AsOf != nil {
		asOf = *a.settings.AsOf
	}
	keep, drop := a.settings.Returns == KeepReturns, a.settings.Returns == DropReturns
	account := &a.account
	account.Rows += int64(to - from)
	guests, slots := t.customer.NullN() > 0, a.slots.used
	for row := from; row < to; row++ {
		day, amount := t.days[row], t.amounts[row]
		if day > asOf {
			a.leaveOut(&account.AfterAsOf, amount)
			continue
		}
		id := t.id(row)
		if len(id) == 0 || guests && t.customer.IsNull(row) {
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
		if slots && !isReturn && a.slots.choose(t, row, numbered) {
			numbered++
			continue
		}
		a.rows[others], a.returns[others], a.found.keys[others] = int32(row), isReturn, keyOf(id)
		others++
	}
	return numbered, others
}

// addToGroups adds rows to the groups of their customers.
func (a *Aggregator) addToGroups(t *batch, n int) {
	needsOrders, needsMore := a.settings.distinct(t), a.settings.needsRows()
	for i, row := range a.rows[:n] {
		k, number, g := a.found.keys[i], a.found.numbers[i], a.found.groups[i]
		p := &a.tables[k.partition()]
		if id := t.id(int(row)); g == nil || !p.table.is(g, k, id) {
			number = p.table.findOrInsert(k, id)
			g = p.table.at(number)
		}
		day, amount := t.days[row], t.amounts[row]
		a.wrapped = !p.table.add(number, g, amount) || a.wrapped
		isReturn := a.returns[i]
		if !isReturn {
			g.first, g.last = min(g.first, day), max(g.last, day)
		}
		switch {
		case needsMore:
			a.addMore(t, int(row), p, number, isReturn)
		case isReturn:
		case needsOrders:
			if order, single := a.orderOf(t, int(row)); single {
				p.table.addOrder(number, g)
			} else if a.begins(t, int(row), k.customer(number)) && !(a.slots.used && a.slots.noteNumbered(t, int(row), order, !a.run.broken)) {
				p.orders.add(newOrderEntry(number, order), !a.run.broken)
			}
		default:
			p.table.addOrder(number, g)
		}
	}
}

// begins tells whether the order of a row is another one than that of the row
// before, as far as order ids ascend; from then on it is always true.
func (a *Aggregator) begins(t *batch, row int, c customerNumber) bool {
	if a.run.broken {
		return true
	}
	id := t.order.Value(row)
	same, higher := a.run.follows(c, id)
	switch {
	case higher:
		a.run.add(c, id, t.id(row), t.days[row])
	case !same:
		a.run.broken = true
	}
	return !same
}

// addMore adds a row to what is kept beside the sums of its customer.
func (a *Aggregator) addMore(t *batch, row int, p *partition, number uint32, isReturn bool) {
	order, single := a.orderOf(t, row)
	if a.settings.Monetary == rfm.MedianOrder {
		p.addValue(number, order, single, isReturn, t.amounts[row])
	}
	begun := int32(1)
	switch {
	case isReturn:
		begun = 0
	case single:
		p.table.addOrder(number, p.table.at(number))
	case !a.settings.Days:
		p.orders.add(newOrderEntry(number, order), false)
	default:
		if begun = a.beginDay(t, row, p, number, order); begun == noted {
			return
		}
	}
	if a.settings.Days {
		a.wrapped = !p.days.Add(number, t.days[row], isReturn, begun, t.brought(row)) || a.wrapped
	}
}

// noted stands in place of a number of orders for one that the days have with its
// row.
const noted = -1

// beginDay counts the order of a row on its day: it is the number of orders that begin
// with the row, as far as rows have come, or noted.
func (a *Aggregator) beginDay(t *batch, row int, p *partition, number uint32, order uint64) int32 {
	day, g := t.days[row], p.table.at(number)
	if !a.run.broken {
		id, customer := t.order.Value(row), g.key.customer(number)
		switch same, higher := a.run.follows(customer, id); {
		case higher:
			a.run.add(customer, id, t.id(row), day)
			p.table.addOrder(number, g)
			a.wrapped = !p.days.AddOrder(number, day, p.notes.note(id), t.brought(row)) || a.wrapped
			return noted
		case same && day >= a.run.day:
			return 0
		}
		a.breakRun()
	}
	if p.started.add(startedOrder{order, number, day}, p.uncount) {
		return 1
	}
	return 0
}

// breakRun ends the time in which no order comes twice.
func (a *Aggregator) breakRun() {
	if !a.run.broken {
		a.run.broken = true
		for i := range a.tables {
			a.tables[i].listOrders()
		}
	}
}

// brought is what a row adds to its day.
func (t *batch) brought(row int) decimal128.Num {
	if t.earned != nil {
		return t.earned[row]
	}
	return t.amounts[row]
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

// bound hands over the customers of an aggregator when they take more memory than it
// may use.
func (a *Aggregator) bound() error {
	if a.settings.needsRows() {
		return nil
	}
	own := a.slots.bytes()
	for i := range a.tables {
		own += a.tables[i].bytes()
	}
	held, limit := a.population.holds(&a.held, own), a.settings.bound()
	if own < ownBytes/int64(a.workers) && (limit == 0 || held <= limit) {
		return nil
	}
	a.population.numbering.off.Store(true)
	a.dropSlots()
	for i := range a.tables {
		if err := a.handOver(i, limit); err != nil {
			return err
		}
	}
	a.population.holds(&a.held, 0)
	return nil
}

// handOver moves the customers of one of the tables to the population, and spills
// them beyond a limit.
func (a *Aggregator) handOver(number int, limit int64) error {
	p, own := &a.population.partitions[number], &a.tables[number]
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.take(own, number, &a.population.partitions, &a.found) {
		return rfm.ErrOverflow
	}
	own.scale = a.scale
	return a.population.bound(p, limit)
}
