package main

import (
	"fmt"
	"strings"

	rfmio "rfm/io"
)

// commandError is an error that ends the program with an exit code of its own.
// The message is one line in lower case without a full stop; the hints name what
// to try next, one line each.
type commandError struct {
	Code    int // one of the exit codes
	Message string
	Hints   []string
}

// Error is the message with the hints below it.
func (e *commandError) Error() string {
	return strings.Join(append([]string{e.Message}, e.Hints...), "\n  ")
}

// ExitCode is the code that the program ends with.
func (e *commandError) ExitCode() int { return e.Code }

// suggest completes an error about an unknown name by the known one that is
// spelled most like it, which is written behind the prefix.
func (e *commandError) suggest(prefix, name string, known []string) {
	if near := rfmio.Nearest(name, known); near != "" {
		e.Message += "; did you mean " + prefix + near + "?"
	}
}

// usage is the error for a command line that cannot be followed.
func usage(message string, hints ...string) *commandError {
	return &commandError{exitUsage, message, hints}
}

// usagef is such an error without hints, with its message formatted.
func usagef(format string, args ...any) *commandError { return usage(fmt.Sprintf(format, args...)) }

// failedCheck is the error for a check that failed: of --fail-if, or of a scheme.
func failedCheck(message string, hints ...string) *commandError {
	return &commandError{exitCheck, message, hints}
}
