package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"rfm/io/place"
	"rfm/rfm"
)

// Streams are what a command reads and writes beside named files. stdout is
// data, stderr is messages.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Clock tells the time; nil for the clock of the machine.
	Clock func() time.Time
	// Beside are files that a command writes beside its result. They appear when
	// the result is written; a run that fails leaves none.
	Beside []*place.File
}

// Now is the time by the clock.
func (s *Streams) Now() time.Time {
	if s.Clock != nil {
		return s.Clock()
	}
	return time.Now()
}

// Run runs the command that the arguments name, of those that newRoot makes,
// and returns what report turns into a message and an exit code.
func Run(ctx context.Context, args []string, s *Streams, newRoot func(*Streams) *cobra.Command) error {
	err := guarded(func() error { return runCommand(ctx, args, s, newRoot) })
	if _, asJSON := s.Err.(*JSONLog); asJSON && err != nil {
		return &loggedError{err}
	}
	return err
}

func runCommand(ctx context.Context, args []string, s *Streams, newRoot func(*Streams) *cobra.Command) error {
	if wantsJSON(args) {
		s.Err = newJSONLog(s.Err)
	}
	defer func() {
		for _, f := range s.Beside {
			f.Abort() // unless it is in its place
		}
	}()
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	for _, f := range s.Beside {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// Steps takes steps one after the other until one fails.
func Steps(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Report prints an error, as a paragraph or as JSON, and returns the exit code for it.
func Report(w io.Writer, err error) int {
	code := exitCode(err)
	if code == exitDone || isClosedPipe(err) {
		return code
	}
	logged, asJSON := err.(*loggedError)
	if asJSON {
		err = logged.error
	}
	if _, early := err.(*signalError); early {
		err = fmt.Errorf("%w; nothing was written", err)
	}
	text := err.Error()
	if errors.Is(err, rfm.ErrOverflow) {
		text += "\n  an amount is likely wrong; leave such rows out: --where 'amount < 1000000000'"
	}
	if asJSON {
		newJSONLog(w).fail(text, err, code)
	} else {
		fmt.Fprintf(w, "rfm: %s\n", text)
	}
	return code
}
