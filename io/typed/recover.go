package typed

import (
	"errors"
	"fmt"
	"runtime"
)

// RecoverCorrupt turns a panic into an error: Arrow's metadata and the
// decompressors panic on some corrupt bytes, and a corrupt file is the user's
// to know of, not a crash. wrap makes the error of the format.
func RecoverCorrupt(name string, wrap func(name string, err error) error, err *error) {
	switch r := recover().(type) {
	case nil:
	case runtime.Error: // its words are about this program, not the file
		*err = wrap(name, errors.New("it is corrupt"))
	default:
		*err = wrap(name, fmt.Errorf("it is corrupt: %v", r))
	}
}
