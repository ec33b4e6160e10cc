package rfmio

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// isParquet looks at the first bytes, which stay to be read.
func isParquet(s *source) (bool, error) {
	first, err := s.peek(4)
	return bytes.Equal(first, []byte("PAR1")), err
}

// openParquetSource opens a Parquet file, which is read from its end: what
// cannot be read at any place is first copied to a file that nobody else sees.
func openParquetSource(s *source, zone *time.Location, read *atomic.Int64) (table, error) {
	file, size := s.file, s.size
	if file == nil {
		if s.tape != nil {
			s.tape.recording = false // the copy can be read again
		}
		var err error
		if file, err = spool(s.reader); err != nil {
			return nil, damaged(s.name, err)
		}
		if size, err = file.Seek(0, io.SeekEnd); err != nil {
			return nil, inputError(s.name, err)
		}
		if err := s.close(); err != nil {
			return nil, inputError(s.name, err)
		}
	}
	return openParquet(&countedFile{file, read}, size, s.name, zone)
}

// spool copies a stream to a temporary file.
func spool(r io.Reader) (*os.File, error) {
	f, err := nameless()
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
