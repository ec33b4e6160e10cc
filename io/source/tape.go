package source

import (
	"io"
	"os"
)

// tapeMemory is how much of a stream a tape keeps in memory; the rest goes to a
// temporary file.
const tapeMemory = 1 << 20

// Tape lets a stream that can be read only once be read from its beginning
// again, as long as it records. What it keeps is what was read, not more.
type tape struct {
	stream    io.Reader
	Recording bool
	head      []byte   // the first bytes kept
	file      *os.File // those behind, in a file without a name
	kept, at  int64    // bytes kept, and where the next read begins
}

// Read implements io.Reader.
func (t *tape) Read(p []byte) (int, error) {
	switch {
	case t.at < int64(len(t.head)):
		n := copy(p, t.head[t.at:])
		t.at += int64(n)
		return n, nil
	case t.at < t.kept:
		n, err := t.file.ReadAt(p[:min(int64(len(p)), t.kept-t.at)], t.at-int64(len(t.head)))
		t.at += int64(n)
		return n, err
	}
	n, err := t.stream.Read(p)
	if t.Recording {
		if keepErr := t.keep(p[:n]); keepErr != nil {
			return 0, keepErr
		}
		t.at = t.kept
	}
	return n, err
}

// keep records what was read.
func (t *tape) keep(p []byte) error {
	t.kept += int64(len(p))
	if t.file == nil {
		n := min(len(p), tapeMemory-len(t.head))
		t.head = append(t.head, p[:n]...)
		if p = p[n:]; len(p) == 0 {
			return nil
		}
		var err error
		if t.file, err = Nameless(); err != nil {
			return err
		}
	}
	_, err := t.file.Write(p)
	return err
}

// Rewind goes back to the beginning.
func (t *tape) rewind() { t.at = 0 }

// Close removes what was kept.
func (t *tape) close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Close()
}
