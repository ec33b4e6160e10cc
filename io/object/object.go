package object

import (
	"context"
	"errors"
	"io"
	"sync"
)

// Object is an object that is open. ReadAt may be called by several goroutines.
type Object struct {
	Name string // as messages name it
	Size int64  // -1 where it is not known
	// HasRanges tells that ReadAt can be used.
	HasRanges bool

	store   *Store
	backend backend
	place   place
	path    string
	version version
	head    []byte // the first bytes

	mu   sync.Mutex
	tail []byte // the last bytes; nil before they are asked for
}

// tailSize is how much is read at the end of an object, where formats such as Parquet
// have their index.
const tailSize = 64 << 10

// ReadAt implements io.ReaderAt by one request, or none for what lies at the beginning
// or the end. What is short of p is an error, as it is in files.
func (o *Object) ReadAt(p []byte, at int64) (int, error) {
	end := at + int64(len(p))
	switch {
	case at < 0 || o.Size < 0:
		return 0, errors.New("a place that the object does not have")
	case end <= int64(len(o.head)):
		return copy(p, o.head[at:]), nil
	case at >= o.Size:
		return 0, io.EOF
	case end > o.Size:
		n, err := o.ReadAt(p[:o.Size-at], at)
		if err == nil {
			err = io.EOF
		}
		return n, err
	}
	if at >= o.Size-tailSize && len(p) < tailSize {
		tail, from, err := o.ending()
		if err != nil {
			return 0, err
		}
		return copy(p, tail[at-from:]), nil
	}
	return o.fetch(p, at)
}

// ending is the end of the object, and where it begins.
func (o *Object) ending() ([]byte, int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	from := max(0, o.Size-tailSize)
	if o.tail == nil {
		tail := make([]byte, o.Size-from)
		if _, err := o.fetch(tail, from); err != nil {
			return nil, 0, err
		}
		o.tail = tail
	}
	return o.tail, from, nil
}

// fetch fills p by one request.
func (o *Object) fetch(p []byte, at int64) (n int, err error) {
	err = o.store.retry(func() error {
		body, err := o.get(at, int64(len(p)))
		if err != nil {
			return err
		}
		defer body.Close()
		n, err = io.ReadFull(body, p)
		return err
	})
	if err != nil {
		return n, explain(o.path, err)
	}
	return n, nil
}

// get asks for bytes of the version that was opened.
func (o *Object) get(from, length int64) (io.ReadCloser, error) {
	body, a, err := o.backend.get(context.Background(), request{o.place, from, length, o.version})
	switch {
	case err != nil:
		return nil, err
	case a.isNot(o.version):
		err = errReplaced
	case a.from != from:
		err = errRange
	}
	if err != nil {
		body.Close()
		return nil, err
	}
	return body, nil
}

// Unchanged is an error where the object is another by now.
func (o *Object) Unchanged() error {
	body, err := o.get(0, 1)
	if errors.Is(err, errEmpty) && o.Size == 0 {
		return nil
	}
	if err != nil {
		return explain(o.path, err)
	}
	return body.Close()
}

// Close implements io.Closer. There is nothing that stays open but readers.
func (o *Object) Close() error { return nil }

// NewReader reads the object from its beginning, by one request; one that breaks off
// goes on where it was. The caller closes it.
func (o *Object) NewReader() io.ReadCloser { return &reader{object: o, head: o.head} }

type reader struct {
	object *Object
	head   []byte // to be read before the body
	at     int64
	body   io.ReadCloser
	failed int // tries in a row
}

func (r *reader) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head, r.at = r.head[n:], r.at+int64(n)
		return n, nil
	}
	o := r.object
	for {
		if o.Size >= 0 && r.at >= o.Size {
			return 0, io.EOF
		}
		if r.body == nil {
			if err := r.open(); err != nil {
				return 0, explain(o.path, err)
			}
		}
		n, err := r.body.Read(p)
		r.at += int64(n)
		if err == io.EOF && o.Size >= 0 && r.at < o.Size {
			err = io.ErrUnexpectedEOF
		}
		if n > 0 {
			r.failed = 0
			if err != nil && err != io.EOF {
				r.drop()
			}
			return n, nil
		}
		if err == nil || err == io.EOF {
			return 0, err
		}
		r.drop()
		if r.failed++; r.failed >= tries || !o.HasRanges || !isTransient(err) {
			return 0, explain(o.path, err)
		}
	}
}

// open asks for what follows.
func (r *reader) open() error {
	o := r.object
	if !o.HasRanges {
		body, a, err := o.backend.get(context.Background(), request{place: o.place, length: -1, pinned: o.version})
		if err != nil {
			return err
		}
		if a.isNot(o.version) {
			body.Close()
			return errReplaced
		}
		if _, err := io.CopyN(io.Discard, body, r.at); err != nil {
			body.Close()
			return err
		}
		r.body = body
		return nil
	}
	return o.store.retry(func() (err error) {
		r.body, err = o.get(r.at, -1)
		return err
	})
}

func (r *reader) drop() {
	r.body.Close()
	r.body = nil
}

// Close implements io.Closer.
func (r *reader) Close() error {
	if r.body == nil {
		return nil
	}
	return r.body.Close()
}
