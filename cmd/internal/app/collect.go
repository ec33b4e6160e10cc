package app

import (
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
	debug.SetGCPercent(percentToFloor(least, gcFloor))
	afterCollection()
}

func afterCollection() {
	runtime.AddCleanup(new([64]byte), func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(percentToFloor(live[0].Value.Uint64(), gcFloor))
		afterCollection()
	}, struct{}{})
}

// percentToFloor is how much the heap may grow from what is in use.
func percentToFloor(live, floor uint64) int {
	if live >= floor {
		return gcPercent
	}
	return max(gcPercent, int(100*(floor-live)/max(live, 1<<20)))
}
