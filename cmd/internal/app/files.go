package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rfm/io/fault"
	"rfm/io/place"
)

// CreateModel prepares the file for a model, so that a place where none can be
// written is refused before the work.
func (s *Streams) CreateModel(path, output string, inputs []string) (*place.File, error) {
	switch {
	case path == "-":
		return nil, Usagef("--save-model needs a file: stdout is for the result")
	case output != "" && filepath.Clean(path) == filepath.Clean(output):
		return nil, Usagef("--save-model and --output name the same file")
	}
	if err := RefuseInput(path, inputs); err != nil {
		return nil, err
	}
	return s.Files.CreateBeside(path)
}

// Sizes of the files that people write, and of those that programs write for
// this one. What is larger is no such file.
const (
	maxWritten = 1 << 20
	maxSaved   = 64 << 20
)

// ReadWritten reads a file that a person writes: settings, a scheme, a key.
func ReadWritten(path string) ([]byte, error) { return readUpTo(path, maxWritten) }

// ReadSaved reads a file that a program has saved: a model, a manifest.
func ReadSaved(path string) ([]byte, error) { return readUpTo(path, maxSaved) }

// readUpTo reads a file that is small; a pipe or a device may have no end. Errors
// are those of os.ReadFile.
func readUpTo(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("is longer than %d MiB", limit>>20)}
	}
	return text, err
}

// WriteJSON writes a value as JSON that a person can read.
func WriteJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// ReadModel reads a model of a format. Keys that the format does not have are
// refused; Check refuses values that cannot be used. hint says what --model
// takes, for a file that cannot be opened.
func ReadModel(path, format, hint string, m interface{ Check() error }) error {
	text, err := ReadSaved(path)
	if err != nil {
		return &fault.Error{Kind: fault.Unreadable, Message: err.Error(), Hints: []string{hint}}
	}
	var head struct {
		Format string `json:"format"`
	}
	// What is no JSON at all is told by the decoder below.
	if json.Unmarshal(text, &head) == nil && head.Format != "" && head.Format != format {
		return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: the format of the file is %q; %q is expected", path, head.Format, format)}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(m)
	if _, after := decoder.Token(); err == nil && after != io.EOF {
		err = errors.New("more follows after its end")
	}
	if err == nil && head.Format == "" {
		err = errors.New("it names no format")
	}
	if err != nil {
		return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s is not a model that --save-model wrote: %v", path, err)}
	}
	if err := m.Check(); err != nil {
		return &fault.Error{Kind: fault.Unreadable, Message: path + ": " + err.Error()}
	}
	return nil
}

// RefuseInput refuses to overwrite what is read.
func RefuseInput(path string, inputs []string) error {
	out, err := os.Stat(path)
	if err != nil || !out.Mode().IsRegular() {
		return nil
	}
	for _, input := range inputs {
		if _, err := os.Lstat(input); err != nil { // a pattern
			if matches, _ := filepath.Glob(input); matches != nil {
				if err := RefuseInput(path, matches); err != nil {
					return err
				}
			}
			continue
		}
		if in, err := os.Stat(input); err == nil && os.SameFile(in, out) {
			return Usagef("%s is an input: writing to it would destroy it", path)
		}
	}
	return nil
}

// SameFolder reports whether two paths are of one folder.
func SameFolder(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first, errA := os.Stat(a)
	second, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(first, second)
}
