package rfm

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// talliesPart is the part of sort keys of customers with a tally.
const talliesPart = partitions

// sortKey orders customers by id: its first 15 bytes and the length, as two
// numbers, then for long ids the bytes.
func (t *groupTable) sortKey(k key) sortKey {
	if k.isLong() {
		k = inlineKey(longID(t.long, k), longestInline)
		k.b |= longKey
	}
	return sortKey{a: bits.ReverseBytes64(k.a), b: bits.ReverseBytes64(k.b)}
}

// isLongKey tells whether the numbers are only the beginning of the id.
func isLongKey(k sortKey) bool { return k.b&0xff == 0xff }

// compareKeys orders customers by id.
func compareKeys(k, l sortKey, parts []part) int {
	switch {
	case k.a != l.a:
		return cmp.Compare(k.a, l.a)
	case k.b != l.b:
		return cmp.Compare(k.b, l.b)
	case isLongKey(k):
		return slices.Compare(longKeyID(k, parts), longKeyID(l, parts))
	}
	return 0
}

// longKeyID is the id of a key that is only its beginning.
func longKeyID(k sortKey, parts []part) []byte {
	t := &parts[k.part].table
	return longID(t.long, t.at(k.group).key)
}

// idLength is the length of the id of a key.
func idLength(k sortKey, parts []part) int {
	if isLongKey(k) {
		return len(longKeyID(k, parts))
	}
	return int(k.b & 0xff)
}

// appendKeyID appends the id of a key to text.
func appendKeyID(text []byte, k sortKey, parts []part) []byte {
	if isLongKey(k) {
		return append(text, longKeyID(k, parts)...)
	}
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], k.a)
	binary.BigEndian.PutUint64(id[8:], k.b)
	return append(text, id[:k.b&0xff]...)
}
