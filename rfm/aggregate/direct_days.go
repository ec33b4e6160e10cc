package aggregate

import (
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/internal/parallel"
)

// directDays are the days and the orders of all customers whose ids are numbers,
// where days are kept: also of rows that do not fit the slot of their customer, so
// that the days of a customer are in one place. Pages of slots take turns in the
// lists, as in directTable.orders.
type directDays struct {
	lists [orderLists]rfm.DayList
	// notes are of the orders in the lists while their ids ascend, and started are
	// the orders from then on. Its groups are slots.
	notes   [orderLists]orderNotes
	started startedOrders
}

// dayPlace is the list with the days of a slot, and the group in it.
func dayPlace(number uint32) rfm.DayPlace {
	page := number / slotsPerPage
	return rfm.DayPlace{Partition: page % orderLists, Group: page/orderLists*slotsPerPage + number%slotsPerPage}
}

// slotOf is the slot whose days are in a list under a group.
func slotOf(list int, group uint32) uint32 {
	return (group/slotsPerPage*orderLists+uint32(list))*slotsPerPage + group%slotsPerPage
}

// add adds a row to the days of a slot; false when a sum does not fit.
func (d *directDays) add(number uint32, day arrow.Date32, isReturn bool, orders int32, amount decimal128.Num) bool {
	at := dayPlace(number)
	return d.lists[at.Partition].Add(at.Group, day, isReturn, orders, amount)
}

// begin notes an order of a slot: 1 when it begins with this row, as far as rows
// have come.
func (d *directDays) begin(o startedOrder) int32 {
	at := dayPlace(o.group)
	list := &d.lists[at.Partition]
	if d.started.add(int(at.Partition), o, func(o startedOrder) { list.TakeBack(dayPlace(o.group).Group, o.day) }) {
		return 1
	}
	return 0
}

// rescale adds by decimals to every amount; false when one does not fit.
func (d *directDays) rescale(by int32) bool {
	for i := range d.lists {
		if !d.lists[i].Rescale(by) {
			return false
		}
	}
	return true
}

// addNew adds the first row of an order that is new, since its id is higher than
// all before; false when a sum does not fit.
func (d *directDays) addNew(number uint32, day arrow.Date32, id string, amount decimal128.Num) bool {
	at := dayPlace(number)
	return d.lists[at.Partition].AddOrder(at.Group, day, d.notes[at.Partition].note(id), amount)
}

// breakRun ends the time in which no order comes twice: it lists all orders so
// far, and calls noted for each that the table counted.
func (d *directDays) breakRun(noted func(number uint32)) {
	for i := range d.lists {
		key := d.notes[i].reader()
		d.lists[i].EachNote(func(group uint32, day arrow.Date32, note uint32) {
			number := slotOf(i, group)
			d.started.note(i, startedOrder{key(note), number, day})
			noted(number)
		})
		d.notes[i] = orderNotes{}
	}
}

// addDirectDay adds a row that the slot of its customer has taken to the days.
func (a *Aggregator) addDirectDay(t *batch, number uint32, row int32, to *directSlot) {
	s, day, amount := &a.direct, t.days[row], t.amounts[row]
	if t.earned != nil {
		amount = t.earned[row]
	}
	begun := int32(1)
	switch {
	case a.settings.Count == CountDays:
		s.breakRun()
		begun = s.days.begin(startedOrder{uint64(uint32(day)), number, day})
	case a.settings.Count == CountRows || t.order == nil || t.order.IsNull(int(row)):
		to.orders++
	default:
		id := t.order.Value(int(row))
		same, higher := false, false
		if !s.run.broken {
			same, higher = s.run.follows(number, id)
		}
		switch {
		case higher:
			s.run.add(number, id, day)
			to.orders++
			a.wrapped = !s.days.addNew(number, day, id, amount) || a.wrapped
			return
		case same && day >= s.run.lastDay:
			begun = 0
		default:
			s.breakRun()
			begun = s.days.begin(startedOrder{orderKey(id), number, day})
		}
	}
	if !s.days.add(number, day, false, begun, amount) {
		a.wrapped = true
	}
}

// book adds a row in the buffers that does not fit the slot of its customer to the
// days, where there is a slot.
func (a *Aggregator) book(t *batch, row, place int, isReturn bool) {
	to := &a.buffers.rows[place]
	number, ok := a.population.numbering.number(to.key)
	if !ok {
		return
	}
	s, amount, begun := &a.direct, to.amount, int32(0)
	s.high = max(s.high, number+1)
	s.grown()
	if t.earned != nil {
		amount = t.earned[row]
	}
	if !isReturn {
		order, single := uint64(0), true
		if a.buffers.orders != nil {
			order, single = a.buffers.orders[place], to.single
		}
		begun = 1
		if !single {
			s.breakRun()
			begun = s.days.begin(startedOrder{order, number, to.last})
			to.orders = 0 // counted with the slot
		}
	}
	to.booked, to.single = true, true
	if !s.days.add(number, to.last, isReturn, begun, amount) {
		a.wrapped = true
	}
}

// mergeDays sorts the days of all aggregators. Unless orders ascend, it counts them
// in the slots; else none comes twice but for those in twice. It is false when a
// sum does not fit.
func (s *directTable) mergeDays(all []*directDays, ascend bool, twice []startedOrder) (sorted []rfm.SortedDays, fits bool) {
	sorted = make([]rfm.SortedDays, orderLists)
	var wrapped atomic.Bool
	sorters := sync.Pool{New: func() any { return &rfm.DaySorter{} }}
	parallel.Each(orderLists, func(i int) {
		days, orders := &all[0].lists[i], &all[0].started.lists[i]
		for _, d := range all[1:] {
			days.Take(&d.lists[i])
			orders.take(&d.started.lists[i])
		}
		var ok bool
		sorter := sorters.Get().(*rfm.DaySorter)
		if sorted[i], ok = sorter.Sort(days); !ok {
			wrapped.Store(true)
		}
		sorters.Put(sorter)
		orders.distinct(func(o startedOrder) { s.slots[o.group].orders++ },
			func(o startedOrder) { sorted[i].TakeBack(dayPlace(o.group).Group, o.day) })
	})
	if ascend {
		for _, o := range twice {
			at := dayPlace(o.group)
			sorted[at.Partition].TakeBack(at.Group, o.day)
		}
	}
	return sorted, !wrapped.Load()
}
