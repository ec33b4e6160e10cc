package app

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/dustin/go-humanize"
)

// leastMemory is what the program is granted whatever the limit: what it needs for
// any input.
const leastMemory = 128 << 20

// MemoryLimit reads --memory in bytes. Without the flag it is three quarters of
// what the container (cgroup v1 or v2), else the machine, has; 0, no limit, where
// that cannot be told.
func MemoryLimit(text string) (int64, error) {
	if text == "" {
		limit, err := memlimit.ApplyRatio(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem), 0.75)()
		if err != nil || limit > math.MaxInt64 {
			return 0, nil
		}
		return int64(limit), nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > math.MaxInt64 {
		return 0, Usage("--memory \""+text+"\" is not an amount of memory", "write it like 512MiB, 2GiB, 4GB")
	}
	return int64(n), nil
}

// KeepWithin lets the collector keep the process within a limit, and ends the run
// where that cannot be. 0 is no limit.
func KeepWithin(limit int64) {
	if limit > 0 {
		debug.SetMemoryLimit(max(limit-programMemory, leastMemory))
	}
}

// programMemory is what the code of the program and its threads take in memory,
// which the limit of the runtime does not count.
const programMemory = 32 << 20

// Room is how much memory the data of the process may take, by KeepWithin.
func Room() int64 { return debug.SetMemoryLimit(-1) } // which only asks

// TooMany is the error for so many customers that they have no room in memory at
// once. needed is what they would take, in bytes; why says what looks at all of
// them.
func TooMany(customers int, needed int64, why string) *Error {
	return noMemory(fmt.Sprintf("not enough memory for %s at once: about %s is needed", Counted(customers, "customer"), humanize.IBytes(uint64(needed+programMemory))),
		why+" looks at all of them; what works in files: rfm score, rfm segment, rfm segment --out-dir")
}

// noMemory is the error of a run that needs more memory than there may be.
func noMemory(message string, hints ...string) *Error {
	limit := min(uint64(Room()), math.MaxInt64-programMemory) + programMemory
	return &Error{Code: exitMemory, Message: message + "; the limit is " + humanize.IBytes(limit),
		Hints: append(hints, "a higher one, where the machine has it: --memory 8GiB (default three quarters of the container or machine)")}
}

// withinMemory is a context that ends when the process takes more memory than
// KeepWithin allows: better an error than the end by the kernel, which says
// nothing and leaves files behind.
func withinMemory(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	if limit, err := MemoryLimit(""); err == nil && Room() == math.MaxInt64 {
		KeepWithin(limit)
	}
	go func() {
		const interval = 10 * time.Millisecond // in which a core fills some 20 MB
		tick := time.NewTicker(interval)
		defer tick.Stop()
		taken := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			metrics.Read(taken)
			if now := int64(taken[0].Value.Uint64() - taken[1].Value.Uint64()); now > Room()+programMemory { // the collector aims at Room, and is late at times
				cancel(noMemory("not enough memory: this run takes " + humanize.IBytes(uint64(now)) + " by now"))
				return
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}
