package rfm

import (
	"fmt"
	"math/bits"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Combine joins aggregators with equal settings into customers, ordered by id.
// The aggregators must not be used afterwards. It returns ErrOverflow when the
// amounts need more than 38 digits. Customers without an order are left out
// and counted in the account.
func Combine(aggregators ...*Aggregator) (*Customers, Account, error) {
	var total Account
	var settings Settings
	var scale int32
	for _, a := range aggregators {
		settings = a.Settings
		scale = max(scale, a.scale)
	}
	for _, a := range aggregators {
		if err := a.rescale(scale); err != nil {
			return nil, total, err
		}
		if !total.add(a.account) {
			return nil, total, ErrOverflow
		}
		a.remap = make([]uint32, a.table.count)
	}
	total.Scale = scale
	total.ReturnsDropped = settings.Returns == DropReturns

	total.AsOf = lastDay(aggregators)
	if settings.AsOf != nil {
		total.AsOf = *settings.AsOf
	}
	parts := make([]part, partitions)
	parallel(partitions, func(p int) { parts[p].join(aggregators, p) })
	for _, a := range aggregators { // only the long ids are needed from now on
		a.table.index, a.table.chunks, a.remap = nil, nil, nil
	}
	customers := 0
	for i := range parts {
		customers += len(parts[i].keys)
	}
	keys := make([]sortKey, 0, customers)
	for i := range parts {
		keys = append(keys, parts[i].keys...)
		parts[i].keys = nil
		if err := total.addPart(&parts[i]); err != nil {
			return nil, total, err
		}
	}
	total.Used.Rows = total.Rows - total.Guests.Rows - total.AfterAsOf.Rows
	if total.ReturnsDropped {
		total.Used.Rows -= total.Returns.Rows
	}
	ids := longIDs{aggregators, parts}
	sortKeys(keys, func(x, y sortKey) int { return x.compare(y, ids) })
	c, err := fill(ids, keys, settings, &total)
	return c, total, err
}

// addPart adds what the customers of a part come to.
func (a *Account) addPart(p *part) error {
	a.ReturnsOnly += p.returnsOnly
	if p.overflow || !addTo(&a.Used.Amount, p.amount) || !addTo(&a.ReturnsOnlyAmount, p.returnsOnlyAmount) {
		return ErrOverflow
	}
	return nil
}

// lastDay is the last day seen by any aggregator.
func lastDay(aggregators []*Aggregator) arrow.Date32 {
	var day arrow.Date32
	any := false
	for _, a := range aggregators {
		if a.any && (!any || a.lastDay > day) {
			day, any = a.lastDay, true
		}
	}
	return day
}

// parallel calls f for 0 … n-1 on all cores. A panic of f becomes one of the
// caller, who may recover from it.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Pointer[string]
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					text := fmt.Sprintf("%v\n\n%s", value, debug.Stack())
					fault.CompareAndSwap(nil, &text)
				}
			}()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
	if text := fault.Load(); text != nil {
		panic(*text)
	}
}

// part is one part of the customers.
type part struct {
	groups  []group          // what all aggregators know of each
	tables  []uint32         // the aggregator that holds a long id
	keys    []sortKey        // of the members with orders
	medians []decimal128.Num // twice the median order of each group
	days    sortedDays       // of each group, where asked for

	amount            decimal128.Num
	returnsOnly       int
	returnsOnlyAmount decimal128.Num
	overflow          bool
}

// join merges the groups of one part of every aggregator and counts their
// orders.
func (p *part) join(aggregators []*Aggregator, number int) {
	var index partIndex
	var numbers []uint32
	var hashes []uint64
	var groups []group
	orders := 0
	for i, a := range aggregators {
		numbers, hashes = a.table.ofPart(number, numbers[:0], hashes[:0])
		groups = resize(groups, len(numbers))
		for j, g := range numbers { // fetched first, for the misses to overlap
			groups[j] = *a.table.at(g)
		}
		index.reserve(len(p.groups) + len(groups))
		for j := range groups {
			same := func(m uint32) bool {
				return sameID(&aggregators[p.tables[m]].table, p.groups[m].key, &a.table, groups[j].key)
			}
			m, found := index.find(p.groups, groups[j].key, hashes[j], same)
			a.remap[numbers[j]] = m
			if !found {
				p.groups = append(p.groups, groups[j])
				p.tables = append(p.tables, uint32(i))
			} else if p.groups[m].merge(&groups[j]) {
				p.overflow = true
			}
		}
		orders += a.orders.parts[number].len()
	}
	p.countOrders(aggregators, number, orders)
	p.findMedians(aggregators, number)
	p.joinDays(aggregators, number)
	p.close(aggregators, number)
}

// countOrders adds the distinct orders to the groups.
func (p *part) countOrders(aggregators []*Aggregator, number, orders int) {
	if orders == 0 {
		return
	}
	set := newOrderSet(orders)
	for _, a := range aggregators {
		for _, c := range a.orders.parts[number].chunks {
			for i, order := range c.orders[:c.n] {
				if m := a.remap[c.groups[i]]; set.add(m, order) {
					p.groups[m].orders++
				}
			}
		}
		a.orders.parts[number].chunks = nil
	}
}

