package app

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// gcPercent keeps memory near what is in use. Customers are held in a few large
	// pieces without pointers, so that collecting often costs next to nothing.
	gcPercent = 25
	// gcFloor is the heap below which nothing is collected: with a few megabytes
	// in use a quarter of them is filled every few milliseconds, and marking what
	// the libraries hold would take longer than a small file.
	gcFloor = 32 << 20
)

// CollectSparingly sets the collector to gcPercent and the floor, now and after
// every collection.
func CollectSparingly() {
	const least = 4 << 20 // in use, as the runtime reckons with at the start
	debug.SetGCPercent(percentToFloor(least, floor()))
	afterCollection()
}

func afterCollection() {
	runtime.AddCleanup(new([64]byte), func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(percentToFloor(live[0].Value.Uint64(), floor()))
		afterCollection()
	}, struct{}{})
}

// KeepWithin lets the collector keep the process within a limit: it need not
// work so hard far below. A limit that the program alone does not fit in would
// let it do nothing else.
func KeepWithin(limit int64) { debug.SetMemoryLimit(max(limit, 2*gcFloor)) }

// floor is gcFloor, or a quarter of the limit that KeepWithin has set.
func floor() uint64 {
	limit := debug.SetMemoryLimit(-1) // which only asks
	if limit == math.MaxInt64 {
		return gcFloor
	}
	return max(gcFloor, uint64(limit)/4)
}

// percentToFloor is how much the heap may grow from what is in use.
func percentToFloor(live, floor uint64) int {
	if live >= floor {
		return gcPercent
	}
	return max(gcPercent, int(100*(floor-live)/max(live, 1<<20)))
}
