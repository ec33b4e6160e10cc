package app

import (
	"context"
	"os"
	"os/signal"
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
	go func() {
		select {
		case s := <-caught:
			signal.Stop(caught)
			if s == syscall.SIGTERM {
				cancel(&signalError{"terminated", ExitTerminated})
			} else {
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
