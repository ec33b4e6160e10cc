package place

import "golang.org/x/sys/unix"

// swap lets two names of folders change places, in one step. The error is
// errNoSwap where the file system cannot do that.
func swap(a, b string) error {
	switch err := unix.RenamexNp(a, b, unix.RENAME_SWAP); err {
	case unix.ENOTSUP, unix.EINVAL: // not APFS
		return errNoSwap
	default:
		return err
	}
}
