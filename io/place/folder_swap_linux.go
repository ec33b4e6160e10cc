package place

import "golang.org/x/sys/unix"

// swap lets two names of folders change places, in one step. The error is
// errNoSwap where the file system cannot do that.
func swap(a, b string) error {
	switch err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err {
	case unix.ENOSYS, unix.EINVAL, unix.EOPNOTSUPP: // an old kernel; NFS and others
		return errNoSwap
	default:
		return err
	}
}