// close adds up the part and lists the customers with orders.
func (p *part) close(aggregators []*Aggregator, number int) {
	p.keys = make([]sortKey, 0, len(p.groups))
	for i := range p.groups {
		g := &p.groups[i]
		sum := decimal128.New(g.sumHi, g.sumLo)
		fits := sum.FitsInPrecision(maxPrecision) && addTo(&p.amount, sum)
		switch {
		case g.orders > 0:
			k := aggregators[p.tables[i]].table.sortKey(g.key)
			k.part, k.group = uint32(number), uint32(i)
			p.keys = append(p.keys, k)
		case g.returns > 0: // otherwise no row of the customer was used
			p.returnsOnly++
			fits = addTo(&p.returnsOnlyAmount, sum) && fits
		}
		p.overflow = p.overflow || !fits
	}
}

// findMedians fills medians where they are asked for.
func (p *part) findMedians(aggregators []*Aggregator, number int) {
	var values orderValues
	for _, a := range aggregators {
		for _, v := range a.values[number] {
			v.group = a.remap[v.group]
			if v.single { // numbered anew, since each aggregator counts from 0
				v.order = uint64(len(values))
			}
			values = append(values, v)
		}
		a.values[number] = nil
	}
	if values == nil {
		return
	}
	p.medians = make([]decimal128.Num, len(p.groups))
	ok := values.medians(func(group uint32, twice decimal128.Num) { p.medians[group] = twice })
	p.overflow = p.overflow || !ok
}

// partIndex finds the groups of a part by id.
type partIndex struct {
	entries []uint64 // the upper half of a hash and a group plus one; 0 is free
	shift   uint
}

// reserve makes room for n groups.
func (x *partIndex) reserve(n int) {
	size := 1 << bits.Len(uint(2*n))
	if size <= len(x.entries) {
		return
	}
	old := x.entries
	x.entries = make([]uint64, size)
	x.shift = 64 - uint(bits.TrailingZeros(uint(size)))
	for _, entry := range old {
		if entry != 0 {
			x.entries[x.free(entry)] = entry
		}
	}
}

// slot is where an entry belongs: behind the bits that all of a part share.
func (x *partIndex) slot(entry uint64) uint64 {
	return entry << partitionBits >> x.shift
}

// free is the first free slot for an entry.
func (x *partIndex) free(entry uint64) uint64 {
	slot := x.slot(entry)
	for x.entries[slot] != 0 {
		slot = (slot + 1) & uint64(len(x.entries)-1)
	}
	return slot
}

// find is the group with a key, the next one if it is new. same decides for long
// keys.
func (x *partIndex) find(groups []group, k key, hash uint64, same func(g uint32) bool) (g uint32, found bool) {
	for slot := x.slot(hash); x.entries[slot] != 0; slot = (slot + 1) & uint64(len(x.entries)-1) {
		if entry := x.entries[slot]; entry>>32 == hash>>32 {
			g := uint32(entry) - 1
			if groups[g].key == k && !k.isLong() || k.isLong() && same(g) {
				return g, true
			}
		}
	}
	x.entries[x.free(hash)] = hash&^(1<<32-1) | uint64(len(groups)+1)
	return uint32(len(groups)), false
}

// sameID tells whether the long keys of two tables stand for one id.
func sameID(t *groupTable, k key, u *groupTable, l key) bool {
	return k.isLong() && l.isLong() && k.a == l.a && string(t.longID(k)) == string(u.longID(l))
}

// merge adds what another aggregator knows of the same customer; true when the
// sum overflows.
func (g *group) merge(from *group) (overflow bool) {
	lo, carry := bits.Add64(g.sumLo, from.sumLo, 0)
	hi := g.sumHi + from.sumHi + int64(carry)
	overflow = (g.sumHi^hi)&(from.sumHi^hi) < 0
	g.sumLo, g.sumHi = lo, hi
	g.orders += from.orders
	g.returns += from.returns
	g.first = min(g.first, from.first)
	g.last = max(g.last, from.last)
	return overflow
}

// ofPart lists the groups of a part with the upper halves of their hashes.
func (t *groupTable) ofPart(number int, groups []uint32, hashes []uint64) ([]uint32, []uint64) {
	if len(t.index) == 0 {
		return groups, hashes
	}
	width := len(t.index) / partitions
	mask := len(t.index) - 1
	// A group stands at its place or behind it, up to the next free one.
	for i := number * width; i < (number+1)*width || t.index[i&mask] != 0; i++ {
		entry := t.index[i&mask]
		if entry != 0 && int(entry>>(64-partitionBits)) == number {
			groups = append(groups, uint32(entry)-1)
			hashes = append(hashes, entry&^(1<<32-1))
		}
	}
	return groups, hashes
}

func (p *orderPart) len() int {
	n := 0
	for _, c := range p.chunks {
		n += c.n
	}
	return n
}
