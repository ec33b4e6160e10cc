package aggregate

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm/decimal"
)

// table maps the customers of a partition to groups, which are numbered from 0.
// Groups are in chunks, so that growing moves only the index.
type table struct {
	// index is an open-addressing table with linear probing. An entry is the number
	// of a group plus one and, above it, as many more bits of the hash as have room,
	// which tell most other ids apart; 0 is free.
	index  []uint32
	bits   uint // log2(len(index))
	chunks []*[chunkSize]group
	count  int
	long   []byte // ids that no group has room for
	// wide holds what does not fit the groups: sums and counts of more bits.
	wide map[uint32]wideSums
}

// group is the sums and the id of one customer. It fills a cache line, so that the
// line that is fetched to add a row is the one that tells whether it is the right
// customer.
type group struct {
	key         idKey
	sum         int64
	orders      uint32 // rows that are an order each
	first, last arrow.Date32
	id          [longestInline]byte // or the offset and the length of a long one in table.long
}

// idKey is the hash of an id, with its length in the last byte, longID for one of
// more than longestInline bytes.
type idKey uint64

// wideSums are sums in full width.
type wideSums struct {
	amount decimal128.Num
	orders int64
}

// sums are all that is known of a customer but days and order ids.
type sums struct {
	wideSums
	first, last arrow.Date32
}

const (
	chunkBits = 8
	chunkSize = 1 << chunkBits
	// longestInline is the length of the ids that a group has room for: that of a UUID.
	longestInline = 36
	longID        = 0xff
	noDay         = arrow.Date32(1<<31 - 1)
	// smallestIndex is the size of the first index.
	smallestIndex = 1 << 6
)

func keyOf(id []byte) idKey {
	length := uint64(len(id))
	if length > longestInline {
		length = longID
	}
	return idKey(hashBytes(id)&^0xff | length)
}

// partition is the number of the partition of an id.
func (k idKey) partition() int { return int(k >> (64 - partitionBits) & (partitionCount - 1)) }

// customer tells the customer in a group from all others of the aggregator.
func (k idKey) customer(group uint32) customerNumber {
	return customerNumber(k.partition())<<32 | customerNumber(group)
}

// mix is a hash of two numbers.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd6e8feb86659fd93)
	return (hi ^ lo) * 0xff51afd7ed558ccd
}

// hashBytes is the hash of a text. The last words of it overlap those before.
func hashBytes(s []byte) uint64 {
	n := len(s)
	h := uint64(n) * 0x9e3779b97f4a7c15
	switch {
	case n >= 16:
		end := s[n-16:]
		for ; len(s) > 16; s = s[16:] {
			h = mix(binary.LittleEndian.Uint64(s)^h, binary.LittleEndian.Uint64(s[8:])) + h
		}
		return mix(binary.LittleEndian.Uint64(end)^h, binary.LittleEndian.Uint64(end[8:]))
	case n >= 8:
		return mix(binary.LittleEndian.Uint64(s)^h, binary.LittleEndian.Uint64(s[n-8:]))
	case n >= 4:
		return mix(uint64(binary.LittleEndian.Uint32(s))^h, uint64(binary.LittleEndian.Uint32(s[n-4:])))
	case n > 0:
		return mix(uint64(s[0])|uint64(s[n/2])<<8|uint64(s[n-1])<<16, h)
	}
	return mix(0, h)
}

// bytes is the memory that the table takes.
func (t *table) bytes() int64 {
	const wide = 2 * int64(unsafe.Sizeof(wideSums{}))
	return int64(len(t.index))*4 + int64(len(t.chunks))*int64(unsafe.Sizeof([chunkSize]group{})) + int64(cap(t.long)) + int64(len(t.wide))*wide
}

// at is the group of a number.
func (t *table) at(number uint32) *group {
	return &t.chunks[number>>chunkBits][number&(chunkSize-1)]
}

// slot is the first slot of a key, by the bits after those of the partition.
func (t *table) slot(k idKey) uint32 {
	return uint32(uint64(k) << partitionBits >> ((64 - t.bits) & 63))
}

// entry is the index entry of a group. Its hash bits are those after the slot.
func (t *table) entry(k idKey, number uint32) uint32 {
	return uint32(uint64(k)<<((partitionBits+t.bits)&63)>>32)&^(1<<(t.bits&31)-1) | (number + 1)
}

// grow doubles the index.
func (t *table) grow() {
	size := max(2*len(t.index), smallestIndex)
	t.index = make([]uint32, size)
	t.bits = uint(bits.TrailingZeros(uint(size)))
	for number := range uint32(t.count) {
		t.link(t.at(number).key, number)
	}
}

// link enters a group that is not in the index.
func (t *table) link(k idKey, number uint32) {
	mask := uint32(len(t.index) - 1)
	slot := t.slot(k)
	for t.index[slot] != 0 {
		slot = (slot + 1) & mask
	}
	t.index[slot] = t.entry(k, number)
}

