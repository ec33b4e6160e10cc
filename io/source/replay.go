package source

import (
	"io"
	"os"
)

// replayMemory is how much of a stream a replay keeps in memory; the rest goes to a
// temporary file.
const replayMemory = 1 << 20

// replay lets a stream that can be read only once be read from its beginning
// again, as long as it records. What it keeps is what was read, not more.
type replay struct {
	stream    io.Reader
	recording bool
	head      []byte   // the first bytes kept
	file      *os.File // those behind, in a file without a name
	kept, at  int64    // bytes kept, and where the next read begins
}

// Read implements io.Reader.
func (r *replay) Read(p []byte) (int, error) {
	switch {
	case r.at < int64(len(r.head)):
		n := copy(p, r.head[r.at:])
		r.at += int64(n)
		return n, nil
	case r.at < r.kept:
		n, err := r.file.ReadAt(p[:min(int64(len(p)), r.kept-r.at)], r.at-int64(len(r.head)))
		r.at += int64(n)
		return n, err
	}
	n, err := r.stream.Read(p)
	if r.recording {
		if keepErr := r.keep(p[:n]); keepErr != nil {
			return 0, keepErr
		}
		r.at = r.kept
	}
	return n, err
}

// keep records what was read.
func (r *replay) keep(p []byte) error {
	r.kept += int64(len(p))
	if r.file == nil {
		n := min(len(p), replayMemory-len(r.head))
		r.head = append(r.head, p[:n]...)
		if p = p[n:]; len(p) == 0 {
			return nil
		}
		var err error
		if r.file, err = Nameless(); err != nil {
			return err
		}
	}
	_, err := r.file.Write(p)
	return err
}

// Rewind goes back to the beginning.
func (r *replay) rewind() { r.at = 0 }

// Close removes what was kept.
func (r *replay) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
