// Command rfm turns a file of customer transactions into scored customers and
// named segments.
package main

import (
	"context"
	"os"
	"runtime/debug"
	_ "time/tzdata" // --tz works on machines without a database of time zones, such as empty containers
)

// gcPercent keeps memory near what is in use. Customers are held in a few large
// pieces without pointers, so that collecting often costs next to nothing.
const gcPercent = 25

func main() {
	debug.SetGCPercent(gcPercent)
	ctx, stop := untilSignal(context.Background())
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(report(os.Stderr, err))
}
