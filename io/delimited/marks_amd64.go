package delimited

import "golang.org/x/sys/cpu"

// findEither sets bit i%64 of sets[i/64] for every byte i of text that is a or
// b and clears the others; it returns how many are b. A word of 64 bytes has
// one set, and text has nothing but whole words.
func findEither(sets []uint64, text []byte, a, b byte) (ofB int) {
	if hasVectors() && len(sets) > 0 {
		_ = text[64*len(sets)-1]
		return findEitherAVX2(sets, text, a, b)
	}
	return findEitherPortable(sets, text, a, b)
}

// writePositions writes the positions of the bits of the sets, the first of
// which stands for base, and returns how many there are. It needs room for
// roomOfSets.
func writePositions(to []uint32, sets []uint64, base uint32) (n int) {
	if hasVectors() && len(sets) > 0 {
		_ = to[roomOfSets(len(sets))-1]
		return writePositionsBMI(to, sets, base)
	}
	return writePositionsPortable(to, sets, base)
}

// hasVectors tells whether the processor knows the instructions of the
// assembly: nearly all since 2013 do.
func hasVectors() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT }

//go:noescape
func findEitherAVX2(sets []uint64, text []byte, a, b byte) (ofB int)

//go:noescape
func writePositionsBMI(to []uint32, sets []uint64, base uint32) (n int)
