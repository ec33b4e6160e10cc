package source

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"rfm/io/fault"
	"rfm/io/object"
)

// File is an input that can be read at any place.
type File struct {
	place interface {
		io.ReaderAt
		io.Closer
	}
	read *atomic.Int64 // counts what is read
}

// Distant is the source as an object far away that can be read at any place, by one
// request each time; nil for what is near, or can be read from its beginning only.
// The caller closes it, in place of the source. What is read is counted in read.
func (s *Source) Distant(read *atomic.Int64) *File {
	if s.object == nil {
		return nil
	}
	s.closer() // the stream from the beginning
	return &File{s.object, read}
}

// Close implements io.Closer.
func (f *File) Close() error { return f.place.Close() }

// Ahead begins to read ranges of an object far away, each by one request, several at
// a time. The result has them. A file that is near has them by itself.
func (f *File) Ahead(ranges []object.Range) io.ReaderAt {
	far, is := f.place.(*object.Object)
	if !is {
		return f
	}
	for _, span := range ranges {
		f.read.Add(span.Length)
	}
	return far.Ahead(ranges)
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
	n, err := f.place.ReadAt(p, at)
	f.read.Add(int64(n))
	return n, err
}
