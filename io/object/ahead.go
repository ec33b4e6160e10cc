package object

import (
	"fmt"
	"io"
)

// Range is a part of an object.
type Range struct{ From, Length int64 }

// Ahead begins to read ranges, each by one request, several at a time. The result
// gives them out as they come; what lies in none of them it reads by itself.
func (o *Object) Ahead(ranges []Range) io.ReaderAt {
	a := &ahead{object: o}
	for _, span := range ranges {
		if span.Length <= 0 {
			continue
		}
		part := &part{Range: span, done: make(chan struct{})}
		a.parts = append(a.parts, part)
		go func() {
			defer close(part.done)
			defer func() {
				if cause := recover(); cause != nil {
					part.err = fmt.Errorf("%v", cause)
				}
			}()
			part.bytes = make([]byte, span.Length)
			_, part.err = o.ReadAt(part.bytes, span.From)
		}()
	}
	return a
}

// ahead are ranges that are being read.
type ahead struct {
	object *Object
	parts  []*part
}

type part struct {
	Range
	done  chan struct{}
	bytes []byte
	err   error
}

// ReadAt implements io.ReaderAt.
func (a *ahead) ReadAt(p []byte, at int64) (int, error) {
	for _, part := range a.parts {
		if at < part.From || at+int64(len(p)) > part.From+part.Length {
			continue
		}
		if <-part.done; part.err != nil {
			return 0, part.err
		}
		return copy(p, part.bytes[at-part.From:]), nil
	}
	return a.object.ReadAt(p, at)
}
