package fault

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Kind says what an Error asks of the user; the command maps it to an
// exit code.
type Kind int

const (
	// Unreadable input: missing, a directory, damaged, or no table at all.
	Unreadable Kind = iota
	// Undecided input: the program needs to be told what a column means.
	Undecided
	// BadRows in the input that no flag allows.
	BadRows
	// BadRequest is an option that cannot be followed: a column or a function
	// that does not exist, an expression that does not compile.
	BadRequest
)

// Error says what is wrong with the input, where, and what to try next.
type Error struct {
	Kind    Kind
	Message string
	// Hints are the lines below the message, each a thing to look at or to try.
	Hints []string
	// Place is where the input shows it; nil where no single cell or line does.
	Place *Place
	Err   error

	Lacks string // the role that no column of a file has
}

// Place is a cell of the input, or a line of it.
type Place struct {
	File        string
	Line        int64 // from 1
	Column      int   // from 1; 0 for the whole line
	Name, Value string
}

// Error is the message and the hints, one line each.
func (e *Error) Error() string {
	return strings.Join(append([]string{e.Message}, e.Hints...), "\n  ")
}

func (e *Error) Unwrap() error { return e.Err }

// Reading wraps a failure to read.
func Reading(name string, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	return &Error{Kind: Unreadable, Message: name + ": " + plainCause(err), Err: err}
}

// Opening is Reading for a file that could not be opened: it looks for a
// file of a similar name.
func Opening(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return Reading(path, err)
	}
	e := &Error{Kind: Unreadable, Message: path + ": no such file", Err: err}
	entries, _ := os.ReadDir(filepath.Dir(path))
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if near := Nearest(filepath.Base(path), names); near != "" {
		e.Message += "; did you mean " + strings.TrimSuffix(path, filepath.Base(path)) + near + "?"
	}
	return e
}

// plainCause is the innermost text of a path error, without the path and the
// system call that a user did not name.
func plainCause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
