package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// defect is a mistake in the program itself.
type defect struct {
	value any
	stack []byte
}

func (e *defect) Error() string {
	return fmt.Sprintf("a fault in the program: %v\n  please report it with the command line and the lines below\n\n%s", e.value, e.stack)
}

// guarded makes a panic of work an error, so that a fault leaves as little
// behind as a mistake of the user does.
func guarded(work func() error) (err error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *defect: // from another goroutine, with its own stack
			err = value
		default:
			err = &defect{value, debug.Stack()}
		}
	}()
	return work()
}

// Parallel calls f for 0 … n-1 on all cores, in blocks. A panic of f becomes one
// of the caller.
func Parallel(n int, f func(i int)) {
	const block = 1 << 14
	var wg sync.WaitGroup
	var failed atomic.Pointer[defect]
	workers := min(runtime.GOMAXPROCS(0), (n+block-1)/block)
	for w := range workers {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					failed.CompareAndSwap(nil, &defect{value, debug.Stack()})
				}
			}()
			for from := w * block; from < n; from += workers * block {
				for i := from; i < min(n, from+block); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
	if f := failed.Load(); f != nil {
		panic(f)
	}
}
