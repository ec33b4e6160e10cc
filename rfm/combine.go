package rfm

import (
	"cmp"
	"math/bits"
	"runtime"
	"slices"
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
		total.add(a.account)
		a.remap = make([]uint32, a.table.count)
	}
	total.Scale = scale
	total.ReturnsDropped = settings.Returns == DropReturns

	parts := make([]part, partitions)
	parallel(partitions, func(p int) { parts[p].join(aggregators, p) })

	asOf := lastDay(aggregators)
	if settings.AsOf != nil {
		asOf = *settings.AsOf
	}
	total.AsOf = asOf
	c, err := collect(parts, settings, scale, &total)
	if err != nil {
		return nil, total, err
	}
	total.Used.Rows = total.Rows - total.Guests.Rows - total.AfterAsOf.Rows
	if total.ReturnsDropped {
		total.Used.Rows -= total.Returns.Rows
	}
	return c, total, nil
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

// parallel calls f for 0 … n-1 on all cores.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
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
}

// part is one part of the customers.
type part struct {
	table    groupTable
	medians  []decimal128.Num // twice the median order of each group
	days     sortedDays       // of each group, where asked for
	overflow bool
}

// join merges the groups of one part of every aggregator and counts their
// orders.
func (p *part) join(aggregators []*Aggregator, number int) {
	orders, groups := 0, 0
	for _, a := range aggregators {
		a.table.eachOf(number, func(uint32, uint64) { groups++ })
	}
	p.table.reserve(groups)
	for _, a := range aggregators {
		a.table.eachOf(number, func(g uint32, hash uint64) {
			from := a.table.at(g)
			var id []byte
			k := from.key
			if k.b>>56 == 0xff {
				id = a.table.longID(k)
				k.b = longKey
				hash = k.a
			}
			m := p.table.find(k, hash<<partitionBits, id)
			p.overflow = p.table.at(m).merge(from) || p.overflow
			a.remap[g] = m
		})
		orders += a.orders.parts[number].len()
	}
	set := newOrderSet(orders)
	for _, a := range aggregators {
		for _, c := range a.orders.parts[number].chunks {
			for i, order := range c.orders[:c.n] {
				if m := a.remap[c.groups[i]]; set.add(m, order) {
					p.table.at(m).orders++
				}
			}
		}
		a.orders.parts[number].chunks = nil
	}
	p.findMedians(aggregators, number)
	p.joinDays(aggregators, number)
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
	p.medians = make([]decimal128.Num, p.table.count)
	values.medians(func(group uint32, twice decimal128.Num) { p.medians[group] = twice })
}

// merge adds what another aggregator knows of the same customer; true when the
// sum overflows.
func (g *group) merge(from *group) (overflow bool) {
	lo, carry := bits.Add64(g.sumLo, from.sumLo, 0)
	hi := g.sumHi + from.sumHi + int64(carry)
	overflow = (g.sumHi^hi)&(from.sumHi^hi) < 0
	g.sumLo, g.sumHi = lo, hi
	g.orders += from.orders
	g.first = min(g.first, from.first)
	g.last = max(g.last, from.last)
	return overflow
}

// eachOf calls f for every group of a part, with the upper half of its hash.
func (t *groupTable) eachOf(number int, f func(g uint32, hash uint64)) {
	if len(t.index) == 0 {
		return
	}
	width := len(t.index) / partitions
	mask := len(t.index) - 1
	// A group stands at its place or behind it, up to the next free one.
	for i := number * width; i < (number+1)*width || t.index[i&mask] != 0; i++ {
		entry := t.index[i&mask]
		if entry != 0 && int(entry>>(64-partitionBits)) == number {
			f(uint32(entry)-1, entry&^(1<<32-1))
		}
		if i-number*width > mask {
			return
		}
	}
}

func (p *orderPart) len() int {
	n := 0
	for _, c := range p.chunks {
		n += c.n
	}
	return n
}

// sortKey orders customers by id: its first 15 bytes and the length, as two
// numbers, then for long ids the bytes.
type sortKey struct {
	a, b  uint64
	part  uint32
	group uint32
}

