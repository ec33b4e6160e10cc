package aggregate

import (
	"encoding/binary"
	"math"
	"math/bits"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/rfm"
)

// numbering maps the customer ids of a population to numbers, if they have that
// form. The first ids that any aggregator sees settle it.
type numbering struct {
	once sync.Once
	form idForm
	low  uint32       // the number of slot 0
	zero arrow.Date32 // the day before the first that a slot can hold
	// off is set when ids have no such form, or when there is no memory for direct
	// tables: the aggregators then move what they hold to the partitions.
	off atomic.Bool
}

// directTable is a direct-address table: it adds up those rows of one aggregator
// whose customer ids are numbers, with the number as the index. That takes no
// hash and no probe, and customers who joined one after the other, who often buy
// alike, are neighbours in memory. What does not fit a slot goes to the hash
// tables of the partitions, as the rows of all other customers do.
type directTable struct {
	slots []directSlot // by number - numbering.low
	high  uint32       // one past the last slot in use
	// orders are the orders of the customers. Pages of slots take turns in the
	// lists, so that the slots counted together fit the cache.
	orders orderList
	// run takes the place of orders, and orders are counted at once, while their
	// ids ascend.
	run  orderRun
	held int64 // bytes reported to the population
	// days, where they are kept, hold the orders in place of the list above.
	days *directDays

	left    []int32            // scratch memory of addDirect
	rows    [bufferSize]int32  // of one step of addDirect
	numbers [bufferSize]uint32 // the slots of those rows
	touched uint64             // a sum without meaning, so that the slots must be read
}

const (
	// maxSlots bounds the memory of one table: 32 MiB where numbers are spread
	// over the whole range.
	maxSlots = 2 << 20
	// maxSum bounds the sum of a slot and the amounts added to it, so that no sum
	// of two wraps.
	maxSum    = 1 << 62
	maxOrders = math.MaxUint32
)

// slotsPerPage is the number of slots in a page of memory.
const slotsPerPage = 256

// directSlot is the sum of the rows of one customer. The zero value has no rows.
type directSlot struct {
	sum    int64
	orders uint32
	// Days are counted from numbering.zero, so that no day is 0. first counts down:
	// the larger is the earlier.
	first, last uint16
}

// add adds another slot of the same customer; false when the sums do not fit.
func (t *directSlot) add(u directSlot) bool {
	if t.sum+u.sum >= maxSum || uint64(t.orders)+uint64(u.orders) > maxOrders {
		return false
	}
	t.sum, t.orders = t.sum+u.sum, t.orders+u.orders
	t.first, t.last = max(t.first, u.first), max(t.last, u.last)
	return true
}

// usesDirectTable tells whether rows of a batch may go to the direct table.
func (a *Aggregator) usesDirectTable(t *batch) bool {
	if a.settings.Monetary == rfm.MedianOrder {
		return false
	}
	n := &a.population.numbering
	n.once.Do(func() {
		var ok bool
		n.form, n.low, ok = findIDForm(t.customer, maxSlots)
		n.zero = t.days[0] - 1<<15
		n.off.Store(!ok)
	})
	if n.off.Load() {
		return false
	}
	if a.settings.Days && a.direct.days == nil {
		a.direct.days = &directDays{}
	}
	return true
}

// addDirect adds rows to the direct table and returns those that do not go there.
// As in partition.probe, a loop without branches fetches what must come from
// memory.
func (a *Aggregator) addDirect(t *batch) (left []int32) {
	s := &a.direct
	s.left = s.left[:0]
	zero, orders, byID := a.population.numbering.zero, a.settings.distinct(t), a.settings.Count == CountOrders
	for from := 0; from < len(t.days); from += bufferSize {
		n := a.selectDirect(t, from, min(from+bufferSize, len(t.days)))
		all := s.grown()
		for _, number := range s.numbers[:n] {
			s.touched += uint64(all[number].orders)
		}
		for i, number := range s.numbers[:n] {
			row, to := s.rows[i], &all[number]
			amount, since := int64(t.amounts[row].LowBits()), uint16(t.days[row]-zero)
			if to.sum+amount >= maxSum || to.orders == maxOrders {
				s.left = append(s.left, row)
				continue
			}
			to.sum += amount
			to.first, to.last = max(to.first, -since), max(to.last, since)
			if s.days != nil {
				a.addDirectDay(t, number, row, to)
				continue
			}
			switch {
			case !orders || byID && t.order.IsNull(int(row)):
				to.orders++
			case !byID:
				s.note(number, uint64(uint32(t.days[row])))
			default:
				s.noteID(number, t.order.Value(int(row)), to)
			}
		}
	}
	s.run.end()
	return s.left
}

