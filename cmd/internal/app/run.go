package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"rfm/cmd/internal/words"
	"rfm/io/place"
	"rfm/rfm"
	"rfm/segment"
)

// Streams are what a command reads and writes beside named files. stdout is
// data, stderr is messages.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Arguments are those of the command line, beginning with the command.
	Arguments []string
	// Files are all files that a command writes: its result and those beside it.
	// They appear together when the command is done; a run that fails changes none.
	Files place.Set
	// Clock tells the time; nil for the clock of the machine.
	Clock func() time.Time
	// Language is that of all that a person reads; English where it is empty.
	Language segment.Language
	words    *words.Words   // of the language; nil for English
	command  *cobra.Command // that runs
	// helpFailure is why the help could not be written.
	helpFailure error
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
	if err == nil {
		return nil
	}
	_, asJSON := s.Err.(*JSONLog)
	return &toldError{err, asJSON, s.words}
}

func runCommand(ctx context.Context, args []string, s *Streams, newRoot func(*Streams) *cobra.Command) error {
	asJSON, language := early(args)
	if asJSON {
		s.Err = newJSONLog(s.Err)
	}
	s.speak(language)
	defer s.Files.Abort() // unless they are in their places
	s.Arguments = args
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Stdout(ctx))
	root.SetErr(s.Err)
	ctx, stop := withinMemory(ctx)
	defer stop()
	// A file that is a pipe may keep any step waiting: settings, a model, a key.
	if err := endsWith(ctx, func() error { return root.ExecuteContext(ctx) }); err != nil {
		return err
	}
	if s.helpFailure != nil {
		return s.helpFailure
	}
	return s.Commit(ctx)
}

// Commit puts the files into their places, unless the context has ended. Run
// does it when the command is done; a command does it where something is to
// follow.
func (s *Streams) Commit(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return s.Files.Commit()
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
	told, ok := err.(*toldError)
	if ok {
		err = told.error
	} else {
		told = &toldError{}
	}
	if _, early := err.(*signalError); early {
		err = fmt.Errorf("%w; nothing was written", err)
	}
	text := err.Error()
	if errors.Is(err, rfm.ErrOverflow) {
		text += "\n  an amount is likely wrong; leave such rows out: --where 'amount < 1000000000'"
	}
	if told.asJSON {
		newJSONLog(w).fail(text, err, code)
	} else {
		name := "rfm:"
		if IsTerminal(w) && coloured() {
			name = "\x1b[1;31m" + name + "\x1b[0m" // bold red
		}
		fmt.Fprintf(w, "%s %s\n", name, told.words.Text(text))
	}
	return code
}
