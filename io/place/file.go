package place

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"rfm/io/fault"
	"runtime"
	"sync"
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

	mu       sync.Mutex // guards file and done: a run that is interrupted gives up what is still being written
	file     *os.File   // nil until the first write
	finished bool       // all is written; it may be nothing
	done     bool       // after Commit or Abort
	swap     func(a, b string) error
	kept     string // what was in the place, while it can be put back; "" for nothing
	placed   bool   // it stands in its place
}

// Create prepares an output file. It changes nothing yet, but finds out what
// can be known before the work begins: a folder in the place of the file, a
// folder that is missing, a file that is write-protected.
func Create(path string) (*File, error) {
	f := &File{path: path, swap: swap}
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
	if len(p) == 0 {
		return 0, nil
	}
	file, err := f.opened()
	if err != nil {
		return 0, fault.Writing(f.path, err)
	}
	if err := step("write"); err != nil {
		return 0, fault.Writing(f.path, err)
	}
	n, err := file.Write(p)
	return n, fault.Writing(f.path, err)
}

// opened is the file to write to.
func (f *File) opened() (*os.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done {
		return nil, fs.ErrClosed
	}
	err := f.open()
	return f.file, err
}

// Finish says that all is written. A file that has nothing in it needs that to
// appear with a Set.
func (f *File) Finish() { f.finished = true }

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
	folder := filepath.Dir(f.target)
	removeLeftovers(folder)
	if err := step("create"); err != nil {
		return err
	}
	name := hiddenName(folder)
	f.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	lockFile(f.file) // keeps it from being taken for a leftover, where there are locks
	if f.mode != 0 {
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
	return commit([]placed{f})
}

// prepare makes the bytes safe beside their place.
func (f *File) prepare() error {
	if err := f.open(); err != nil {
		return err
	}
	if f.direct {
		f.done = true
		return closeDirect(f.file)
	}
	if err := step("sync"); err != nil {
		return err
	}
	if err := f.file.Sync(); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // open files cannot be renamed there
		return f.file.Close()
	}
	return nil
}

// put puts the file in its place. What was there is kept under a hidden name: by
// changing places with it, or by a second name for it. Where the file system can
// do neither it is gone.
func (f *File) put() error {
	if f.direct {
		return nil
	}
	if err := step("rename"); err != nil {
		return err
	}
	temp := f.file.Name()
	if _, err := os.Lstat(f.target); err == nil {
		if f.swap(temp, f.target) == nil {
			f.kept, f.placed = temp, true
			return nil
		}
		second := hiddenName(filepath.Dir(f.target))
		if os.Link(f.target, second) == nil {
			f.kept = second
		}
	}
	err := os.Rename(temp, f.target)
	if err != nil && f.kept != "" {
		os.Remove(f.kept)
	}
	f.placed = err == nil
	return err
}

// syncPlace makes the new name last.
func (f *File) syncPlace() error {
	if f.direct {
		return nil
	}
	return syncFolder(filepath.Dir(f.target))
}

// takeBack puts back what was there before.
func (f *File) takeBack() error {
	if !f.placed {
		return nil
	}
	f.placed = false
	if f.kept == "" {
		return os.Remove(f.target)
	}
	return os.Rename(f.kept, f.target)
}

// settle forgets what was there before.
func (f *File) settle() {
	if f.direct {
		return
	}
	f.done = true
	f.file.Close()
	if f.kept != "" {
		os.Remove(f.kept) // else the next run does
	}
}

// SHA256 is the sum of what has been written, in hex; "" for what is written
// straight through.
func (f *File) SHA256() (string, error) {
	if f.direct || f.file == nil {
		return "", nil
	}
	sum := sha256.New()
	_, err := io.Copy(sum, io.NewSectionReader(f.file, 0, 1<<62))
	return hex.EncodeToString(sum.Sum(nil)), fault.Writing(f.path, err)
}

// Abort gives the file up and leaves what was there before. After Commit it
// does nothing, so it can be deferred.
func (f *File) Abort() {
	if !f.mu.TryLock() { // a pipe that nobody reads is being opened
		if f.direct {
			return
		}
		f.mu.Lock()
	}
	defer f.mu.Unlock()
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
	os.Remove(f.file.Name()) // before the lock on it ends
	f.file.Close()
}

// syncFolder makes a rename in a folder last.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // folders cannot be opened there
		return nil
	}
	if err := step("sync"); err != nil {
		return err
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
