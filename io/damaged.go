package rfmio

import (
	"errors"
	"io"
)

// damaged is a stream that ended with an error: a broken compression, a disk.
func damaged(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Kind: Unreadable, Message: name + ": ends too early: the file is cut off", Err: err}
	}
	return inputError(name, err)
}
