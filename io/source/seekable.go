package source

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"rfm/io/fault"
)

// File is an input that can be read at any place.
type File struct {
	*os.File
	read *atomic.Int64 // counts what is read
}

// Seekable is the source as a file that can be read at any place: what cannot
// be is first copied to a file that nobody else sees. The caller closes it, in
// place of the source. What is read is counted in read.
func (s *Source) Seekable(read *atomic.Int64) (*File, int64, error) {
	if s.File != nil {
		return &File{s.File, read}, s.Size, nil
	}
	s.Forget() // the copy can be read again
	file, err := spool(s.Reader)
	if err != nil {
		return nil, 0, Damaged(s.Name, err)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, fault.Reading(s.Name, err)
	}
	if err := s.Close(); err != nil {
		return nil, 0, fault.Reading(s.Name, err)
	}
	return &File{file, read}, size, nil
}

// spool copies a stream to a temporary file.
func spool(r io.Reader) (*os.File, error) {
	f, err := Nameless()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, r); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// ReadAt implements io.ReaderAt.
func (f *File) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.File.ReadAt(p, at)
	f.read.Add(int64(n))
	return n, err
}