// selectDirect lists the rows that may go to the direct table, and their slots. It
// appends the others to left.
func (a *Aggregator) selectDirect(t *batch, from, to int) (n int) {
	form, low, zero := &a.population.numbering.form, a.population.numbering.low, a.population.numbering.zero
	offsets, text := t.customer.ValueOffsets(), t.customer.ValueBytes()
	base, guests := offsets[0], t.customer.NullN() > 0
	asOf, lastDay, high := noDay, -noDay, a.direct.high
	if a.settings.AsOf != nil {
		asOf = *a.settings.AsOf
	}
	s := &a.direct
	for row := from; row < to; row++ {
		start, length := uint(offsets[row]-base), uint(offsets[row+1]-offsets[row])
		day, amount := t.days[row], t.amounts[row]
		fits := length <= longestInline && amount.HighBits() == 0 && amount.LowBits() < maxSum &&
			uint32(day-zero)-1 < math.MaxUint16 && day <= asOf && (t.flagged == nil || !t.flagged.Value(row)) &&
			!(guests && t.customer.IsNull(row))
		if fits {
			id := text[start:]
			if len(id) < 16 { // at the end of the text
				id = append(make([]byte, 0, 16), id...)[:16]
			}
			number, ok := form.number(id, length)
			if number -= low; ok && number < maxSlots {
				lastDay, high = max(lastDay, day), max(high, number+1)
				s.rows[n], s.numbers[n] = int32(row), number
				n++
				continue
			}
		}
		s.left = append(s.left, int32(row))
	}
	s.high = high
	if lastDay != -noDay && (lastDay > a.lastDay || !a.any) {
		a.lastDay, a.any = lastDay, true
	}
	return n
}

// grown are the slots, at least up to high.
func (s *directTable) grown() []directSlot {
	if int(s.high) > len(s.slots) {
		all := make([]directSlot, 1<<bits.Len32(s.high-1))
		copy(all, s.slots)
		s.slots = all
	}
	return s.slots
}

// allRows lists the rows 0 … n-1.
func (s *directTable) allRows(n int) []int32 {
	s.left = resize(s.left, n)
	for i := range s.left {
		s.left[i] = int32(i)
	}
	return s.left
}

// noteID notes the order of a row, or counts it at once while ids ascend.
func (s *directTable) noteID(number uint32, id string, to *directSlot) {
	if !s.run.broken {
		switch same, higher := s.run.follows(number, id); {
		case same:
			return
		case higher:
			s.run.keep(newOrderEntry(number, orderKey(id)))
			s.run.add(number, id, 0)
			to.orders++
			return
		}
	}
	s.note(number, orderKey(id))
}

// breakRun notes the orders that were counted because their ids ascended, and
// takes their counts back.
func (s *directTable) breakRun() {
	if s.run.broken {
		return
	}
	run := s.run
	s.run = orderRun{broken: true}
	if s.days != nil {
		s.days.breakRun(func(number uint32) { s.slots[number].orders-- })
	}
	for chunk := range run.log.each {
		for _, n := range chunk {
			s.slots[n.group].orders--
			s.note(n.group, n.order())
		}
	}
}

// note notes an order of the customer in a slot.
func (s *directTable) note(number uint32, order uint64) {
	s.breakRun()
	s.orders.add(int(number/slotsPerPage%orderLists), number, order)
}

// noteNumbered notes the order of a row that does not fit the slot of its
// customer; false for a customer without a slot.
func (a *Aggregator) noteNumbered(k key, order uint64) bool {
	number, ok := a.population.numbering.number(k)
	if ok {
		a.direct.high = max(a.direct.high, number+1)
		a.direct.grown()
		a.direct.note(number, order)
	}
	return ok
}

// number is the slot of a customer; false where there is none.
func (n *numbering) number(k key) (uint32, bool) {
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:], k.a)
	binary.LittleEndian.PutUint64(id[8:], k.b)
	number, ok := n.form.number(id[:], uint(k.b>>56))
	return number - n.low, ok && number-n.low < maxSlots
}

// bytes is the memory that the slots and their orders take.
func (s *directTable) bytes() int64 {
	return int64(len(s.slots))*int64(unsafe.Sizeof(directSlot{})) + s.orders.bytes() + s.run.log.bytes()
}

// limitDirectTable drops the direct tables of the population when they take more
// memory than the limit.
func (a *Aggregator) limitDirectTable() error {
	held := a.population.holds(&a.direct.held, a.direct.bytes())
	if limit := a.settings.bound(); limit == 0 || held <= limit {
		return nil
	}
	a.population.numbering.off.Store(true)
	return a.dropDirectTable()
}
