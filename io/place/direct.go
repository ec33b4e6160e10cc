package place

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// followLinks returns what a path points at after all symbolic links of its
// last element; the file itself need not exist. It stops at the names of open
// files, whose links do not tell where the bytes go.
func followLinks(path string) (string, error) {
	for range 40 { // as many as Linux follows
		if _, ok := descriptor(path); ok {
			return path, nil
		}
		found, err := os.Lstat(path)
		if err != nil || found.Mode()&os.ModeSymlink == 0 {
			return path, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			// Not filepath.Join: it would take "..", which may follow a link, by
			// its letters.
			folder, _ := filepath.Split(path)
			next = folder + next
		}
		path = next
	}
	return "", syscall.ELOOP
}

// descriptor is the number of the open file of this process that a path names,
// such as 1 for /dev/stdout.
func descriptor(path string) (fd uintptr, ok bool) {
	switch path = filepath.ToSlash(filepath.Clean(path)); path {
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	folder, name := filepath.Split(path)
	if folder != "/dev/fd/" && folder != "/proc/self/fd/" {
		return 0, false
	}
	n, err := strconv.ParseUint(name, 10, 31)
	return uintptr(n), err == nil
}

// openDirect opens a device, a named pipe or an open file for writing. An open
// file is used as it is: opened anew it would start at its beginning, and what
// others write to it next would overwrite ours.
func openDirect(path string) (*os.File, error) {
	switch fd, ok := descriptor(path); {
	case !ok:
		return os.OpenFile(path, os.O_WRONLY, 0)
	case fd == 1:
		return os.Stdout, nil
	case fd == 2:
		return os.Stderr, nil
	default:
		return os.NewFile(fd, path), nil
	}
}

// closeDirect closes what openDirect opened. The standard streams stay open.
func closeDirect(file *os.File) error {
	if file == os.Stdout || file == os.Stderr {
		return nil
	}
	return file.Close()
}