// collect lists the customers with orders by id.
func collect(parts []part, s Settings, scale int32, total *Account) (*Customers, error) {
	var keys []sortKey
	n := 0
	for _, p := range parts {
		n += p.table.count
	}
	keys = make([]sortKey, 0, n)
	size := 0
	for i := range parts {
		p := &parts[i]
		for g := range uint32(p.table.count) {
			from := p.table.at(g)
			sum := decimal128.New(from.sumHi, from.sumLo)
			total.Used.Amount = total.Used.Amount.Add(sum)
			if p.overflow || !sum.FitsInPrecision(maxPrecision) {
				return nil, ErrOverflow
			}
			if from.orders == 0 {
				if from.first == noDay && from.sumLo == 0 && from.sumHi == 0 && s.Returns == DropReturns {
					continue
				}
				total.ReturnsOnly++
				total.ReturnsOnlyAmount = total.ReturnsOnlyAmount.Add(sum)
				continue
			}
			k, length := p.table.sortKey(from.key)
			k.part, k.group = uint32(i), g
			size += length
			keys = append(keys, k)
		}
	}
	sortParallel(keys, func(x, y sortKey) int {
		if c := cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)); c != 0 || x.b&0xff != 0xff {
			return c
		}
		return slices.Compare(parts[x.part].table.longID(parts[x.part].table.at(x.group).key),
			parts[y.part].table.longID(parts[y.part].table.at(y.group).key))
	})
	return fill(parts, keys, size, s, scale, total), nil
}

// sortKey is the order of an id, and its length.
func (t *groupTable) sortKey(k key) (sortKey, int) {
	if k.b>>56 == 0xff {
		id := t.longID(k)
		k = inlineKey(id, longestInline)
		k.b |= longKey
		return sortKey{a: bits.ReverseBytes64(k.a), b: bits.ReverseBytes64(k.b)}, len(id)
	}
	return sortKey{a: bits.ReverseBytes64(k.a), b: bits.ReverseBytes64(k.b)}, int(k.b >> 56)
}

// fill makes the columns.
func fill(parts []part, keys []sortKey, size int, s Settings, scale int32, total *Account) *Customers {
	n := len(keys)
	c := &Customers{
		ID: make([]string, n), FirstOrder: make([]arrow.Date32, n), LastOrder: make([]arrow.Date32, n),
		Recency: make([]int32, n), Orders: make([]int64, n), Scale: scale, AverageScale: max(scale, 2),
		Monetary: make([]decimal128.Num, n), Average: make([]decimal128.Num, n), AsOf: total.AsOf,
	}
	text := make([]byte, 0, size)
	for _, k := range keys {
		t := &parts[k.part].table
		text = t.appendID(text, t.at(k.group).key)
	}
	ids := string(text)
	total.FirstDay, total.LastDay = noDay, -noDay
	for i, k := range keys {
		t := &parts[k.part].table
		g := t.at(k.group)
		_, length := t.sortKey(g.key)
		c.ID[i], ids = ids[:length], ids[length:]
		c.FirstOrder[i], c.LastOrder[i] = g.first, g.last
		total.FirstDay, total.LastDay = min(total.FirstDay, g.first), max(total.LastDay, g.last)
		c.Recency[i] = int32(total.AsOf - g.last)
		c.Orders[i] = g.orders
		sum := decimal128.New(g.sumHi, g.sumLo)
		c.Average[i] = divide(sum, g.orders, c.AverageScale-scale)
		switch s.Monetary {
		case SumOrders:
			c.Monetary[i] = sum
		case MeanOrder:
			c.Monetary[i] = divide(sum, g.orders, meanDecimals)
		case MedianOrder: // half of a whole number has one more decimal
			c.Monetary[i] = parts[k.part].medians[k.group].Mul(decimal128.FromI64(5))
		}
	}
	if s.Days {
		c.Days = newDayBook(parts, keys, scale)
	}
	switch s.Monetary {
	case MeanOrder:
		c.Scale += meanDecimals
	case MedianOrder:
		c.Scale++
	}
	return c
}

// meanDecimals is how many more decimals than the amounts a mean keeps when it
// is the monetary value.
const meanDecimals = 4

// sortParallel sorts halves on two goroutines each, down to one a core, and
// merges them.
func sortParallel[T any](s []T, compare func(x, y T) int) {
	const small = 1 << 14
	if len(s) < small || runtime.GOMAXPROCS(0) == 1 {
		slices.SortFunc(s, compare)
		return
	}
	half := len(s) / 2
	var wg sync.WaitGroup
	wg.Go(func() { slices.SortFunc(s[:half], compare) })
	slices.SortFunc(s[half:], compare)
	wg.Wait()
	left, right := slices.Clone(s[:half]), s[half:]
	for i := range s {
		if len(right) == 0 || len(left) > 0 && compare(left[0], right[0]) <= 0 {
			s[i], left = left[0], left[1:]
		} else {
			s[i], right = right[0], right[1:]
		}
	}
}
