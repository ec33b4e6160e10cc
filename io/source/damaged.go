package source

import (
	"errors"
	"io"
	"rfm/io/fault"
)

// Damaged is a stream that ended with an error: a broken compression, a disk.
func Damaged(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &fault.Error{Kind: fault.Unreadable, Message: name + ": ends too early: the file is cut off", Err: err}
	}
	return fault.Reading(name, err)
}
