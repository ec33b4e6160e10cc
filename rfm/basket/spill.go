package basket

import (
	"fmt"
	"os"
	"sync"
)

// SpillError is a temporary file that cannot be written or read back.
type SpillError struct{ Err error }

func (e *SpillError) Error() string {
	return fmt.Sprintf("a temporary file for baskets: %v", e.Err)
}

func (e *SpillError) Unwrap() error { return e.Err }

// spillFile is a file without a name, so that nothing is left of it however the
// program ends. Several workers may use it.
type spillFile struct {
	file *os.File
	mu   sync.Mutex
	size int64
}

// extent is a piece of a spillFile.
type extent struct {
	offset int64
	length int
}

func newSpillFile() (*spillFile, error) {
	file, err := os.CreateTemp("", "rfm-*.baskets")
	if err != nil {
		return nil, &SpillError{err}
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, &SpillError{err}
	}
	return &spillFile{file: file}, nil
}

func (f *spillFile) write(bytes []byte) (extent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := extent{f.size, len(bytes)}
	if _, err := f.file.WriteAt(bytes, at.offset); err != nil {
		return at, &SpillError{err}
	}
	f.size += int64(len(bytes))
	return at, nil
}

func (f *spillFile) read(at extent) ([]byte, error) {
	bytes := make([]byte, at.length)
	if _, err := f.file.ReadAt(bytes, at.offset); err != nil {
		return nil, &SpillError{err}
	}
	return bytes, nil
}

func (f *spillFile) close() { f.file.Close() }
