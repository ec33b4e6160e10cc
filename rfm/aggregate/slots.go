package aggregate

import (
	"math"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/internal/parallel"
)

// numbering maps the customer ids of a population to numbers, if they have that
// form. The first ids that any aggregator sees settle it.
type numbering struct {
	once sync.Once
	form idForm
	low  uint32       // the number of slot 0
	zero arrow.Date32 // the day before the first that a slot can hold
	ok   bool
	// off is set when an aggregator has moved its slots and their orders to groups.
	off atomic.Bool
}

// slotTable adds up rows of customers whose ids are numbers, with the number as the
// index. That takes no hash, no probe and a quarter of the memory of a group, and
// customers who joined one after the other, who often buy alike, are neighbours in
// memory: half the processor time of groups. What does not fit a slot goes to the
// group of the customer, as does the slot itself in the end.
type slotTable struct {
	used      bool
	numbering *numbering
	slots     []slot // by number - numbering.low
	high      uint32 // one past the last slot in use
	// orders are all those of customers with a number, which stands in place of the
	// group. Pages of slots take turns in the lists, so that the slots counted together
	// fit the cache.
	orders [slotLists]orderList

	rows    [batchSize]int32  // of a batch, that go to slots
	numbers [batchSize]uint32 // the slots of those rows
	touched uint64            // a sum without meaning, so that the slots must be read
}

// slot is the sums of one customer. The zero value has no rows.
type slot struct {
	sum    int64
	orders uint32
	// Days are counted from numbering.zero, so that no day is 0. first counts down:
	// the larger is the earlier.
	first, last uint16
}

const (
	// maxSlots bounds the memory of one table: 32 MiB where numbers are spread
	// over the whole range.
	maxSlots = 2 << 20
	// maxSum bounds the amounts that go to a slot, and the sums that stay there, so
	// that no sum of two wraps.
	maxSum    = 1 << 62
	maxOrders = math.MaxUint32
	// slotLists is the number of lists of orders: few enough for the ends of all to
	// fit the first-level cache.
	slotLists    = 64
	slotsPerPage = 256
)

// customer tells the customer in a slot from all others of the aggregator.
func (s *slotTable) customer(number uint32) customerNumber { return 1<<63 | customerNumber(number) }

// useSlots lets rows go to slots where the first ids of the population are numbers.
func (a *Aggregator) useSlots(t *batch) {
	if a.slots.numbering != nil || a.settings.needsRows() || len(t.days) == 0 { // of which no row was kept
		return
	}
	n := &a.population.numbering
	n.once.Do(func() {
		n.form, n.low, n.ok = findIDForm(t.customer, maxSlots)
		n.zero = t.days[0] - 1<<15
	})
	a.slots.numbering, a.slots.used = n, n.ok
}

// choose notes that a row goes to its slot, as the one of this index in the batch;
// false for a row that does not fit one.
func (s *slotTable) choose(t *batch, row, index int) bool {
	amount := t.amounts[row]
	if amount.HighBits() != 0 || amount.LowBits() >= maxSum || uint32(t.days[row]-s.numbering.zero)-1 >= math.MaxUint16 {
		return false
	}
	number, ok := s.number(t, row)
	if ok {
		s.reach(number)
		s.rows[index], s.numbers[index] = int32(row), number
	}
	return ok
}

// number is the slot of the customer of a row.
func (s *slotTable) number(t *batch, row int) (uint32, bool) {
	n := s.numbering
	start, length := uint(t.offsets[row]-t.offsets[0]), uint(t.offsets[row+1]-t.offsets[row])
	if length > longestShort {
		return 0, false
	}
	id := t.text[start:]
	if len(id) < 16 { // at the end of the text
		id = append(make([]byte, 0, 16), id...)[:16]
	}
	number, ok := n.form.number(id, length)
	number -= n.low
	return number, ok && number < maxSlots
}

// reach makes room for a slot.
func (s *slotTable) reach(number uint32) {
	if number < s.high {
		return
	}
	s.high = number + 1
	if int(s.high) > len(s.slots) {
		all := make([]slot, 1<<bits.Len32(number))
		copy(all, s.slots)
		s.slots = all
	}
}

// addToSlots adds the first n rows chosen. As in probe.find, a loop without branches
// fetches what must come from memory.
func (a *Aggregator) addToSlots(t *batch, n int) {
	s, zero, needsOrders := &a.slots, a.population.numbering.zero, a.settings.distinct(t)
	for _, number := range s.numbers[:n] {
		s.touched += uint64(s.slots[number].orders)
	}
	for i, number := range s.numbers[:n] {
		row, to := int(s.rows[i]), &s.slots[number]
		if to.sum >= maxSum || to.orders == maxOrders {
			a.foldSlot(number)
		}
		to.sum += int64(t.amounts[row].LowBits())
		since := uint16(t.days[row] - zero)
		to.first, to.last = max(to.first, -since), max(to.last, since)
		if needsOrders {
			if order, single := a.orderOf(t, row); !single {
				if a.begins(t, row, s.customer(number)) {
					s.note(number, order, !a.run.broken)
				}
				continue
			}
		}
		to.orders++
	}
}

// note notes an order of the customer in a slot.
func (s *slotTable) note(number uint32, order uint64, distinct bool) {
	s.orders[number/slotsPerPage%slotLists].add(newOrderEntry(number, order), distinct)
}

