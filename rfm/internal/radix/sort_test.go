package radix

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Keys in any number, with numbers that share bytes and with equal ones, are
// ordered as a comparison sort orders them.
func TestSortOrdersByNumbersThenByCompare(t *testing.T) {
	compare := func(x, y Key) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B), cmp.Compare(x.Group, y.Group))
	}
	random := rand.New(rand.NewPCG(4, 2))
	for _, n := range []int{0, 1, 100, 1<<12 - 1, 1 << 12, 20_001} {
		for _, mask := range []uint64{0, 0xff, 0xff00ff, 1<<40 - 1, 1<<64 - 1} {
			keys := make([]Key, n)
			for i := range keys {
				keys[i] = Key{A: random.Uint64() & mask, B: random.Uint64() & 0xf0, Group: uint32(random.IntN(n))}
			}
			want := slices.SortedFunc(slices.Values(keys), compare)
			for name, sort := range map[string]func([]Key){
				"in halves": func(keys []Key) { Sort(keys, compare) },
				"as one":    func(keys []Key) { sortBytes(keys, make([]Key, n), compare) },
			} {
				got := slices.Clone(keys)
				if sort(got); !slices.Equal(got, want) {
					t.Errorf("%d keys of mask %x, %s: not in order", n, mask, name)
				}
			}
		}
	}
}

func TestOrderedKeepsTheOrderOfIntegers(t *testing.T) {
	numbers := []int64{-1 << 63, -5, -1, 0, 1, 1<<63 - 1}
	if !slices.IsSortedFunc(numbers, func(a, b int64) int { return cmp.Compare(Ordered(a), Ordered(b)) }) {
		t.Error("the order is lost")
	}
}
