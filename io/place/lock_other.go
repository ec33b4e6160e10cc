//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package place

import (
	"errors"
	"os"
	"runtime"
)

// noFollow has no meaning here.
const noFollow = 0

// lockFile is for systems whose locks are of another kind.
func lockFile(*os.File) error { return errors.New("no file locks on " + runtime.GOOS) }
