package aggregate

import (
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
	"rfm/rfm/internal/radix"
	"rfm/rfm/tempfile"
)

// partitionSet is the population that aggregators fill together: one partition is
// locked at a time.
type partitionSet struct {
	partitions partitions
	numbering  numbering
	held       atomic.Int64 // bytes that partitions and aggregators have reported
}

// bound spills a partition when the population takes more than the limit and the
// partition is large enough to be worth a write.
func (s *partitionSet) bound(p *partition, limit int64) error {
	if limit == 0 || s.tell(p) <= limit || p.bytes() < limit/partitionCount/8 {
		return nil
	}
	err := p.spill()
	s.tell(p)
	return err
}

// spilled tells whether any partition has spilled.
func (s *partitionSet) spilled() bool {
	for i := range s.partitions {
		if s.partitions[i].spilled != nil {
			return true
		}
	}
	return false
}

// tell updates held with the memory of a partition.
func (s *partitionSet) tell(p *partition) int64 {
	return s.holds(&p.held, p.bytes())
}

// holds updates held for one that reported before bytes and now takes others.
func (s *partitionSet) holds(before *int64, now int64) int64 {
	held := s.held.Add(now - *before)
	*before = now
	return held
}

// partition is the customers whose hashes share their first bits, of the rows that
// one aggregator has added or, under a lock, of the population.
type partition struct {
	table  table
	mu     sync.Mutex
	orders orderList
	values orderValues
	days   rfm.DayList
	// notes are of the orders in days while their ids ascend, and started are the
	// orders from then on, in place of orders, where days are kept.
	notes   orderNotes
	started startedOrders
	scale   int32 // of all sums
	held    int64 // bytes reported to the population
	// spilled is the temporary file; nil while everything is in memory.
	spilled *spill

	// Results of close.
	keys              []radix.Key      // of the customers with orders
	medians           []decimal128.Num // twice the median order of each group
	sorted            rfm.SortedDays   // of each group, where asked for
	amount            decimal128.Num
	returnsOnly       int
	returnsOnlyAmount decimal128.Num
}

// take moves the customers of another partition, the one with this number, to this
// one; false when a sum overflows. The other is empty afterwards and keeps its memory.
func (p *partition) take(q *partition, number int, all *partitions, found *probe) bool {
	if q.table.count == 0 {
		return true
	}
	if !p.rescale(max(p.scale, q.scale)) || !q.rescale(p.scale) {
		return false
	}
	var numbers []uint32
	fits := true
	if p.table.count == 0 {
		p.table, q.table = q.table, p.table
	} else {
		numbers = make([]uint32, q.table.count)
		fits = p.table.take(&q.table, numbers, all, found)
		q.table.clear()
	}
	p.orders.take(&q.orders, numbers)
	p.values.take(&q.values, numbers)
	p.started.take(&q.started, numbers)
	if numbers != nil {
		q.days.Renumber(numbers)
	}
	p.days.Take(&q.days)
	return fits
}

// take adds the groups of another table, and fills numbers with the groups that they
// have here. all are the partitions, one of which has this table.
func (t *table) take(u *table, numbers []uint32, all *partitions, found *probe) (fits bool) {
	fits = true
	for from := 0; from < u.count; from += batchSize {
		n := min(batchSize, u.count-from)
		for i := range n {
			found.keys[i] = u.at(uint32(from + i)).key
		}
		found.find(all, n)
		for i := range n {
			g, number := u.at(uint32(from+i)), found.numbers[i]
			id := u.id(g)
			if to := found.groups[i]; to == nil || !t.is(to, g.key, id) {
				number = t.findOrInsert(g.key, id)
			}
			s, ok := u.sums(uint32(from + i))
			fits = t.addSums(number, s) && ok && fits
			numbers[from+i] = number
		}
	}
	return fits
}

// rescale widens the scale of all sums; false when one does not fit.
func (p *partition) rescale(scale int32) bool {
	by := scale - p.scale
	if by == 0 {
		return true
	}
	p.scale = scale
	return p.table.rescale(by) && p.values.rescale(by) && p.days.Rescale(by)
}

