package draw

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Key turns ids into numbers that look random. Keys of different purposes or seeds
// give unrelated numbers. The zero Key is not one.
type Key struct{ of [sha256.Size]byte }

// Purposes of keys. They keep choices apart that must not depend on each other: of
// a panel, which is those with the lowest numbers, everybody would be held out.
const (
	ForPanel   = "panel"
	ForHoldout = "hold out"
)

// NewKey makes a key for a purpose. The seed may be any text, the empty one too.
func NewKey(purpose, seed string) Key { return Key{sha256.Sum256([]byte(purpose + "\x00" + seed))} }

// Hash is the number of an id: the first eight bytes of SHA-256 over the hash
// of purpose, a zero byte and seed, and the id; the most significant byte first.
func (k Key) Hash(id string) uint64 {
	var room [sha256.Size + 64]byte // an id that fits costs no allocation
	sum := sha256.Sum256(append(append(room[:0], k.of[:]...), id...))
	return binary.BigEndian.Uint64(sum[:])
}

// HeldOut tells whether an id is among the share that is held out. share is from
// 0 to below 1. An id is in or out by itself: customers who come later change
// nothing for those who are there.
func (k Key) HeldOut(id string, share float64) bool {
	return k.Hash(id) < uint64(math.Ldexp(share, 64))
}
