package basket

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// parallel calls f for 0 … n-1 on several workers, and returns the first error.
// A panic of f becomes one of the caller.
func parallel(workers, n int, f func(worker, i int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	var fault string
	fail := func(err error, text string) {
		once.Do(func() { failed, fault = err, text })
		next.Store(int64(n))
	}
	for w := range min(workers, n) {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					fail(nil, fmt.Sprintf("%v\n\n%s", value, debug.Stack()))
				}
			}()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(w, i); err != nil {
					fail(err, "")
					return
				}
			}
		})
	}
	wg.Wait()
	if fault != "" {
		panic(fault)
	}
	return failed
}
