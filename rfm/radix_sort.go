package rfm

import (
	"runtime"
	"slices"
	"sync"
)

// sortKey is ordered by two numbers, the first one first. It tells where the
// customer is that it stands for: a partition and the group in it, or, where
// there are no partitions, an index alone.
type sortKey struct {
	a, b        uint64
	part, group uint32
}

// ordered maps integers to unsigned ones in the same order.
func ordered(v int64) uint64 { return uint64(v) ^ 1<<63 }

// sortKeys orders keys by their numbers and equal ones by compare: the halves
// side by side where there are many and two cores, then as one.
func sortKeys(keys []sortKey, compare func(x, y sortKey) int) {
	const few = 1 << 12
	switch {
	case len(keys) < few:
		slices.SortFunc(keys, compare)
		return
	case runtime.GOMAXPROCS(0) == 1:
		radixSort(keys, make([]sortKey, len(keys)), compare)
		return
	}
	half := len(keys) / 2
	spare := make([]sortKey, len(keys))
	var wg sync.WaitGroup
	wg.Go(func() { radixSort(keys[:half], spare[:half], compare) })
	radixSort(keys[half:], spare[half:], compare)
	wg.Wait()
	mergeKeys(keys, append(spare[:0], keys[:half]...), keys[half:], compare)
}

// mergeKeys fills keys from two lists in order; the second may be the end of keys.
func mergeKeys(keys, left, right []sortKey, compare func(x, y sortKey) int) {
	for i := range keys {
		if len(right) == 0 || len(left) > 0 && compare(left[0], right[0]) <= 0 {
			keys[i], left = left[0], left[1:]
		} else {
			keys[i], right = right[0], right[1:]
		}
	}
}

// radixSort orders keys by the bytes of their numbers, last byte first; bytes
// that all keys share are passed over, and ids mostly share many. Keys with
// equal numbers are long ids, which are compared. spare is as long as keys.
func radixSort(keys, spare []sortKey, compare func(x, y sortKey) int) {
	var differ [2]uint64
	for _, k := range keys {
		differ[0] |= k.a ^ keys[0].a
		differ[1] |= k.b ^ keys[0].b
	}
	from, to := keys, spare
	for pass := range 16 {
		shift := uint(8 * (pass % 8))
		digit := func(k sortKey) byte { return byte(k.b >> shift) }
		bits := differ[1]
		if pass >= 8 {
			digit = func(k sortKey) byte { return byte(k.a >> shift) }
			bits = differ[0]
		}
		if byte(bits>>shift) == 0 {
			continue
		}
		var places [256]int
		for i := range from {
			places[digit(from[i])]++
		}
		next := 0
		for d, n := range places {
			places[d] = next
			next += n
		}
		for i := range from {
			d := digit(from[i])
			to[places[d]] = from[i]
			places[d]++
		}
		from, to = to, from
	}
	if len(from) > 0 && &from[0] != &keys[0] {
		copy(keys, from)
	}
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].a == keys[i].a && keys[j].b == keys[i].b {
			j++
		}
		slices.SortFunc(keys[i:j], compare)
		i = j
	}
}
