//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package place

import (
	"os"

	"golang.org/x/sys/unix"
)

// noFollow opens no link.
const noFollow = unix.O_NOFOLLOW

// lockFile takes the lock of an open file, or returns errLocked.
func lockFile(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == unix.EWOULDBLOCK {
		return errLocked
	}
	return err
}