// addValue notes the amount that a row adds to its order. A return without an
// order id belongs to no order.
func (p *partition) addValue(group uint32, order uint64, single, isReturn bool, amount decimal128.Num) {
	switch {
	case !single:
		p.values.add(group, order, amount, !isReturn)
	case !isReturn:
		p.values.addSingle(group, amount)
	}
}

// listOrders ends the time in which no order comes twice: it lists the orders noted in
// the days, which will be counted with all others.
func (p *partition) listOrders() {
	key := p.notes.reader()
	p.days.EachNote(func(group uint32, day arrow.Date32, note uint32) {
		p.started.push(startedOrder{key(note), group, day})
		p.table.addSums(group, sums{wideSums{orders: -1}, noDay, -noDay})
	})
	p.notes = orderNotes{}
}

// uncount takes back an order that was counted on a day before it was known to have
// begun on another.
func (p *partition) uncount(o startedOrder) { p.days.TakeBack(o.group, o.day) }

// bytes is the memory that groups and orders take.
func (p *partition) bytes() int64 { return p.table.bytes() + p.orders.bytes() }

// spill moves groups and orders to the temporary file.
func (p *partition) spill() (err error) {
	if p.table.count == 0 {
		return nil
	}
	if p.spilled == nil {
		file, err := tempfile.Create(spillSchema())
		if err != nil {
			return err
		}
		p.spilled = &spill{File: file}
	}
	err = p.spilled.write(p)
	// One chunk stays: under a low limit every record spills, and would allocate anew.
	p.table, p.orders = table{chunks: p.table.chunks[:1]}, orderList{}
	return err
}

// removeSpill removes the temporary file.
func (p *partition) removeSpill() {
	if p.spilled != nil {
		p.spilled.Close()
		p.spilled = nil
	}
}

// close counts distinct orders, adds up the partition and lists the customers with
// orders. ascend tells that the only orders that come twice are those in twice. It
// returns ErrOverflow when a sum does not fit.
func (p *partition) close(number int, ascend bool, twice []orderStart) error {
	count := func(group uint32) { p.table.addOrder(group, p.table.at(group)) }
	(&orderCounter{}).countIn(&p.orders, ascend, func(n orderEntry) { count(n.group) })
	fits := p.findMedians()
	var sorter rfm.DaySorter
	var ok bool
	p.sorted, ok = sorter.Sort(&p.days)
	p.started.finish(&p.sorted, count)
	fits = fits && ok
	for _, o := range twice {
		p.takeBack(number, o)
	}
	p.keys = make([]radix.Key, 0, p.table.count)
	p.table.index = nil
	for i := range uint32(p.table.count) {
		s, ok := p.table.sums(i)
		fits = ok && s.amount.FitsInPrecision(decimal.Precision) && decimal.AddTo(&p.amount, s.amount) && fits
		if s.orders == 0 {
			p.returnsOnly++
			fits = decimal.AddTo(&p.returnsOnlyAmount, s.amount) && fits
			continue
		}
		k := p.table.sortKey(i)
		k.Partition, k.Group = uint32(number), i
		p.keys = append(p.keys, k)
	}
	if !fits {
		return rfm.ErrOverflow
	}
	return nil
}

// takeBack counts an order once less, if its customer is in this partition.
func (p *partition) takeBack(number int, o orderStart) {
	id := []byte(o.customer)
	k := keyOf(id)
	if k.partition() != number {
		return
	}
	if group, ok := p.table.find(k, id); ok {
		p.table.addSums(group, sums{wideSums{orders: -1}, noDay, -noDay})
		if p.sorted.Kept() {
			p.sorted.TakeBack(group, o.day)
		}
	}
}

// findMedians fills medians where they are asked for; false when one does not fit.
func (p *partition) findMedians() bool {
	if p.values == nil {
		return true
	}
	p.medians = make([]decimal128.Num, p.table.count)
	fits := p.values.medians(func(group uint32, twice decimal128.Num) { p.medians[group] = twice })
	p.values = nil
	return fits
}
