package app

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// signalError ends the program as the signal would.
type signalError struct {
	what string
	code int
}

func (e *signalError) Error() string { return e.what }

func (e *signalError) ExitCode() int { return e.code }

// UntilSignal is a context that ends when the program is asked to stop. Only
// the first signal is caught: a second one ends the program on the spot.
func UntilSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // by nohup
		signal.Notify(caught, syscall.SIGHUP)
	}
	go func() {
		select {
		case s := <-caught:
			signal.Stop(caught)
			switch s {
			case syscall.SIGTERM:
				cancel(&signalError{"terminated", ExitTerminated})
			case syscall.SIGHUP:
				cancel(&signalError{"hung up", exitHungUp})
			default:
				cancel(&signalError{"interrupted", exitInterrupted})
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(caught); cancel(nil) }
}

// grace is how long work may take to come back after the context has ended.
const grace = 300 * time.Millisecond

// Interruptible does work that may wait for others without end, as reading from
// a pipe does. Work that has not come back soon after the context has ended is
// left behind: the program ends with it.
func Interruptible(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- guarded(work) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(grace):
	}
	return context.Cause(ctx)
}

// endsWith does all the work of a command, which looks at the context itself where
// it can. Where it has not come back some time after the context has ended, since
// it waits for others, it is left behind: the program ends with it.
func endsWith(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- guarded(work) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	long := 4 * grace                               // more than Interruptible takes inside
	if exitCode(context.Cause(ctx)) == exitMemory { // which the work would take more of
		long = 0
	}
	select {
	case err := <-done:
		return err
	case <-time.After(long):
		return context.Cause(ctx)
	}
}

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
