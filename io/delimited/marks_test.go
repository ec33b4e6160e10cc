package delimited

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzMarks holds what the processor of this machine does against the portable
// steps, and both against a loop over the bytes.
func FuzzMarks(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"), byte(','), byte('\n'))
	f.Add([]byte(",,,,,,,,,,,,,,,,\n\n\n\n"), byte(','), byte('\n'))
	f.Add([]byte("\x80\xac\x8a\xff\x00,"), byte(0xac), byte(0))
	f.Add([]byte("\"x\"\"\""), byte('"'), byte('"'))
	f.Fuzz(func(t *testing.T, text []byte, a, b byte) {
		text = append(text, make([]byte, (64-len(text)%64)%64)...)
		checkMarks(t, text, a, b)
	})
}

func TestMarksAreTheSameInBothWays(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for words := range 70 {
		// From a mark in nearly every byte to none in most words.
		for _, values := range []int{2, 8, 60, 256} {
			text := make([]byte, 64*words)
			for i := range text {
				text[i] = byte(random.IntN(values))
			}
			checkMarks(t, text, 0, 1)
		}
	}
	checkMarks(t, bytes.Repeat([]byte{','}, 640), ',', '\n')
}

func checkMarks(t *testing.T, text []byte, a, b byte) {
	t.Helper()
	const base = 1 << 20
	var want []uint32
	for i, c := range text {
		if c == a || c == b {
			want = append(want, uint32(base+i))
		}
	}
	lines := bytes.Count(text, []byte{b})
	for name, way := range map[string]struct {
		find  func([]uint64, []byte, byte, byte) int
		write func([]uint32, []uint64, uint32) int
	}{"this machine": {findEither, writePositions}, "portable": {findEitherPortable, writePositionsPortable}} {
		sets := make([]uint64, len(text)/64+1)
		for i := range sets {
			sets[i] = 0xfedcba9876543210 // from the text before
		}
		last := len(sets) - 1
		if got := way.find(sets[:last], text, a, b); got != lines {
			t.Errorf("%s: %d of %q in %q, want %d", name, got, b, text, lines)
		}
		to := slices.Repeat([]uint32{7}, roomOfSets(last)+1)
		n := way.write(to[:len(to)-1], sets[:last], base)
		if !slices.Equal(to[:n], want) {
			t.Errorf("%s: %q or %q in %q:\ngot  %d\nwant %d", name, a, b, text, to[:n], want)
		}
		if sets[last] != 0xfedcba9876543210 || to[len(to)-1] != 7 {
			t.Errorf("%s: written behind the end", name)
		}
	}
}
