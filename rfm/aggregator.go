package rfm

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Count says what the frequency of a customer is.
type Count int

const (
	// CountOrders counts distinct order ids; without an order column, rows.
	CountOrders Count = iota
	// CountRows counts the rows that are not returns.
	CountRows
	// CountDays counts the distinct days with an order.
	CountDays
)

// Returns says what a return does: a row with a negative amount, or one that
// its reader flags.
type Returns int

const (
	// NetReturns lets a return lower the monetary value; it is not an order and
	// does not refresh recency.
	NetReturns Returns = iota
	// DropReturns leaves returns out.
	DropReturns
	// KeepReturns takes a return for an ordinary row.
	KeepReturns
)

// Settings say how transactions become customers. The zero value is the
// default.
type Settings struct {
	Count   Count
	Returns Returns
	// AsOf is the last day that counts; nil for the last day in the data.
	AsOf *arrow.Date32
	// Monetary is the sum of the amounts, or a statistic of the orders.
	Monetary Statistic
	// Days keeps what each customer spent on every day: Customers.Days.
	Days bool
}

// ErrOverflow is returned when a sum or a mean of amounts needs more than 38
// digits, its decimals among them.
var ErrOverflow = errors.New("the amounts are too large: their sums and means need more than 38 digits")

// Aggregator groups transactions by customer. It is used by one goroutine; the
// zero value with Settings is ready. Several are joined by Combine.
type Aggregator struct {
	Settings Settings

	table   groupTable
	orders  orderList
	values  [partitions]orderValues
	days    *dayList // nil unless asked for
	account Account
	scale   int32 // of all sums
	lastDay arrow.Date32
	any     bool  // lastDay is set
	wrapped int64 // negative when a sum has overflowed

	// One batch: keys and hashes of the rows, then their groups.
	keys    []key
	hashes  []uint64
	entries []uint64 // of the index
	groups  []uint32
	found   []key // of the groups

	remap []uint32 // number of each group after joining
}

// transactions are the columns of one record.
type transactions struct {
	customer  *array.String
	days      []arrow.Date32
	amounts   []decimal128.Num
	scale     int32
	costs     []decimal128.Num // nil where costs are not asked for
	costScale int32            // their scale
	earned    []decimal128.Num // amounts less costs, where there are costs
	order     *array.String    // nil where orders are not asked for
	flagged   *array.Boolean   // nil where no row is flagged as a return
}

// Add adds the rows of a record of TransactionSchema. The record may be
// released afterwards.
func (a *Aggregator) Add(record arrow.Record) error {
	t, err := columnsOf(record)
	if err != nil {
		return err
	}
	if err := t.subtractCosts(a.scale); err != nil {
		return err
	}
	if err := a.align(&t); err != nil {
		return err
	}
	for from := 0; from < len(t.days); from += stride {
		to := min(from+stride, len(t.days))
		a.hash(t.customer, from, to)
		a.probe(t.customer, from)
		a.update(&t, from)
	}
	if a.wrapped < 0 {
		return ErrOverflow
	}
	return nil
}

