package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rfm/io/fault"
	"rfm/io/place"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/rfm/tempfile"
	"rfm/segment"
)

// Exit codes of the program.
const (
	exitDone        = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInput       = 3
	exitUndecided   = 4
	exitBadRows     = 5
	exitNoCustomers = 6
	exitOutput      = 7
	exitLocked      = 8
	exitCheck       = 9
	ExitNotFitted   = 10
	exitMemory      = 11
	exitHungUp      = 129
	exitInterrupted = 130
	exitClosedPipe  = 141
	ExitTerminated  = 143
)

// exitMeaning is what a code means: a name for programs and a text for people.
type exitMeaning struct {
	code          int
	kind, meaning string
}

func exitMeanings() []exitMeaning {
	return []exitMeaning{
		{exitDone, "done", "done"},
		{exitFailure, "failure", "unexpected failure"},
		{exitUsage, "usage", "usage: a command, a flag, an expression or a scheme"},
		{exitInput, "input", "input missing, unreadable or damaged"},
		{exitUndecided, "undecided", "the input needs a decision: which column is which, how dates and numbers are written"},
		{exitBadRows, "bad_rows", "bad rows: a date that is not a date, an amount that is not a number, a sum too large"},
		{exitNoCustomers, "nothing_to_score", "nothing to score"},
		{exitOutput, "output", "output cannot be written"},
		{exitLocked, "locked", "another run holds the lock"},
		{exitCheck, "check_failed", "a check failed: a condition of --fail-if holds, a scheme is not exact"},
		{ExitNotFitted, "not_converged", "the model did not converge (rfm clv --strict, or no simpler one fits)"},
		{exitMemory, "memory", "the run needs more memory than --memory, or the container, allows"},
		{exitHungUp, "hung_up", "the terminal has gone (SIGHUP)"},
		{exitInterrupted, "interrupted", "interrupted (Ctrl-C)"},
		{exitClosedPipe, "closed_pipe", "the reader of the output has gone"},
		{ExitTerminated, "terminated", "terminated (SIGTERM)"},
	}
}

// exitCodes says what each code means, for the help topic.
func exitCodes() string {
	var b strings.Builder
	for _, c := range exitMeanings() {
		fmt.Fprintf(&b, "\n  %-3d  %s", c.code, c.meaning)
	}
	return b.String()
}

// errorKind is the word for what went wrong.
func errorKind(code int) string {
	for _, c := range exitMeanings() {
		if c.code == code {
			return c.kind
		}
	}
	return errorKind(exitFailure)
}

// exitCode is the code for an error: the one that it carries, else the one that
// this table has for the errors of the packages below.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	var own *fault.Error
	var output *fault.OutputError
	var spill *tempfile.Error
	var locked *place.LockedError
	var customer *rfm.CustomerError
	var grouping *rfm.GroupingError
	var scheme *segment.FileError
	var missing *segment.MissingError
	var bins *score.BinsError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &coded):
		return coded.ExitCode()
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case isClosedPipe(err):
		return exitClosedPipe
	case errors.As(err, &scheme), errors.As(err, &missing), errors.As(err, &grouping), errors.As(err, &bins):
		return exitUsage
	case errors.As(err, &own):
		return map[fault.Kind]int{fault.BadRequest: exitUsage, fault.Unreadable: exitInput,
			fault.Undecided: exitUndecided, fault.BadRows: exitBadRows}[own.Kind]
	case errors.As(err, &customer), errors.Is(err, rfm.ErrOverflow):
		return exitBadRows
	case errors.Is(err, rfm.ErrNoCustomers):
		return exitNoCustomers
	case errors.As(err, &output), errors.As(err, &spill):
		return exitOutput
	case errors.As(err, &locked):
		return exitLocked
	}
	return exitFailure
}

// isClosedPipe reports whether the reader of the output has gone, as head does
// when it has seen enough. That is no error to speak of.
func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// NewExitCodesTopic is the help topic of the exit codes.
func NewExitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long:  "The exit code tells what happened:\n" + exitCodes(),
		// A command that does nothing is a help topic.
	}
}

// Error is an error that ends the program with an exit code of its own.
// The message is one line in lower case without a full stop; the hints name what
// to try next, one line each.
type Error struct {
	Code    int // one of the exit codes
	Message string
	Hints   []string
}

// Error is the message with the hints below it.
func (e *Error) Error() string {
	return strings.Join(append([]string{e.Message}, e.Hints...), "\n  ")
}

// ExitCode is the code that the program ends with.
func (e *Error) ExitCode() int { return e.Code }

// Suggest completes an error about an unknown name by the known one that is
// spelled most like it, which is written behind the prefix.
func (e *Error) Suggest(prefix, name string, known []string) {
	if near := fault.Nearest(name, known); near != "" {
		e.Message += "; did you mean " + prefix + near + "?"
	}
}

// Usage is the error for a command line that cannot be followed.
func Usage(message string, hints ...string) *Error {
	return &Error{exitUsage, message, hints}
}

// Usagef is such an error without hints, with its message formatted.
func Usagef(format string, args ...any) *Error { return Usage(fmt.Sprintf(format, args...)) }

// CheckFailed is the error for a check that failed: of --fail-if, or of a scheme.
func CheckFailed(message string, hints ...string) *Error {
	return &Error{exitCheck, message, hints}
}
