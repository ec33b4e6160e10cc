package app

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// isClosedStream reports whether stdout was closed when the program began, as >&-
// does. The runtime of Go opens /dev/null in its place then, for reading and
// writing: a result would be lost without a word. A shell that sends stdout to
// /dev/null opens it for writing only.
func isClosedStream(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	var out, null unix.Stat_t
	if unix.Fstat(int(file.Fd()), &out) != nil || unix.Stat(os.DevNull, &null) != nil || out.Mode&unix.S_IFMT != unix.S_IFCHR || out.Rdev != null.Rdev {
		return false
	}
	flags, err := unix.FcntlInt(file.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR
}
