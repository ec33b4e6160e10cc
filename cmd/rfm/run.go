package main

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// streams are what a command reads and writes beside named files. stdout is
// data, stderr is words.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program: it parses the arguments, does the work and returns
// what report turns into a message and an exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := newRootCommand(&streams{stdin, stdout, stderr})
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// report prints an error as a paragraph and returns the exit code for it.
func report(w io.Writer, err error) int {
	code := exitCode(err)
	if code == exitDone || isClosedPipe(err) {
		return code
	}
	if code >= exitInterrupted {
		fmt.Fprintln(w, "rfm: interrupted; nothing was written")
		return code
	}
	fmt.Fprintf(w, "rfm: %v\n", err)
	return code
}

// usageError is a command line that cannot be followed.
type usageError struct {
	message string
	hints   []string
}

func (e *usageError) Error() string {
	return strings.Join(append([]string{e.message}, e.hints...), "\n  ")
}

func usagef(format string, args ...any) *usageError {
	return &usageError{message: fmt.Sprintf(format, args...)}
}
