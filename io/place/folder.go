package place

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"rfm/io/fault"
	"slices"
	"strings"
	"syscall"
)

// Folder is a set of output files that takes the place of the set before it in
// one step: by its path a reader finds the old files until Commit and the new
// ones after it, never some of each and never none.
//
// The files go to a hidden folder beside the place. Where the system can swap
// two folders (Linux, macOS), Commit swaps them and removes the old one. Where
// it cannot (NFS, other systems), a plain rename does not replace a folder that
// holds files; there the place is a symbolic link to the hidden folder from the
// first time on, and Commit replaces the link.
//
// The caller sees to it that no two processes write to one place, by a Lock:
// CreateFolder removes what a run that was killed has left.
type Folder struct {
	path  string   // as the user named it
	place string   // path without dots and a slash at its end
	known []string // files that may be replaced

	exists bool        // there is something in the place
	old    string      // the folder that a link in the place points at; "" for no link
	mode   fs.FileMode // permissions of the folder that is replaced; 0 if none
	temp   string      // the hidden folder; "" until the first file
	done   bool        // after Commit or Abort
	swap   func(a, b string) error

	useless string       // the folder of the old set, while it can be put back; "" for none
	undo    func() error // puts the old set back; nil where the new one is not in its place
}

// errNoSwap is what swap returns where folders cannot be swapped.
var errNoSwap = errors.New("folders cannot be swapped here")

// CreateFolder prepares a set of files. known are the names of the files of the
// old set: a place that holds any other is refused, as are a link to another
// folder and a folder that the program runs in. The error is an *Error of kind
// BadRequest or an *OutputError.
func CreateFolder(path string, known []string) (*Folder, error) {
	f := &Folder{path: path, place: filepath.Clean(path), known: known, swap: swap}
	if path == "" {
		return nil, fault.Writing(path, errors.New("the name is empty"))
	}
	if err := f.inspect(); err != nil {
		return nil, folderError(path, err)
	}
	return f, fault.Writing(path, f.removeLeftovers())
}

// inspect looks at what is in the place.
func (f *Folder) inspect() error {
	found, err := os.Lstat(f.place)
	if errors.Is(err, fs.ErrNotExist) {
		f.exists = false
		parent := filepath.Dir(f.place)
		if _, err := os.Stat(parent); err != nil {
			return fmt.Errorf("folder %s: %w", parent, errors.Unwrap(err))
		}
		return nil
	}
	if err != nil {
		return err
	}
	f.exists, f.old, f.mode = true, "", found.Mode().Perm()
	switch {
	case found.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(f.place)
		if err != nil {
			return err
		}
		if !f.isOurs(target) {
			return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s is a link to %s", f.path, target), Hints: []string{"name the folder itself"}}
		}
		f.old, f.mode = f.beside(target), 0
	case !found.IsDir():
		return syscall.ENOTDIR
	}
	if runsIn(f.place) {
		return &fault.Error{Kind: fault.BadRequest, Message: f.path + " is the folder that this runs in, or holds it", Hints: []string{"name a folder of its own: it is replaced as a whole"}}
	}
	return f.refuseForeign()
}

// refuseForeign refuses a place with files that are not of the old set.
func (f *Folder) refuseForeign() error {
	entries, err := os.ReadDir(f.place)
	if err != nil {
		return err
	}
	var foreign []string
	for _, entry := range entries {
		if entry.IsDir() || !slices.Contains(f.known, entry.Name()) {
			foreign = append(foreign, fault.Visible(entry.Name()))
		}
	}
	if len(foreign) == 0 {
		return nil
	}
	const shown = 5
	names := strings.Join(foreign[:min(shown, len(foreign))], ", ")
	if len(foreign) > shown {
		names += ", …"
	}
	return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s holds what rfm did not write: %s", f.path, names),
		Hints: []string{"name a new folder, or an empty one: it is replaced as a whole"}}
}

// runsIn tells whether a folder is the current one or one above it.
func runsIn(folder string) bool {
	place, err := os.Stat(folder)
	if err != nil {
		return false
	}
	for at, err := os.Getwd(); err == nil; at = filepath.Dir(at) {
		if here, err := os.Stat(at); err == nil && os.SameFile(here, place) {
			return true
		}
		if at == filepath.Dir(at) {
			return false
		}
	}
	return false
}

// beside is the path of a name beside the place.
func (f *Folder) beside(name string) string { return filepath.Join(filepath.Dir(f.place), name) }

// hidden is a new name for a folder or a link beside the place.
func (f *Folder) hidden() string {
	return f.beside(fmt.Sprintf(".%s.rfm-%d-%016x", filepath.Base(f.place), os.Getpid(), rand.Uint64()))
}

var hiddenEnd = regexp.MustCompile(`^[0-9]+-[0-9a-f]{16}$`)

// isOurs tells whether a name is one that hidden gave.
func (f *Folder) isOurs(name string) bool {
	end, found := strings.CutPrefix(name, "."+filepath.Base(f.place)+".rfm-")
	return found && hiddenEnd.MatchString(end)
}

// removeLeftovers removes what runs that were killed have left.
func (f *Folder) removeLeftovers() error {
	entries, err := os.ReadDir(filepath.Dir(f.place))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if path := f.beside(entry.Name()); f.isOurs(entry.Name()) && path != f.old {
			if err := os.RemoveAll(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// folderError is Writing, but for what is the user's to decide.
func folderError(path string, err error) error {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		return refused
	}
	return fault.Writing(path, err)
}

// Write adds a file, which write fills. It is on the disk when Write returns.
func (f *Folder) Write(name string, write func(io.Writer) error) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		file.file.Close()
		return err
	}
	return file.Close()
}