// noteNumbered notes the order of a row that does not fit the slot of its customer, so
// that all orders of a customer are in one list; false for a customer without a slot.
func (s *slotTable) noteNumbered(t *batch, row int, order uint64, distinct bool) bool {
	number, ok := s.number(t, row)
	if ok {
		s.reach(number)
		s.note(number, order, distinct)
	}
	return ok
}

// take adds the slots and orders of another aggregator; what a slot has no room for
// goes to the groups of that aggregator.
func (s *slotTable) take(from *Aggregator) {
	other := &from.slots
	if s.slots == nil {
		s.slots, s.high, other.slots, other.high = other.slots, other.high, nil, 0
	}
	if other.high > 0 {
		s.reach(other.high - 1)
	}
	for number, u := range other.slots[:other.high] {
		t := &s.slots[number]
		if t.sum+u.sum >= maxSum || uint64(t.orders)+uint64(u.orders) > maxOrders {
			from.foldSlot(uint32(number))
			continue
		}
		t.sum, t.orders = t.sum+u.sum, t.orders+u.orders
		t.first, t.last = max(t.first, u.first), max(t.last, u.last)
	}
	for i := range s.orders {
		s.orders[i].take(&other.orders[i], nil)
	}
	other.slots, other.high = nil, 0
}

// joinSlots adds up the slots of all aggregators, whose sums have one scale, and moves
// them to the groups of the first, with their orders counted where no aggregator has
// moved any before. ascend tells that no order comes twice.
func joinSlots(all []*Aggregator, ascend bool) {
	one := all[0]
	for _, a := range all[1:] {
		one.slots.take(a)
	}
	if one.slots.high == 0 {
		return
	}
	one.slots.numbering = &one.population.numbering
	if !one.slots.numbering.off.Load() {
		counters := sync.Pool{New: func() any { return &orderCounter{} }}
		parallel.Each(slotLists, func(i int) {
			counter := counters.Get().(*orderCounter)
			defer counters.Put(counter)
			counter.countIn(&one.slots.orders[i], ascend, one.slots.countOrder)
		})
	}
	one.dropSlots()
}

// countOrder counts an order. A customer of so many orders that they do not fit the
// slot cannot be: that takes as many entries in a list.
func (s *slotTable) countOrder(n orderEntry) { s.slots[n.group].orders++ }

// foldSlots moves the sums of all slots to the groups of their customers, but not their
// orders. It returns those groups.
func (a *Aggregator) foldSlots() (groups []customerNumber) {
	s := &a.slots
	groups = make([]customerNumber, s.high)
	noted := s.noted()
	workers := runtime.GOMAXPROCS(0)
	parallel.Each(workers, func(worker int) {
		var id []byte
		for number, t := range s.slots[:s.high] {
			if t == (slot{}) && !noted[number] {
				continue
			}
			id = s.id(uint32(number)).append(id[:0])
			k := keyOf(id)
			if p := k.partition(); p%workers == worker {
				groups[number] = k.customer(s.addTo(&a.tables[p].table, t, k, id))
			}
		}
	})
	clear(s.slots[:s.high])
	return groups
}

// noted tells of each slot whether it has orders in the lists.
func (s *slotTable) noted() []bool {
	noted := make([]bool, s.high)
	for i := range s.orders {
		for chunk := range s.orders[i].each {
			for _, n := range chunk {
				noted[n.group] = true
			}
		}
	}
	return noted
}

// dropSlots moves all slots, and the orders noted, to the groups of their customers.
func (a *Aggregator) dropSlots() {
	s := &a.slots
	groups := a.foldSlots()
	for i := range s.orders {
		for chunk := range s.orders[i].each {
			for _, n := range chunk {
				to := groups[n.group]
				a.tables[to>>32].orders.add(newOrderEntry(uint32(to), n.order()), !a.run.broken)
			}
		}
		s.orders[i] = orderList{}
	}
	s.slots, s.high, s.used = nil, 0, false
}

// foldSlot moves a slot, but not its orders, to the group of the customer.
func (a *Aggregator) foldSlot(number uint32) {
	id := a.slots.id(number).append(nil)
	k := keyOf(id)
	a.slots.addTo(&a.tables[k.partition()].table, a.slots.slots[number], k, id)
	a.slots.slots[number] = slot{}
}

// id is the id of the customer in a slot.
func (s *slotTable) id(number uint32) shortID { return s.numbering.form.id(s.numbering.low + number) }

// addTo adds a slot to the group of its customer, whose number it returns.
func (s *slotTable) addTo(to *table, t slot, k idKey, id []byte) uint32 {
	group := to.findOrInsert(k, id)
	sum := sums{wideSums{decimal128.FromI64(t.sum), int64(t.orders)}, noDay, -noDay}
	if zero := s.numbering.zero; t.last != 0 {
		sum.first, sum.last = zero+arrow.Date32(-t.first), zero+arrow.Date32(t.last)
	}
	to.addSums(group, sum) // 64 bits more always fit
	return group
}

// bytes is the memory that the slots and their orders take.
func (s *slotTable) bytes() int64 {
	n := int64(len(s.slots)) * int64(unsafe.Sizeof(slot{}))
	for i := range s.orders {
		n += s.orders[i].bytes()
	}
	return n
}
