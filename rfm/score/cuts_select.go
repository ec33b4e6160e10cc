package score

import (
	"math/bits"
	"slices"
)

const (
	selectBits  = 12  // buckets of one pass of the selection: 2^12
	selectSmall = 256 // so few values are sorted
)

// orderStatistics tells, for each rank, the value that stands at that place
// when x is sorted ascending; ranks count from 0. x stays as it is.
//
// It is a radix selection: one pass counts the values by their leading bits,
// the next gathers those that share a bucket with a wanted rank, and the same
// is done to these. The time is proportional to len(x) for any distribution.
func orderStatistics(x []int64, ranks []int) map[int]int64 {
	ranks = slices.Clone(ranks)
	slices.Sort(ranks)
	found := make([]int64, len(ranks))
	selectRanks(slices.Clone(ranks), x, found)
	values := make(map[int]int64, len(ranks))
	for i, rank := range ranks {
		values[rank] = found[i]
	}
	return values
}

// selectRanks fills found for ascending ranks, which it uses up.
func selectRanks(ranks []int, x, found []int64) {
	if len(ranks) == 0 {
		return
	}
	if len(x) <= selectSmall {
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		for i, rank := range ranks {
			found[i] = sorted[rank]
		}
		return
	}
	lowest, highest := slices.Min(x), slices.Max(x)
	width := bits.Len64(uint64(highest) - uint64(lowest))
	shift := max(0, width-selectBits)
	bucketOf := func(v int64) uint64 { return (uint64(v) - uint64(lowest)) >> shift % (1 << selectBits) }

	var count [1 << selectBits]int
	for _, v := range x {
		count[bucketOf(v)]++
	}
	// parts are the runs of ranks that fall into one bucket.
	type part struct {
		from, to int // ranks[from:to]
		x        []int64
	}
	var parts []part
	var partOf [1 << selectBits]uint8 // 1 + index in parts
	before, next := 0, 0
	for bucket, n := range count {
		from := next
		for next < len(ranks) && ranks[next] < before+n {
			ranks[next] -= before
			found[next] = lowest + int64(bucket) // final where a bucket is one value
			next++
		}
		if next > from && shift > 0 {
			parts = append(parts, part{from, next, make([]int64, 0, n)})
			partOf[bucket] = uint8(len(parts))
		}
		before += n
	}
	if len(parts) == 0 {
		return
	}
	for _, v := range x {
		if p := partOf[bucketOf(v)]; p > 0 {
			parts[p-1].x = append(parts[p-1].x, v)
		}
	}
	for _, p := range parts {
		selectRanks(ranks[p.from:p.to], p.x, found[p.from:p.to])
	}
}
