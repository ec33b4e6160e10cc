package place

import (
	"fmt"
	"rfm/io/fault"
	"slices"
)

// Set is everything that one run writes to files: its result and the files
// beside it. It appears as one thing, or nothing of it does: Commit makes all
// bytes safe first, then puts them into their places one after the other, and
// takes back what it has done where one of them fails.
//
// A process that is killed between two renames leaves some new and some not. The
// result comes last, so that a new result never stands beside old files.
//
// The zero value is an empty set. What is written straight through, to devices,
// pipes and open files, cannot be taken back.
type Set struct {
	beside, results []*File
	folder          *Folder
	done            bool // after Commit or Abort
}

// Create prepares the file of a result, as the function Create does.
func (s *Set) Create(path string) (*File, error) { return add(&s.results, path) }

// CreateBeside prepares a file beside the result.
func (s *Set) CreateBeside(path string) (*File, error) { return add(&s.beside, path) }

func add(to *[]*File, path string) (*File, error) {
	f, err := Create(path)
	if err == nil {
		*to = append(*to, f)
	}
	return f, err
}

// CreateFolder prepares the folder of a result, as the function CreateFolder
// does. A set has one.
func (s *Set) CreateFolder(path string, known []string) (folder *Folder, err error) {
	s.folder, err = CreateFolder(path, known)
	return s.folder, err
}

// SHA256 is the sum of what has been written so far to the file of a path, in
// hex; "" for what is written straight through.
func (s *Set) SHA256(path string) (string, error) {
	for _, f := range slices.Concat(s.beside, s.results) {
		if f.path == path {
			return f.SHA256()
		}
	}
	return "", nil
}

// placed is a file or a folder that takes its place.
type placed interface {
	prepare() error // makes the bytes safe
	put() error     // takes the place, and keeps what was there
	syncPlace() error
	takeBack() error // puts back what was there
	settle()         // forgets what was there
	Abort()
	named(err error) error
}

// Commit puts all that was written into its place and returns once it is safe on
// the disk. A file that nothing was written to and that nobody has finished is
// given up. After an error everything is as it was before, and the set is given
// up; after Commit or Abort it does nothing.
func (s *Set) Commit() error {
	if s.done {
		return nil
	}
	defer s.Abort()
	return commit(s.written())
}

// written is what there is to be put in place, in order.
func (s *Set) written() []placed {
	var all []placed
	for _, f := range slices.Concat(s.beside, s.results) {
		if f.file != nil || f.finished {
			all = append(all, f)
		}
	}
	if s.folder != nil && s.folder.temp != "" {
		all = append(all, s.folder)
	}
	return all
}

// Abort gives all up that is not in its place, and leaves what was there before.
// After Commit it does nothing, so it can be deferred.
func (s *Set) Abort() {
	s.done = true
	for _, f := range slices.Concat(s.beside, s.results) {
		f.Abort()
	}
	if s.folder != nil {
		s.folder.Abort()
	}
}

// commit puts things in their places, all of them or none.
func commit(all []placed) error {
	for _, p := range all {
		if err := p.prepare(); err != nil {
			return p.named(err)
		}
	}
	for i, p := range all {
		if err := p.put(); err != nil {
			return takeBack(all[:i], p.named(err))
		}
	}
	for _, p := range all {
		if err := p.syncPlace(); err != nil {
			return takeBack(all, p.named(err))
		}
	}
	for _, p := range all {
		p.settle()
	}
	return nil
}

// takeBack puts back what was there before, the last one first, and returns the
// cause, with what could not be put back.
func takeBack(all []placed, cause error) error {
	for _, p := range slices.Backward(all) {
		if err := p.takeBack(); err != nil {
			cause = fmt.Errorf("%w; %w", cause, p.named(fmt.Errorf("the new one stays: %w", err)))
		}
	}
	return cause
}

// named tells the file in an error.
func (f *File) named(err error) error { return fault.Writing(f.path, err) }

// named tells the folder in an error, but for what is the user's to decide.
func (f *Folder) named(err error) error { return folderError(f.path, err) }