// columnsOf finds the columns of a record by name.
func columnsOf(record arrow.Record) (t transactions, err error) {
	for i, field := range record.Schema().Fields() {
		column := record.Column(i)
		ok := true
		switch field.Name {
		case FieldCustomer:
			t.customer, ok = column.(*array.String)
		case FieldDate:
			var days *array.Date32
			if days, ok = column.(*array.Date32); ok {
				t.days = days.Date32Values()
			}
		case FieldAmount:
			var amounts *array.Decimal128
			if amounts, ok = column.(*array.Decimal128); ok {
				t.amounts = amounts.Values()
				t.scale = field.Type.(*arrow.Decimal128Type).Scale
			}
		case FieldCost:
			var costs *array.Decimal128
			if costs, ok = column.(*array.Decimal128); ok {
				t.costs = costs.Values()
				t.costScale = field.Type.(*arrow.Decimal128Type).Scale
			}
		case FieldOrder:
			if t.order, ok = column.(*array.String); ok && t.order.NullN() == t.order.Len() {
				t.order = nil
			}
		case FieldReturn:
			if t.flagged, ok = column.(*array.Boolean); ok && noneSet(t.flagged) {
				t.flagged = nil
			}
		}
		if !ok {
			return t, fmt.Errorf("field %s has type %s", field.Name, field.Type)
		}
	}
	if t.customer == nil || t.days == nil && record.NumRows() > 0 || t.amounts == nil && record.NumRows() > 0 {
		return t, fmt.Errorf("a record without %s, %s or %s", FieldCustomer, FieldDate, FieldAmount)
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

// align brings the record and the sums so far to one scale.
func (a *Aggregator) align(t *transactions) error {
	if t.scale == a.scale {
		return nil
	}
	if t.scale < a.scale {
		wider := make([]decimal128.Num, len(t.amounts))
		for i, n := range t.amounts {
			var ok bool
			if wider[i], ok = rescale(n, a.scale-t.scale); !ok {
				return ErrOverflow
			}
		}
		t.amounts, t.scale = wider, a.scale
		return nil
	}
	return a.rescale(t.scale)
}

// rescale widens the scale of all sums.
func (a *Aggregator) rescale(scale int32) error {
	by := scale - a.scale
	if by <= 0 {
		return nil
	}
	for g := range uint32(a.table.count) {
		p := a.table.at(g)
		n, ok := rescale(decimal128.New(p.sumHi, p.sumLo), by)
		if !ok {
			return ErrOverflow
		}
		p.sumHi, p.sumLo = n.HighBits(), n.LowBits()
	}
	a.scale = scale
	ok := a.account.rescale(by)
	for _, v := range a.values {
		ok = v.rescale(by) && ok
	}
	if a.days != nil {
		ok = a.days.rescale(by) && ok
	}
	if !ok {
		return ErrOverflow
	}
	return nil
}

// stride is the number of rows that are looked up together: enough for their
// misses to overlap, few enough that what was fetched is still there when it is
// updated.
const stride = 512

// hash computes the keys of the rows from … to.
func (a *Aggregator) hash(customer *array.String, from, to int) {
	n := to - from
	a.keys, a.hashes, a.groups = resize(a.keys, n), resize(a.hashes, n), resize(a.groups, n)
	offsets, text := customer.ValueOffsets(), customer.ValueBytes()
	base := offsets[0]
	offsets = offsets[from : to+1]
	for i := range n {
		start, end := int(offsets[i]-base), int(offsets[i+1]-base)
		if end-start > longestInline || start+16 > len(text) {
			a.keys[i], a.hashes[i] = makeKey(text[start:end])
			continue
		}
		k := inlineKey(text[start:], end-start)
		a.keys[i], a.hashes[i] = k, k.hash()
	}
}

// guest marks a row without a customer.
const guest = ^uint32(0)

// probe finds the groups of the rows whose keys were computed. What must come
// from memory is fetched in loops that decide nothing, so that the misses of
// many rows overlap; the decisions follow when it is there.
func (a *Aggregator) probe(customer *array.String, from int) {
	t := &a.table
	if len(t.index) == 0 {
		t.grow()
	}
	n := len(a.hashes)
	a.entries, a.found = resize(a.entries, n), resize(a.found, n)
	for i, h := range a.hashes {
		a.entries[i] = t.index[h>>t.shift]
	}
	mask := uint64(len(t.index) - 1)
	for i, h := range a.hashes {
		slot, entry := h>>t.shift, a.entries[i]
		for uint32(entry>>32) != uint32(h>>32) && entry != 0 {
			slot = (slot + 1) & mask
			entry = t.index[slot]
		}
		a.groups[i] = uint32(entry) - 1 // none wraps to guest
	}
	if t.count > 0 {
		for i, g := range a.groups {
			if g == guest {
				g = 0
			}
			a.found[i] = t.at(g).key
		}
	}
	nulls := customer.NullN() > 0
	for i, g := range a.groups {
		if g != guest && a.found[i] == a.keys[i] {
			continue
		}
		if nulls && customer.IsNull(from+i) {
			continue // below
		}
		var id []byte
		if a.keys[i].b == longKey {
			id = []byte(customer.Value(from + i))
		}
		a.groups[i] = t.find(a.keys[i], a.hashes[i], id)
	}
	if nulls {
		for i := range a.groups {
			if customer.IsNull(from + i) {
				a.groups[i] = guest
			}
		}
	}
}

// update adds the rows to their groups.
func (a *Aggregator) update(t *transactions, from int) {
	asOf := noDay
	if a.Settings.AsOf != nil {
		asOf = *a.Settings.AsOf
	}
	keep := a.Settings.Returns == KeepReturns
	drop := a.Settings.Returns == DropReturns
	distinct := a.Settings.distinct(t)
	if a.Settings.Days && a.days == nil {
		a.days = &dayList{}
	}
	account := &a.account
	account.Rows += int64(len(a.groups))
	for i, g := range a.groups {
		row := from + i
		day, amount := t.days[row], t.amounts[row]
		if day > asOf {
			a.leaveOut(&account.AfterAsOf, amount)
			continue
		}
		if day > a.lastDay || !a.any {
			a.lastDay, a.any = day, true
		}
		if g == guest {
			a.leaveOut(&account.Guests, amount)
			continue
		}
		p := a.table.at(g)
		isReturn := !keep && (amount.HighBits() < 0 || t.flagged != nil && t.flagged.Value(row))
		if isReturn {
			a.leaveOut(&account.Returns, amount)
			if drop {
				continue
			}
			p.returns++
		}
		lo, carry := bits.Add64(p.sumLo, amount.LowBits(), 0)
		hi := p.sumHi + amount.HighBits() + int64(carry)
		a.wrapped |= (p.sumHi ^ hi) & (amount.HighBits() ^ hi)
		p.sumLo, p.sumHi = lo, hi
		if distinct {
			a.addOrder(t, row, a.hashes[i], g, isReturn)
		} else if !isReturn {
			p.orders++
		}
		if !isReturn {
			p.first = min(p.first, day)
			p.last = max(p.last, day)
		}
		if a.days != nil {
			if t.earned != nil {
				amount = t.earned[row]
			}
			a.days.add(a.hashes[i], g, day, isReturn, amount)
		}
	}
}

// distinct tells whether the rows must be grouped by order.
func (s Settings) distinct(t *transactions) bool {
	return s.Count == CountDays || s.Count == CountOrders && t.order != nil || s.Monetary == MedianOrder
}

// leaveOut counts a row in a class of the account.
func (a *Aggregator) leaveOut(c *Class, amount decimal128.Num) {
	c.Rows++
	sum := c.Amount.Add(amount)
	a.wrapped |= (c.Amount.HighBits() ^ sum.HighBits()) & (amount.HighBits() ^ sum.HighBits())
	c.Amount = sum
}

// addOrder notes the order of a row.
func (a *Aggregator) addOrder(t *transactions, row int, hash uint64, g uint32, isReturn bool) {
	var order uint64
	values := &a.values[hash>>(64-partitionBits)]
	switch {
	case a.Settings.Count == CountDays:
		order = uint64(uint32(t.days[row]))
	case t.order == nil || a.Settings.Count == CountRows || t.order.IsNull(row):
		// A row without an order id is an order of its own.
		if !isReturn {
			a.table.at(g).orders++
			if a.Settings.Monetary == MedianOrder {
				values.addSingle(g, t.amounts[row])
			}
		}
		return
	default:
		order = orderKey(t.order.Value(row))
	}
	if a.Settings.Monetary == MedianOrder {
		values.add(g, order, t.amounts[row], !isReturn)
	}
	if !isReturn {
		a.orders.add(hash, g, order)
	}
}

// resize gives a slice n elements, keeping its memory where it can.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
