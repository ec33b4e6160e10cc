package aggregate

import (
	"encoding/binary"
	"math"
	"math/bits"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
)

// numbering tells the aggregators of a population how ids are numbers, if they
// are. It is settled by the first ids that any of them sees.
type numbering struct {
	once sync.Once
	form idForm
	low  uint32       // the number of the first tally
	zero arrow.Date32 // the day before the first that a tally can hold
	// off tells that there is no form, or no room for tallies: the aggregators
	// hand on what they hold of them.
	off atomic.Bool
}

// tallies add up the rows of one aggregator whose customers have a number. That
// takes no look-up by hash, and customers who joined one after the other, and
// often are alike in how much they buy, stand side by side in memory. What does
// not fit a tally goes the way of the rows whose customers have no number.
type tallies struct {
	all  []tally // by number less the low one
	high uint32  // behind the last one touched
	// orders are those of the customers. A list is for every so many pages of
	// tallies, so that those that are counted together fit the cache.
	orders orderList
	// run is the orders instead, and they are counted, while their ids ascend.
	run  orderRun
	held int64 // bytes told to the population

	left    []int32         // memory of take
	rows    [lotSize]int32  // of a lot in take
	numbers [lotSize]uint32 // the tallies of those rows
	touched uint64          // a sum of no meaning, for which take must read them
}

const (
	// mostTallies bounds what the tallies of one aggregator take: 32 MiB where
	// customers are all over their numbers.
	mostTallies = 2 << 20
	// largestSum bounds the sum of a tally and the amounts that go there, so that
	// no sum of two wraps.
	largestSum = 1 << 62
	mostOrders = math.MaxUint32
)

// talliesAPage is the number of tallies in a page of memory.
const talliesAPage = 256

// tally is what rows of one customer add up to. The zero tally has no rows.
type tally struct {
	sum    int64
	orders uint32
	// Days are counted from numbering.zero, so that no day is zero; first counts
	// down, so that the larger is the earlier.
	first, last uint16
}

// Add adds what other rows of the customer add up to; false when there is no
// room for it.
func (t *tally) add(u tally) bool {
	if t.sum+u.sum >= largestSum || uint64(t.orders)+uint64(u.orders) > mostOrders {
		return false
	}
	t.sum, t.orders = t.sum+u.sum, t.orders+u.orders
	t.first, t.last = max(t.first, u.first), max(t.last, u.last)
	return true
}

// numbered tells whether the rows of a record may go to tallies.
func (a *Aggregator) numbered(t *transactions) bool {
	if a.settings.needsRows() || len(t.days) == 0 {
		return false
	}
	n := &a.population.numbering
	n.once.Do(func() {
		var ok bool
		n.form, n.low, ok = findIDForm(t.customer, mostTallies)
		n.zero = t.days[0] - 1<<15
		n.off.Store(!ok)
	})
	return !n.off.Load()
}

