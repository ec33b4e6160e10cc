package place

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"runtime"
	"syscall"
)

// File is an output file that appears under its name when it is complete, in
// one step: until Commit a reader sees what was there before.
//
// The bytes go to a hidden file in the same folder, made at the first write.
// A link is followed: what it points at is replaced, the link stays. Devices,
// named pipes and /dev/stdout cannot be replaced and are written straight
// through. Every error is an *OutputError.
type File struct {
	path   string      // as the user named it
	target string      // what is replaced: path with its links followed
	direct bool        // write to target itself
	mode   fs.FileMode // permissions of the file that is replaced; 0 if none

	file *os.File // nil until the first write
	done bool     // after Commit or Abort
}

// Create prepares an output file. It changes nothing yet, but finds out what
// can be known before the work begins: a folder in the place of the file, a
// folder that is missing, a file that is write-protected.
func Create(path string) (*File, error) {
	f := &File{path: path}
	if err := f.inspect(); err != nil {
		return nil, fault.Writing(path, err)
	}
	return f, nil
}

// inspect fills in how the file is to be written.
func (f *File) inspect() error {
	if f.path == "" {
		return errors.New("the name is empty")
	}
	target, err := followLinks(f.path)
	if err != nil {
		return err
	}
	f.target = target
	if _, ok := descriptor(target); ok {
		f.direct = true
		return nil
	}
	found, err := os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		folder := filepath.Dir(target)
		if _, err := os.Stat(folder); err != nil {
			return fmt.Errorf("folder %s: %w", folder, errors.Unwrap(err))
		}
		return nil
	case err != nil:
		return err
	case found.IsDir():
		return syscall.EISDIR
	case !found.Mode().IsRegular():
		f.direct = true
		return nil
	}
	f.mode = found.Mode().Perm()
	probe, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return probe.Close()
}

// Write appends to the file.
func (f *File) Write(p []byte) (int, error) {
	if f.done {
		return 0, fault.Writing(f.path, fs.ErrClosed)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if err := f.open(); err != nil {
		return 0, fault.Writing(f.path, err)
	}
	n, err := f.file.Write(p)
	return n, fault.Writing(f.path, err)
}

// open makes the hidden file, or opens the target that is written directly.
func (f *File) open() (err error) {
	if f.file != nil {
		return nil
	}
	if f.direct {
		f.file, err = openDirect(f.target)
		return err
	}
	mode := f.mode
	if mode == 0 {
		mode = 0o666 // less the umask
	}
	name := fmt.Sprintf(".rfm-%d-%016x.tmp", os.Getpid(), rand.Uint64())
	name = filepath.Join(filepath.Dir(f.target), name)
	f.file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err == nil && f.mode != 0 {
		err = f.file.Chmod(f.mode) // what the umask took
	}
	return err
}

// Commit puts the file in its place and returns once it is safe on the disk.
// A file that cannot be completed is given up as by Abort.
func (f *File) Commit() error {
	if f.done {
		return fault.Writing(f.path, fs.ErrClosed)
	}
	defer f.Abort()
	return fault.Writing(f.path, f.commit())
}

func (f *File) commit() error {
	if err := f.open(); err != nil {
		return err
	}
	if f.direct {
		f.done = true
		return closeDirect(f.file)
	}
	if err := f.file.Sync(); err != nil {
		return err
	}
	if err := f.file.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.file.Name(), f.target); err != nil {
		return err
	}
	f.done = true
	return syncFolder(filepath.Dir(f.target))
}

// Abort gives the file up and leaves what was there before. After Commit it
// does nothing, so it can be deferred.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	if f.file == nil {
		return
	}
	if f.direct {
		closeDirect(f.file)
		return
	}
	f.file.Close()
	os.Remove(f.file.Name())
}

// syncFolder makes a rename in a folder last.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // folders cannot be opened there
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) { // a file system that has no such thing
		err = nil
	}
	return errors.Join(err, folder.Close())
}
