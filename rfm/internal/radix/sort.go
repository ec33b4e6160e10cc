// Package radix sorts keys of two machine words.
package radix

import (
	"runtime"
	"slices"
	"sync"
)

// Key is ordered by A, then B. Partition and Group tell what it stands for; where
// there are no partitions, Group is an index.
type Key struct {
	A, B             uint64
	Partition, Group uint32
}

// Ordered maps integers to unsigned ones in the same order.
func Ordered(v int64) uint64 { return uint64(v) ^ 1<<63 }

// Sort orders keys by their numbers and equal ones by compare, which must order
// all keys in that way. Many keys are sorted in two halves in parallel, which are
// then merged.
func Sort(keys []Key, compare func(x, y Key) int) {
	const few = 1 << 12
	switch {
	case len(keys) < few:
		slices.SortFunc(keys, compare)
		return
	case runtime.GOMAXPROCS(0) == 1:
		sortBytes(keys, make([]Key, len(keys)), compare)
		return
	}
	half := len(keys) / 2
	spare := make([]Key, len(keys))
	var wg sync.WaitGroup
	wg.Go(func() { sortBytes(keys[:half], spare[:half], compare) })
	sortBytes(keys[half:], spare[half:], compare)
	wg.Wait()
	Merge(keys, append(spare[:0], keys[:half]...), keys[half:], compare)
}

// Merge merges two sorted lists into keys; right may be the end of keys.
func Merge(keys, left, right []Key, compare func(x, y Key) int) {
	for i := range keys {
		if len(right) == 0 || len(left) > 0 && compare(left[0], right[0]) <= 0 {
			keys[i], left = left[0], left[1:]
		} else {
			keys[i], right = right[0], right[1:]
		}
	}
}

// sortBytes is a radix sort by the bytes of the numbers, last byte first. It skips
// bytes that all keys share, and ids mostly share many. Keys with equal numbers,
// such as those of long ids, are compared. spare is as long as keys.
func sortBytes(keys, spare []Key, compare func(x, y Key) int) {
	var differ [2]uint64
	for _, k := range keys {
		differ[0] |= k.A ^ keys[0].A
		differ[1] |= k.B ^ keys[0].B
	}
	from, to := keys, spare
	for pass := range 16 {
		shift := uint(8 * (pass % 8))
		digit := func(k Key) byte { return byte(k.B >> shift) }
		bits := differ[1]
		if pass >= 8 {
			digit = func(k Key) byte { return byte(k.A >> shift) }
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
		for j < len(keys) && keys[j].A == keys[i].A && keys[j].B == keys[i].B {
			j++
		}
		slices.SortFunc(keys[i:j], compare)
		i = j
	}
}
