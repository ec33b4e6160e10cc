//go:build !amd64

package delimited

func findEither(sets []uint64, text []byte, a, b byte) (ofB int) {
	return findEitherPortable(sets, text, a, b)
}

func writePositions(to []uint32, sets []uint64, base uint32) (n int) {
	return writePositionsPortable(to, sets, base)
}
