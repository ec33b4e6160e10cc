package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// OutputError is a failure to write an output. Err is the cause, so that
// errors.Is tells a full disk (syscall.ENOSPC) from a closed pipe
// (syscall.EPIPE).
type OutputError struct {
	Path string // as the user named it
	Err  error
}

func (e *OutputError) Error() string { return fmt.Sprintf("cannot write %s: %v", e.Path, e.Err) }

func (e *OutputError) Unwrap() error { return e.Err }

// Writing makes err an *OutputError for path; nil stays nil. The names of
// system calls and of temporary files are dropped: they are not the user's.
func Writing(path string, err error) error {
	if err == nil {
		return nil
	}
	if output, ok := errors.AsType[*OutputError](err); ok {
		return output
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return &OutputError{Path: path, Err: err}
}
