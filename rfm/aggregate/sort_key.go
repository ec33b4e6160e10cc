package aggregate

import (
	"cmp"
	"encoding/binary"
	"slices"

	"rfm/rfm/internal/radix"
)

// sortKey orders customers by id: the first 15 bytes and the length, as two
// numbers. Longer ids with equal numbers are compared in full (compareIDs).
func (t *table) sortKey(number uint32) radix.Key {
	var start [16]byte
	id := t.id(t.at(number))
	copy(start[:sortedBytes], id)
	start[sortedBytes] = byte(len(id))
	if len(id) > sortedBytes {
		start[sortedBytes] = 0xff
	}
	return radix.Key{A: binary.BigEndian.Uint64(start[:]), B: binary.BigEndian.Uint64(start[8:])}
}

// sortedBytes is how many bytes of an id are in its sort key.
const sortedBytes = 15

// isLongKey tells whether the numbers hold only the beginning of the id.
func isLongKey(k radix.Key) bool { return k.B&0xff == 0xff }

// compareIDs orders customers by id.
func compareIDs(k, l radix.Key, partitions []partition) int {
	switch {
	case k.A != l.A:
		return cmp.Compare(k.A, l.A)
	case k.B != l.B:
		return cmp.Compare(k.B, l.B)
	case isLongKey(k):
		return slices.Compare(longKeyID(k, partitions), longKeyID(l, partitions))
	}
	return 0
}

// longKeyID is the whole id of such a key.
func longKeyID(k radix.Key, partitions []partition) []byte {
	t := &partitions[k.Partition].table
	return t.id(t.at(k.Group))
}

// idLength is the length of the id of a key.
func idLength(k radix.Key, partitions []partition) int {
	if isLongKey(k) {
		return len(longKeyID(k, partitions))
	}
	return int(k.B & 0xff)
}

// appendKeyID appends the id of a key to text.
func appendKeyID(text []byte, k radix.Key, partitions []partition) []byte {
	if isLongKey(k) {
		return append(text, longKeyID(k, partitions)...)
	}
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], k.A)
	binary.BigEndian.PutUint64(id[8:], k.B)
	return append(text, id[:k.B&0xff]...)
}
