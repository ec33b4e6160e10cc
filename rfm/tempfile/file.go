package tempfile

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Error tells of a temporary file that could not be written or read back.
type Error struct{ Err error }

func (e *Error) Error() string {
	return fmt.Sprintf("a temporary file for customers: %v\n  --memory sets when they are needed, TMPDIR where they lie", e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// File is an Arrow file that is unlinked at once, so that nothing is left of it
// however the program ends. Its errors are *Error.
type File struct {
	file    *os.File
	writer  *ipc.FileWriter
	reader  *ipc.FileReader // once it is read
	written int             // records
}

// Create makes a file for records of a schema.
func Create(schema *arrow.Schema) (*File, error) {
	file, err := os.CreateTemp("", "rfm-*.arrow")
	if err != nil {
		return nil, &Error{err}
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, &Error{err}
	}
	writer, err := ipc.NewFileWriter(file, ipc.WithSchema(schema))
	if err != nil {
		file.Close()
		return nil, &Error{err}
	}
	return &File{file: file, writer: writer}, nil
}

// Write appends a record and returns its number.
func (f *File) Write(rec arrow.Record) (int, error) {
	if err := f.writer.Write(rec); err != nil {
		return 0, &Error{err}
	}
	f.written++
	return f.written - 1, nil
}

// Records is how many records were written.
func (f *File) Records() int { return f.written }

// Read ends writing; the records can then be read.
func (f *File) Read() (err error) {
	if err := f.writer.Close(); err != nil {
		return &Error{err}
	}
	if f.reader, err = ipc.NewFileReader(f.file); err != nil {
		return &Error{err}
	}
	return nil
}

// Record is a record of the file, which the caller releases.
func (f *File) Record(number int) (arrow.Record, error) {
	rec, err := f.reader.RecordAt(number)
	if err != nil {
		return nil, &Error{err}
	}
	return rec, nil
}

// Close gives the file up.
func (f *File) Close() { f.file.Close() }
