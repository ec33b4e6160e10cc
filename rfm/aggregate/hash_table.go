package aggregate

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
)

// hashTable maps customers of a partition to groups. Groups are in chunks, so that
// growing moves only the index; ids of up to 15 bytes are in the group itself.
// The index is small enough for the cache, so that a probe waits for one line of
// memory.
type hashTable struct {
	// index is an open-addressing table with linear probing. An entry is the number
	// of a group plus one and, above it, a few more bits of the hash, which tell
	// most other keys apart; 0 is free.
	index  []uint32
	bits   uint // log2(len(index))
	chunks []*[chunkSize]group
	count  int
	long   []byte // ids of 16 bytes and more, each behind its length
}

// group is the sums of one customer. It fills a cache line, so that none is in two.
type group struct {
	key         key
	sumLo       uint64 // the amounts, a 128-bit integer
	sumHi       int64
	orders      int64 // rows that are an order each
	first, last arrow.Date32
	_           [16]byte
}

// key is a customer id: its bytes and, in the top byte, its length; for a long id
// its hash and the offset of its bytes.
type key struct{ a, b uint64 }

const (
	chunkBits     = 7
	chunkSize     = 1 << chunkBits
	longestInline = 15
	longKey       = 0xff << 56 // in key.b: the id is long
	noDay         = arrow.Date32(1<<31 - 1)
)

func (k key) isLong() bool { return k.b>>56 == 0xff }

// inlineKey is the key of an id of up to 15 bytes at the start of text, which
// is at least 16 bytes long.
func inlineKey(text []byte, length int) key {
	k := key{binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:])}
	if length < 8 {
		k.a &= 1<<(8*uint(length)) - 1
		k.b = 0
	} else {
		k.b &= 1<<(8*uint(length-8)) - 1
	}
	k.b |= uint64(length) << 56
	return k
}

// hash is the hash of a key; that of a long one is its first half.
func (k key) hash() uint64 {
	if k.isLong() {
		return k.a
	}
	return mix(k.a, k.b)
}

// mix is a hash of two numbers.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd6e8feb86659fd93)
	return (hi ^ lo) * 0xff51afd7ed558ccd
}

// hashBytes is the hash of a long text.
func hashBytes(s []byte) uint64 {
	h := uint64(len(s)) * 0x9e3779b97f4a7c15
	for ; len(s) >= 16; s = s[16:] {
		h = mix(binary.LittleEndian.Uint64(s)^h, binary.LittleEndian.Uint64(s[8:])) + h
	}
	var padded [16]byte
	copy(padded[:], s)
	return mix(binary.LittleEndian.Uint64(padded[:])^h, binary.LittleEndian.Uint64(padded[8:]))
}

// bytes is the memory that the table takes.
func (t *hashTable) bytes() int64 {
	return int64(len(t.index))*4 + int64(len(t.chunks))*int64(unsafe.Sizeof([chunkSize]group{})) + int64(cap(t.long))
}

// at is the group of a number.
func (t *hashTable) at(g uint32) *group {
	return &t.chunks[g>>chunkBits][g&(chunkSize-1)]
}

// reserve makes room in the index for n more groups.
func (t *hashTable) reserve(n int) {
	size := max(len(t.index), 1<<9)
	for t.count+n > size/4*3 {
		size *= 2
	}
	if size == len(t.index) {
		return
	}
	t.index = make([]uint32, size)
	t.bits = uint(bits.TrailingZeros(uint(size)))
	for g := range uint32(t.count) {
		h := t.at(g).key.hash()
		slot := t.slot(h)
		for t.index[slot] != 0 {
			slot = (slot + 1) & uint32(size-1)
		}
		t.index[slot] = t.entry(h, g)
	}
}

// slot is the first slot of a hash, by the bits after those of the partition.
func (t *hashTable) slot(hash uint64) uint32 {
	return uint32(hash << partitionBits >> (64 - t.bits))
}

// entry is the index entry of a group. Its hash bits are those after the slot.
func (t *hashTable) entry(hash uint64, g uint32) uint32 {
	return uint32(hash<<(partitionBits+t.bits)>>32)&^(1<<t.bits-1) | (g + 1)
}

// findOrInsert is the number of the group of a customer, a new one if need be, for
// which the index has room. The bytes of a long id are in long.
func (t *hashTable) findOrInsert(k key, hash uint64, long []byte) uint32 {
	mask := uint32(1)<<t.bits - 1
	slot := t.slot(hash)
	for entry := t.index[slot]; entry != 0; entry = t.index[slot] {
		if g := entry&mask - 1; t.entry(hash, g) == entry && t.same(t.at(g).key, k, long) {
			return g
		}
		slot = (slot + 1) & mask
	}
	if k.isLong() {
		id := longID(long, k)
		k.b = longKey | uint64(len(t.long))
		t.long = appendLong(t.long, id)
	}
	if t.count>>chunkBits == len(t.chunks) {
		t.chunks = append(t.chunks, new([chunkSize]group))
	}
	g := uint32(t.count)
	t.count++
	*t.at(g) = group{key: k, first: noDay, last: -noDay}
	t.index[slot] = t.entry(hash, g)
	return g
}

// same tells whether a stored key is that of an id.
func (t *hashTable) same(stored, k key, long []byte) bool {
	if !k.isLong() {
		return stored == k
	}
	return stored.isLong() && stored.a == k.a && string(longID(t.long, stored)) == string(longID(long, k))
}

// appendID appends the id of a key.
func (t *hashTable) appendID(text []byte, k key) []byte {
	if k.isLong() {
		return append(text, longID(t.long, k)...)
	}
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:], k.a)
	binary.LittleEndian.PutUint64(id[8:], k.b)
	return append(text, id[:k.b>>56]...)
}

// makeKey is the key of any id. The bytes of a long one are appended to long.
func makeKey(id, long []byte) (key, []byte) {
	if len(id) <= longestInline {
		var padded [16]byte
		copy(padded[:], id)
		return inlineKey(padded[:], len(id)), long
	}
	return key{hashBytes(id), longKey | uint64(len(long))}, appendLong(long, id)
}

// appendLong appends a long id behind its length.
func appendLong(long, id []byte) []byte {
	return append(binary.AppendUvarint(long, uint64(len(id))), id...)
}

// longID is the id of a long key whose bytes stand in long.
func longID(long []byte, k key) []byte {
	text := long[k.b&^longKey:]
	length, n := binary.Uvarint(text)
	return text[n : n+int(length)]
}