// find is the number of the group of a customer.
func (t *table) find(k idKey, id []byte) (number uint32, found bool) {
	if t.count == 0 {
		return 0, false
	}
	mask := uint32(1)<<t.bits - 1
	slot := t.slot(k)
	for entry := t.index[slot]; entry != 0; entry = t.index[slot] {
		number := entry&mask - 1
		if t.entry(k, number) == entry && t.is(t.at(number), k, id) {
			return number, true
		}
		slot = (slot + 1) & mask
	}
	return 0, false
}

// findOrInsert is the number of the group of a customer, a new one if need be.
func (t *table) findOrInsert(k idKey, id []byte) uint32 {
	if number, found := t.find(k, id); found {
		return number
	}
	if t.count >= len(t.index)/4*3 {
		t.grow()
	}
	number := uint32(t.count)
	if t.count>>chunkBits == len(t.chunks) {
		t.chunks = append(t.chunks, new([chunkSize]group))
	}
	t.count++
	g := t.at(number)
	*g = group{key: k, first: noDay, last: -noDay}
	if len(id) <= longestInline {
		copy(g.id[:], id)
	} else {
		binary.LittleEndian.PutUint64(g.id[:], uint64(len(t.long)))
		binary.LittleEndian.PutUint64(g.id[8:], uint64(len(id)))
		t.long = append(t.long, id...)
	}
	t.link(k, number)
	return number
}

// is tells whether a group is that of a customer.
func (t *table) is(g *group, k idKey, id []byte) bool {
	return g.key == k && string(t.id(g)) == string(id)
}

// id is the id of a group. It is valid until the next customer comes.
func (t *table) id(g *group) []byte {
	if length := uint(g.key & 0xff); length <= longestInline {
		return g.id[:length]
	}
	offset, length := binary.LittleEndian.Uint64(g.id[:]), binary.LittleEndian.Uint64(g.id[8:])
	return t.long[offset : offset+length]
}

// add adds a row to a group; false when its sum does not fit 128 bits.
func (t *table) add(number uint32, g *group, amount decimal128.Num) bool {
	low := int64(amount.LowBits())
	sum := g.sum + low
	if amount.HighBits() != low>>63 || (sum^low)&(sum^g.sum) < 0 {
		return t.addWide(number, wideSums{amount: amount})
	}
	g.sum = sum
	return true
}

// addSums adds sums to a group; false when they do not fit 128 bits.
func (t *table) addSums(number uint32, s sums) (fits bool) {
	g := t.at(number)
	g.first, g.last = min(g.first, s.first), max(g.last, s.last)
	if orders := int64(g.orders) + s.orders; orders == int64(uint32(orders)) {
		g.orders, s.orders = uint32(orders), 0
	}
	fits = t.add(number, g, s.amount)
	if s.orders != 0 {
		fits = t.addWide(number, wideSums{orders: s.orders}) && fits
	}
	return fits
}

// addOrder counts an order.
func (t *table) addOrder(number uint32, g *group) {
	if g.orders++; g.orders == 0 {
		t.addWide(number, wideSums{orders: 1 << 32})
	}
}

// addWide adds what does not fit a group; false when it does not fit 128 bits.
func (t *table) addWide(number uint32, more wideSums) bool {
	if t.wide == nil {
		t.wide = map[uint32]wideSums{}
	}
	sum, ok := t.wide[number].plus(more)
	t.wide[number] = sum
	return ok
}

// plus adds sums; false when the amount does not fit 128 bits.
func (s wideSums) plus(more wideSums) (wideSums, bool) {
	amount, ok := decimal.AddWide(s.amount, more.amount)
	return wideSums{amount, s.orders + more.orders}, ok
}

// sums are those of a group; false when the amount does not fit 128 bits.
func (t *table) sums(number uint32) (s sums, fits bool) {
	g := t.at(number)
	s.first, s.last = g.first, g.last
	s.wideSums, fits = wideSums{decimal128.FromI64(g.sum), int64(g.orders)}, true
	if t.wide != nil {
		s.wideSums, fits = s.plus(t.wide[number])
	}
	return s, fits
}

// rescale adds by decimals to all sums; false when one does not fit.
func (t *table) rescale(by int32) bool {
	for number, s := range t.wide {
		n, ok := decimal.Rescale(s.amount, by)
		if !ok {
			return false
		}
		s.amount = n
		t.wide[number] = s
	}
	for number := range uint32(t.count) {
		g := t.at(number)
		n, ok := decimal.Rescale(decimal128.FromI64(g.sum), by)
		if g.sum = 0; !ok || !t.add(number, g, n) {
			return false
		}
	}
	return true
}

// clear removes all customers and keeps the memory.
func (t *table) clear() {
	clear(t.index)
	t.count, t.long, t.wide = 0, t.long[:0], nil
}
