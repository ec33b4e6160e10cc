package delimited

import "testing"

func BenchmarkMarks(b *testing.B) {
	text := salesText(1000, false)
	text = text[:len(text)&^63]
	sets := make([]uint64, len(text)/64)
	to := make([]uint32, roomOfSets(len(sets)))
	b.Run("find", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			findEither(sets, text, ',', '\n')
		}
	})
	b.Run("find portable", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			findEitherPortable(sets, text, ',', '\n')
		}
	})
	findEither(sets, text, ',', '\n')
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			writePositions(to, sets, 0)
		}
	})
	b.Run("write portable", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			writePositionsPortable(to, sets, 0)
		}
	})
}
