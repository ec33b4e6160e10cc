//go:build faulty

package place

import (
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
)

// steps counts the steps of the process.
var steps atomic.Int64

// step fails, once, at the step of the run whose number $FAIL_STEP says, as a
// full disk does. This file is in no program but that of the tests of faults.
func step(what string) error {
	n, err := strconv.ParseInt(os.Getenv("FAIL_STEP"), 10, 64)
	if err != nil || steps.Add(1) != n {
		return nil
	}
	fmt.Fprintf(os.Stderr, "step %d, a %s, fails\n", n, what)
	return syscall.ENOSPC
}
