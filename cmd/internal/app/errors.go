package app

import (
	"fmt"
	"strings"

	rfmio "rfm/io"
)

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
	if near := rfmio.Nearest(name, known); near != "" {
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