// take adds rows to the tallies and returns those that it left. As in part.find,
// what must come from memory is fetched in a loop that decides nothing.
func (a *Aggregator) take(t *transactions) (left []int32) {
	s := &a.tallies
	s.left = s.left[:0]
	zero, orders, byID := a.population.numbering.zero, a.settings.distinct(t), a.settings.Count == CountOrders
	for from := 0; from < len(t.days); from += lotSize {
		n := a.choose(t, from, min(from+lotSize, len(t.days)))
		all := s.grown()
		for _, number := range s.numbers[:n] {
			s.touched += uint64(all[number].orders)
		}
		for i, number := range s.numbers[:n] {
			row, to := s.rows[i], &all[number]
			amount, since := int64(t.amounts[row].LowBits()), uint16(t.days[row]-zero)
			if to.sum+amount >= largestSum || to.orders == mostOrders {
				s.left = append(s.left, row)
				continue
			}
			to.sum += amount
			to.first, to.last = max(to.first, -since), max(to.last, since)
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

// choose lists the rows that may go to tallies, and the tallies. The others are
// left.
func (a *Aggregator) choose(t *transactions, from, to int) (n int) {
	form, low, zero := &a.population.numbering.form, a.population.numbering.low, a.population.numbering.zero
	offsets, text := t.customer.ValueOffsets(), t.customer.ValueBytes()
	base, guests := offsets[0], t.customer.NullN() > 0
	asOf, lastDay, high := noDay, -noDay, a.tallies.high
	if a.settings.AsOf != nil {
		asOf = *a.settings.AsOf
	}
	s := &a.tallies
	for row := from; row < to; row++ {
		start, length := uint(offsets[row]-base), uint(offsets[row+1]-offsets[row])
		day, amount := t.days[row], t.amounts[row]
		fits := length <= longestInline && amount.HighBits() == 0 && amount.LowBits() < largestSum &&
			uint32(day-zero)-1 < math.MaxUint16 && day <= asOf && (t.flagged == nil || !t.flagged.Value(row)) &&
			!(guests && t.customer.IsNull(row))
		if fits {
			id := text[start:]
			if len(id) < 16 { // of the last rows
				id = append(make([]byte, 0, 16), id...)[:16]
			}
			number, ok := form.number(id, length)
			if number -= low; ok && number < mostTallies {
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

// grown are the tallies up to the highest, at the least.
func (s *tallies) grown() []tally {
	if int(s.high) > len(s.all) {
		all := make([]tally, 1<<bits.Len32(s.high-1))
		copy(all, s.all)
		s.all = all
	}
	return s.all
}

// allRows are the numbers of n rows.
func (s *tallies) allRows(n int) []int32 {
	s.left = resize(s.left, n)
	for i := range s.left {
		s.left[i] = int32(i)
	}
	return s.left
}

// noteID notes the order of a row, or counts it where ids ascend.
func (s *tallies) noteID(number uint32, id string, to *tally) {
	if !s.run.broken {
		switch same, higher := s.run.follows(number, id); {
		case same:
			return
		case higher:
			s.run.add(newNoted(number, orderKey(id)), id)
			to.orders++
			return
		}
	}
	s.note(number, orderKey(id))
}

// breakRun takes orders back that were counted because their ids ascended, and
// notes them.
func (s *tallies) breakRun() {
	if s.run.broken {
		return
	}
	run := s.run
	s.run = orderRun{broken: true}
	for chunk := range run.log.each {
		for _, n := range chunk {
			s.all[n.group].orders--
			s.note(n.group, n.order())
		}
	}
}

// note notes the order of a customer with a tally.
func (s *tallies) note(number uint32, order uint64) {
	s.breakRun()
	s.orders.add(int(number/talliesAPage%orderLists), number, order)
}

// noteNumbered notes the order of a customer with a tally, for a row that has no
// place in it; false for other customers.
func (a *Aggregator) noteNumbered(k key, order uint64) bool {
	number, ok := a.population.numbering.number(k)
	if ok {
		a.tallies.high = max(a.tallies.high, number+1)
		a.tallies.grown()
		a.tallies.note(number, order)
	}
	return ok
}

// number is the number of the tally of a customer; false for one who has none.
func (n *numbering) number(k key) (uint32, bool) {
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:], k.a)
	binary.LittleEndian.PutUint64(id[8:], k.b)
	number, ok := n.form.number(id[:], uint(k.b>>56))
	return number - n.low, ok && number-n.low < mostTallies
}

// bytes is the memory that the tallies and their orders take.
func (s *tallies) bytes() int64 {
	return int64(len(s.all))*int64(unsafe.Sizeof(tally{})) + s.orders.bytes() + s.run.log.bytes()
}

// watch gives the tallies up where there is no room for them.
func (a *Aggregator) watch() error {
	held := a.population.holds(&a.tallies.held, a.tallies.bytes())
	if limit := a.settings.bound(); limit == 0 || held <= limit {
		return nil
	}
	a.population.numbering.off.Store(true)
	return a.giveUpTallies()
}
