package aggregate

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"

	"rfm/rfm/internal/radix"
)

// talliesPart is the part of sort keys of customers with a tally.
const talliesPart = partitions

// Key orders customers by id: its first 15 bytes and the length, as two
// numbers, then for long ids the bytes.
func (t *groupTable) sortKey(k key) radix.Key {
	if k.isLong() {
		k = inlineKey(longID(t.long, k), longestInline)
		k.b |= longKey
	}
	return radix.Key{A: bits.ReverseBytes64(k.a), B: bits.ReverseBytes64(k.b)}
}

// isLongKey tells whether the numbers are only the beginning of the id.
func isLongKey(k radix.Key) bool { return k.B&0xff == 0xff }

// compareKeys orders customers by id.
func compareKeys(k, l radix.Key, parts []part) int {
	switch {
	case k.A != l.A:
		return cmp.Compare(k.A, l.A)
	case k.B != l.B:
		return cmp.Compare(k.B, l.B)
	case isLongKey(k):
		return slices.Compare(longKeyID(k, parts), longKeyID(l, parts))
	}
	return 0
}

// longKeyID is the id of a key that is only its beginning.
func longKeyID(k radix.Key, parts []part) []byte {
	t := &parts[k.Partition].table
	return longID(t.long, t.at(k.Group).key)
}

// idLength is the length of the id of a key.
func idLength(k radix.Key, parts []part) int {
	if isLongKey(k) {
		return len(longKeyID(k, parts))
	}
	return int(k.B & 0xff)
}

// appendKeyID appends the id of a key to text.
func appendKeyID(text []byte, k radix.Key, parts []part) []byte {
	if isLongKey(k) {
		return append(text, longKeyID(k, parts)...)
	}
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], k.A)
	binary.BigEndian.PutUint64(id[8:], k.B)
	return append(text, id[:k.B&0xff]...)
}
