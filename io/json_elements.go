package rfmio

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonElements turns the objects of a list, or objects that stand one behind
// the other in any layout, into lines.
type jsonElements struct {
	name    string
	decoder *jsontext.Decoder
	in      *limitedReader
	list    bool
	started bool
	read    int64
	line    []byte // what of the last element has not been handed out
	memory  []byte
	err     error
}

func newJSONElements(name string, r io.Reader) io.Reader {
	in := &limitedReader{r: r}
	return &jsonElements{name: name, in: in, decoder: jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true))}
}

// Read implements io.Reader.
func (e *jsonElements) Read(p []byte) (int, error) {
	for len(e.line) == 0 {
		if e.err == nil {
			e.err = e.next()
		}
		if e.err != nil {
			return 0, e.err
		}
	}
	n := copy(p, e.line)
	e.line = e.line[n:]
	return n, nil
}

// next reads an element.
func (e *jsonElements) next() error {
	e.in.left = maxRow
	if !e.started {
		e.started = true
		if e.list = e.decoder.PeekKind() == jsontext.KindBeginArray; e.list {
			if _, err := e.decoder.ReadToken(); err != nil {
				return e.failed(err)
			}
		}
	}
	if e.list && e.decoder.PeekKind() == jsontext.KindEndArray {
		if _, err := e.decoder.ReadToken(); err != nil {
			return e.failed(err)
		}
		e.list = false // and nothing must follow
	}
	value, err := e.decoder.ReadValue()
	if err != nil {
		return e.failed(err)
	}
	e.read++
	e.memory = append(e.memory[:0], value...)
	if bytes.IndexByte(e.memory, '\n') >= 0 {
		compact := jsontext.Value(e.memory)
		if err := compact.Compact(jsontext.AllowDuplicateNames(true)); err != nil {
			return e.failed(err)
		}
		e.memory = compact
	}
	e.memory = append(e.memory, '\n')
	e.line = e.memory
	return nil
}

// failed says what is wrong with the text, and where.
func (e *jsonElements) failed(err error) error {
	switch {
	case err == io.EOF && !e.list:
		return io.EOF
	case e.in.err == errTooLong:
		return &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: the value behind JSON object %d is longer than %d MiB", e.name, e.read, maxRow>>20)}
	case e.in.err != nil && e.in.err != io.EOF:
		return damaged(e.name, e.in.err)
	}
	return &Error{Kind: Unreadable, Err: err,
		Message: fmt.Sprintf("%s: the text behind JSON object %d, at byte %d, %v", e.name, e.read, e.decoder.InputOffset(), jsonError(err))}
}

// limitedReader refuses to read more than is left.
type limitedReader struct {
	r    io.Reader
	left int
	err  error
}

var errTooLong = fmt.Errorf("more than %d bytes", maxRow)

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.err = errTooLong
		return 0, l.err
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	if err != nil {
		l.err = err
	}
	return n, err
}
