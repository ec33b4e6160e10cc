package delimited

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// The marks of a text, such as its delimiters, are found in two steps: a word
// of 64 bytes becomes a set of 64 bits, and the bits become positions. Both are
// written in assembly where that is many times as fast; here they are in Go.

// roomOfSets is how many positions the step that writes them may write, with
// those that are too much.
func roomOfSets(sets int) int { return 64*sets + 8 }

// findEitherPortable is findEither, eight bytes at a time.
func findEitherPortable(sets []uint64, text []byte, a, b byte) (ofB int) {
	const (
		ones = 0x0101010101010101
		low  = 0x7f7f7f7f7f7f7f7f
		high = 0x8080808080808080
		pack = 0x0102040810204080 // moves the high bits of eight bytes side by side
	)
	as, bs := ones*uint64(a), ones*uint64(b)
	for i := range sets {
		word := text[64*i : 64*i+64]
		var set uint64
		for k := 0; k < 64; k += 8 {
			w := binary.LittleEndian.Uint64(word[k:])
			// Adding 0x7f to a byte of seven bits sets its high bit unless it is zero.
			notA, notB := w^as, w^bs
			notA |= notA&low + low
			notB |= notB&low + low
			set |= (^(notA & notB) & high >> 7) * pack >> 56 << k
		}
		sets[i] = set
	}
	return bytes.Count(text[:64*len(sets)], []byte{b})
}

// writePositionsPortable is writePositions. It writes eight at a time whether
// there are so many or not: one decision for 64 bytes instead of one for each
// bit.
func writePositionsPortable(to []uint32, sets []uint64, base uint32) (n int) {
	for _, set := range sets {
		count := bits.OnesCount64(set)
		for written := 0; written < count; written += 8 {
			out := to[n+written : n+written+8]
			for k := range out {
				out[k] = base + uint32(bits.TrailingZeros64(set))
				set &= set - 1
			}
		}
		n += count
		base += 64
	}
	return n
}