// Create begins a file of the folder. Several may be written at a time. Every error
// tells its name.
func (f *Folder) Create(name string) (*FolderFile, error) {
	if f.done {
		return nil, fault.Writing(f.path, fs.ErrClosed)
	}
	path := filepath.Join(f.path, name)
	file, err := f.create(name)
	if err != nil {
		return nil, fault.Writing(path, err)
	}
	return &FolderFile{path, file}, nil
}

// create makes a file in the hidden folder, with the permissions of the one of
// this name that is replaced.
func (f *Folder) create(name string) (*os.File, error) {
	if err := step("create"); err != nil {
		return nil, err
	}
	if f.temp == "" {
		temp := f.hidden()
		if err := os.Mkdir(temp, 0o777); err != nil { // less the umask
			return nil, err
		}
		f.temp = temp
	}
	old, err := os.Stat(filepath.Join(f.place, name))
	file, createErr := os.OpenFile(filepath.Join(f.temp, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if createErr == nil && err == nil {
		createErr = file.Chmod(old.Mode().Perm())
	}
	return file, createErr
}

// FolderFile is a file of a folder that is being written. It tells its name in its
// errors.
type FolderFile struct {
	path string
	file *os.File
}

// Write implements io.Writer.
func (w *FolderFile) Write(p []byte) (int, error) {
	if err := step("write"); err != nil {
		return 0, fault.Writing(w.path, err)
	}
	n, err := w.file.Write(p)
	return n, fault.Writing(w.path, err)
}

// Close returns once the file is on the disk.
func (w *FolderFile) Close() error {
	if err := step("sync"); err != nil {
		w.file.Close()
		return fault.Writing(w.path, err)
	}
	return fault.Writing(w.path, errors.Join(w.file.Sync(), w.file.Close()))
}

// Commit puts the files in their place and returns once they are safe on the
// disk. A set that cannot be completed is given up as by Abort.
func (f *Folder) Commit() error {
	if f.done {
		return fault.Writing(f.path, fs.ErrClosed)
	}
	defer f.Abort()
	return commit([]placed{f})
}

// prepare makes the hidden folder what is to stand in the place.
func (f *Folder) prepare() error {
	if err := f.inspect(); err != nil { // others may have been there since
		return err
	}
	if f.mode != 0 {
		if err := os.Chmod(f.temp, f.mode); err != nil {
			return err
		}
	}
	return syncFolder(f.temp)
}

// put puts the hidden folder in its place, and keeps what was there.
func (f *Folder) put() error {
	if err := step("rename"); err != nil {
		return err
	}
	switch {
	case f.old != "":
		f.useless = f.old
		return f.link(func() error { return f.pointTo(f.old) })
	case !f.exists:
		return f.putFirst()
	}
	switch err := f.swap(f.temp, f.place); {
	case err == nil:
		f.useless, f.undo = f.temp, func() error { return f.swap(f.temp, f.place) }
		return nil
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EXDEV):
		return fmt.Errorf("%w; if it is a mount point, name a folder in it", err)
	case err != errNoSwap:
		return err
	}
	if err := os.Remove(f.place); err != nil { // it holds files
		return fmt.Errorf("the file system cannot swap folders; move the old one away, once: mv %s %s.old", f.place, f.place)
	}
	return f.link(func() error { return errors.Join(os.Remove(f.place), os.Mkdir(f.place, f.mode)) })
}

// putFirst puts the hidden folder where there is none yet: as it is, where it
// can be swapped by the next run, else as a link.
func (f *Folder) putFirst() error {
	probe := f.hidden()
	if err := os.Mkdir(probe, 0o777); err != nil {
		return err
	}
	err := f.swap(f.temp, probe)
	if err == nil {
		f.temp, probe = probe, f.temp
	}
	os.Remove(probe)
	switch err {
	case nil:
		if err := os.Rename(f.temp, f.place); err != nil {
			return err
		}
		f.undo = func() error { return os.Rename(f.place, f.temp) }
		return nil
	case errNoSwap:
		return f.link(func() error { return os.Remove(f.place) })
	}
	return err
}

// link makes the place a link to the hidden folder, which undo takes back.
func (f *Folder) link(undo func() error) error {
	if err := f.pointTo(f.temp); err != nil {
		return err
	}
	f.undo = undo
	return nil
}

// pointTo makes the place a link to a folder beside it.
func (f *Folder) pointTo(folder string) error {
	name := f.hidden()
	if err := os.Symlink(filepath.Base(folder), name); err != nil {
		return err
	}
	if err := os.Rename(name, f.place); err != nil {
		os.Remove(name)
		return err
	}
	return nil
}

// syncPlace makes the new name last.
func (f *Folder) syncPlace() error { return syncFolder(filepath.Dir(f.place)) }

// takeBack puts the old set back.
func (f *Folder) takeBack() error {
	if f.undo == nil {
		return nil
	}
	undo := f.undo
	f.undo = nil
	return undo()
}

// settle removes the old set.
func (f *Folder) settle() {
	f.done = true
	if f.useless != "" {
		os.RemoveAll(f.useless) // else the next run does
	}
}

// Abort gives the set up and leaves what was there before. After Commit it does
// nothing, so it can be deferred.
func (f *Folder) Abort() {
	if !f.done && f.temp != "" {
		os.RemoveAll(f.temp)
	}
	f.done = true
}
