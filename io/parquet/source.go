package parquet

import (
	"bytes"
	"errors"
	"io"
	"os"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/vector"
	"sync/atomic"
	"time"
)

// Sniff looks at the first bytes, which stay to be read.
func Sniff(s *source.Source) (bool, error) {
	first, err := s.Peek(4)
	return bytes.Equal(first, []byte("PAR1")), err
}

// Open opens a Parquet file, which is read from its end: what
// cannot be read at any place is first copied to a file that nobody else sees.
func Open(s *source.Source, zone *time.Location, read *atomic.Int64) (vector.Table, error) {
	file, size := s.File, s.Size
	if file == nil {
		s.Forget() // the copy can be read again
		var err error
		if file, err = spool(s.Reader); err != nil {
			return nil, source.Damaged(s.Name, err)
		}
		if size, err = file.Seek(0, io.SeekEnd); err != nil {
			return nil, fault.Reading(s.Name, err)
		}
		if err := s.Close(); err != nil {
			return nil, fault.Reading(s.Name, err)
		}
	}
	return open(&countedFile{file, read}, size, s.Name, zone)
}

// spool copies a stream to a temporary file.
func spool(r io.Reader) (*os.File, error) {
	f, err := source.Nameless()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, r); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// countedFile counts what is read.
type countedFile struct {
	*os.File
	read *atomic.Int64
}

func (f *countedFile) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.File.ReadAt(p, at)
	f.read.Add(int64(n))
	return n, err
}
