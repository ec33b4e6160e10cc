package rfm

import (
	"encoding/binary"
	"math/bits"

	"github.com/apache/arrow/go/v17/arrow"
)

// groupTable finds the group of a customer. The groups stand in chunks, so that
// growing moves only the index; ids of up to 15 bytes stand in the group
// itself, so that a look-up touches one line of the index and one of the group.
type groupTable struct {
	// index is an open-addressing table in order of hash. An entry is the upper
	// half of the hash and the number of the group plus one; 0 is free.
	index  []uint64
	shift  uint // 64 − log2(len(index))
	chunks [][]group
	count  int
	long   []byte // ids of 16 bytes and more, each behind its length
}

// group is what is known of one customer. It fills a line of the cache, so that
// none stands in two.
type group struct {
	key         key
	sumLo       uint64 // the amounts, a 128-bit integer
	sumHi       int64
	orders      int64 // rows that are an order each
	returns     int64 // rows that are returns
	first, last arrow.Date32
	_           [8]byte
}

// key is a customer id: its bytes and, in the top byte, its length; for a long
// id a hash and the place of its bytes.
type key struct{ a, b uint64 }

const (
	chunkBits     = 12
	chunkSize     = 1 << chunkBits
	longestInline = 15
	longKey       = 0xff << 56 // in key.b: the id is long
	noDay         = arrow.Date32(1<<31 - 1)
)

func (k key) isLong() bool { return k.b>>56 == 0xff }

// at is the group of a number.
func (t *groupTable) at(g uint32) *group {
	return &t.chunks[g>>chunkBits][g&(chunkSize-1)]
}

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

// makeKey is the key of any id and its hash.
func makeKey(id []byte) (key, uint64) {
	if len(id) <= longestInline {
		var padded [16]byte
		copy(padded[:], id)
		k := inlineKey(padded[:], len(id))
		return k, k.hash()
	}
	h := hashBytes(id)
	return key{h, longKey}, h
}

// hash spreads the bits of an inline key.
func (k key) hash() uint64 {
	hi, lo := bits.Mul64(k.a^0x9e3779b97f4a7c15, k.b^0xd6e8feb86659fd93)
	return (hi ^ lo) * 0xff51afd7ed558ccd
}

// hashBytes is the hash of a long text.
func hashBytes(s []byte) uint64 {
	h := uint64(len(s)) * 0x9e3779b97f4a7c15
	for ; len(s) >= 16; s = s[16:] {
		h = key{binary.LittleEndian.Uint64(s) ^ h, binary.LittleEndian.Uint64(s[8:])}.hash() + h
	}
	var padded [16]byte
	copy(padded[:], s)
	return key{binary.LittleEndian.Uint64(padded[:]) ^ h, binary.LittleEndian.Uint64(padded[8:])}.hash()
}

// find is the number of the group of a customer, a new one if need be. id is
// looked at only when the key is a long one.
func (t *groupTable) find(k key, hash uint64, id []byte) uint32 {
	if t.count >= len(t.index)/4*3 {
		t.grow()
	}
	mask := uint64(len(t.index) - 1)
	for slot := hash >> t.shift; ; slot = (slot + 1) & mask {
		entry := t.index[slot]
		if entry == 0 {
			g := t.add(k, id)
			t.index[slot] = hash&^(1<<32-1) | uint64(g+1)
			return g
		}
		if uint32(entry>>32) == uint32(hash>>32) {
			if g := uint32(entry) - 1; t.same(t.at(g).key, k, id) {
				return g
			}
		}
	}
}

// same tells whether a stored key is that of an id.
func (t *groupTable) same(stored, k key, id []byte) bool {
	if k.b != longKey {
		return stored == k
	}
	return stored.a == k.a && stored.isLong() && string(t.longID(stored)) == string(id)
}

// add makes a group.
func (t *groupTable) add(k key, id []byte) uint32 {
	if k.b == longKey {
		k.b |= uint64(len(t.long))
		t.long = binary.AppendUvarint(t.long, uint64(len(id)))
		t.long = append(t.long, id...)
	}
	if t.count>>chunkBits == len(t.chunks) {
		t.chunks = append(t.chunks, make([]group, chunkSize))
	}
	g := uint32(t.count)
	t.count++
	*t.at(g) = group{key: k, first: noDay, last: -noDay}
	return g
}

// longID is the id of a long key.
func (t *groupTable) longID(k key) []byte {
	text := t.long[k.b&^longKey:]
	length, n := binary.Uvarint(text)
	return text[n : n+int(length)]
}

// grow doubles the index.
func (t *groupTable) grow() { t.resize(max(1<<10, 2*len(t.index))) }

// resize moves the index to one of another size, a power of two. The entries
// hold as much of the hash as it needs.
func (t *groupTable) resize(size int) {
	old := t.index
	t.index = make([]uint64, size)
	t.shift = 64 - uint(bits.TrailingZeros(uint(size)))
	mask := uint64(size - 1)
	for _, entry := range old {
		if entry == 0 {
			continue
		}
		slot := entry >> t.shift
		for t.index[slot] != 0 {
			slot = (slot + 1) & mask
		}
		t.index[slot] = entry
	}
}
