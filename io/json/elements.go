package json

import (
	"bytes"
	"fmt"
	"io"
	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/source"

	"github.com/go-json-experiment/json/jsontext"
)

// elements turns the objects of a list, or objects that stand one behind
// the other in any layout, into lines.
type elements struct {
	name    string
	decoder *jsontext.Decoder
	in      *limitedReader
	list    bool
	// wrapped tells that the list is the value of a key of an object.
	wrapped bool
	started bool
	read    int64
	line    []byte // what of the last element has not been handed out
	memory  []byte
	err     error
}

func newElements(name string, r io.Reader, wrapped bool) io.Reader {
	in := &limitedReader{r: r}
	return &elements{name: name, in: in, wrapped: wrapped, decoder: jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true))}
}

// Read implements io.Reader.
func (e *elements) Read(p []byte) (int, error) {
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

// Next reads an element.
func (e *elements) next() error {
	e.in.left = delimited.MaxRow
	if !e.started {
		e.started = true
		if e.wrapped {
			if err := e.findList(); err != nil {
				return err
			}
		} else if e.list = e.decoder.PeekKind() == jsontext.KindBeginArray; e.list {
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
		if e.wrapped {
			if err := e.skipRest(); err != nil {
				return err
			}
		}
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
func (e *elements) failed(err error) error {
	switch {
	case err == io.EOF && !e.list:
		return io.EOF
	case e.in.err == errTooLong:
		return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: the value behind JSON object %d is longer than %d MiB", e.name, e.read, delimited.MaxRow>>20)}
	case e.in.err != nil && e.in.err != io.EOF:
		return source.Damaged(e.name, e.in.err)
	}
	return &fault.Error{Kind: fault.Unreadable, Err: err,
		Message: fmt.Sprintf("%s: the text behind JSON object %d, at byte %d, %v", e.name, e.read, e.decoder.InputOffset(), objectError(err))}
}

// limitedReader refuses to read more than is left.
type limitedReader struct {
	r    io.Reader
	left int
	err  error
}

var errTooLong = fmt.Errorf("more than %d bytes", delimited.MaxRow)

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
