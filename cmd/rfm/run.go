package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	rfmio "rfm/io"
	"rfm/rfm"

	"github.com/spf13/cobra"
)

// streams are what a command reads and writes beside named files. stdout is
// data, stderr is messages.
type streams struct {
	in       io.Reader
	out, err io.Writer
	// beside are files that a command writes beside its result. They appear when
	// the result is written; a run that fails leaves none.
	beside []*rfmio.File
}

// runRoot runs the command that the arguments name, of those that newRoot makes,
// and returns what report turns into a message and an exit code.
func runRoot(ctx context.Context, args []string, s *streams, newRoot func(*streams) *cobra.Command) error {
	err := guarded(func() error { return runCommand(ctx, args, s, newRoot) })
	if _, asJSON := s.err.(*jsonLog); asJSON && err != nil {
		return &loggedError{err}
	}
	return err
}

func runCommand(ctx context.Context, args []string, s *streams, newRoot func(*streams) *cobra.Command) error {
	if wantsJSON(args) {
		s.err = newJSONLog(s.err)
	}
	defer func() {
		for _, f := range s.beside {
			f.Abort() // unless it is in its place
		}
	}()
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	for _, f := range s.beside {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// report prints an error, as a paragraph or as JSON, and returns the exit code for it.
func report(w io.Writer, err error) int {
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
