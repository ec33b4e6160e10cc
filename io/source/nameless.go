package source

import (
	"errors"
	"os"
)

// Nameless makes a temporary file that has no name any more, so that nothing of
// it stays behind.
func Nameless() (*os.File, error) {
	f, err := os.CreateTemp("", "rfm-*.tmp")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
