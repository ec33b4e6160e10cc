package object

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"rfm/io/fault"
)

const (
	// headSize is how much of an object is asked for when it is opened: most small
	// ones come whole.
	headSize = 64 << 10
	// inFlight is how many requests run at a time, expected how many of the next
	// objects are asked for before their turn.
	inFlight = 8
	expected = 16
	// keptBytes bounds what is kept of objects that will be opened again.
	keptBytes = 64 << 20
	// tries is how often a request is made that fails on the way.
	tries = 5
)

// Store opens objects. What it has seen of one holds until the store is given up: an
// object that is another when it is opened again is an error. The zero value is ready.
type Store struct {
	mu       sync.Mutex
	backends map[string]backend
	names    []string       // in the order in which they will be opened
	order    map[string]int // of names
	pinned   map[string]version
	heads    map[string]*head
	kept     int
	slots    chan struct{}

	pause time.Duration // before a request is made again; 0 for the default
}

// head is the beginning of an object.
type head struct {
	done    chan struct{} // closed when the rest is there
	bytes   []byte
	version version
	whole   bool // the store does not know ranges
	err     error
	kept    bool // it counts among what is kept
}

// backend is the one of a scheme.
func (s *Store) backend(scheme string) (backend, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.backends == nil {
		s.backends, s.pinned, s.heads, s.slots = map[string]backend{}, map[string]version{}, map[string]*head{}, make(chan struct{}, inFlight)
	}
	if b := s.backends[scheme]; b != nil {
		return b, nil
	}
	transport := newTransport()
	var b backend
	if scheme == schemeWeb || scheme == schemeOpen {
		b = &web{&http.Client{Transport: transport}}
	} else {
		made, err := newS3(scheme, transport)
		if err != nil {
			return nil, &fault.Error{Kind: fault.BadRequest, Message: scheme + "…: " + err.Error()}
		}
		b = made
	}
	s.backends[scheme] = b
	return b, nil
}

// Expand replaces a pattern by the addresses it matches, in order of their keys. A
// key that ends with / is a folder: all objects below it, but those of which a part
// of the key begins with . or _. An address that is no pattern stays.
func (s *Store) Expand(path string) ([]string, error) {
	p, err := parse(path)
	if err != nil {
		return nil, err
	}
	if p.bucket == "" {
		return []string{path}, nil
	}
	isFolder := p.key == "" || strings.HasSuffix(p.key, "/")
	if !isFolder && !isPattern(p.key) {
		return []string{path}, nil
	}
	b, err := s.backend(p.scheme)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, pattern := range alternatives(p.key) {
		var bad error
		found := 0
		err := b.list(context.Background(), p.bucket, literalPrefix(pattern), func(key string, v version) {
			keep := isFolder && !isBeside(strings.TrimPrefix(key, p.key))
			if !isFolder && bad == nil {
				keep, bad = matches(pattern, key)
				keep = keep && !strings.HasSuffix(key, "/")
			}
			if keep {
				found++
				out = append(out, p.path(key))
				s.mu.Lock()
				s.pinned[p.path(key)] = v
				s.mu.Unlock()
			}
		})
		if err != nil {
			return nil, explain(path, err)
		}
		if bad != nil {
			return nil, &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf("%s: not a pattern: %v", path, bad)}
		}
		if found == 0 {
			return nil, &fault.Error{Kind: fault.Unreadable, Message: p.path(pattern) + ": no object matches"}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Expect says which objects will be opened, in this order: the next ones are asked
// for while one is looked at.
func (s *Store) Expect(paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names, s.order = nil, map[string]int{}
	for _, path := range paths {
		if Is(path) {
			s.order[path] = len(s.names)
			s.names = append(s.names, path)
		}
	}
}

// Open opens an object.
func (s *Store) Open(path string) (*Object, error) {
	p, err := parse(path)
	if err != nil {
		return nil, err
	}
	b, err := s.backend(p.scheme)
	if err != nil {
		return nil, err
	}
	h := s.ask(path, p, b)
	s.askAhead(path)
	<-h.done
	s.keep(path, h)
	if h.err != nil {
		return nil, explain(path, h.err)
	}
	return &Object{Name: Shown(path), Size: h.version.size, HasRanges: !h.whole, store: s, backend: b, place: p, path: path, version: h.version, head: h.bytes}, nil
}

// Size is the size of an object that was opened or listed; -1 where it is not known.
func (s *Store) Size(path string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, known := s.pinned[path]; known {
		return v.size
	}
	return -1
}

// ask begins to read the beginning of an object, unless that has been done.
func (s *Store) ask(path string, p place, b backend) *head {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.heads[path]; h != nil {
		return h
	}
	h := &head{done: make(chan struct{})}
	s.heads[path] = h
	pinned := s.pinned[path]
	go func() {
		defer close(h.done)
		h.read(s, b, request{place: p, length: headSize, pinned: pinned})
	}()
	return h
}

// askAhead begins to read the beginnings of the objects that come next.
func (s *Store) askAhead(path string) {
	s.mu.Lock()
	at, known := s.order[path]
	var next []string
	if known && s.kept < keptBytes {
		next = s.names[at+1 : min(len(s.names), at+1+expected)]
	}
	s.mu.Unlock()
	for _, path := range next {
		p, err := parse(path)
		if err != nil {
			continue // which is told when it is opened
		}
		if b, err := s.backend(p.scheme); err == nil {
			s.ask(path, p, b)
		}
	}
}

// keep pins the version of an object, and keeps its beginning where there is room.
func (s *Store) keep(path string, h *head) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.heads[path] != h {
		return
	}
	if h.kept { // files are opened twice: to look at them, and to read them
		s.kept -= len(h.bytes)
		delete(s.heads, path)
		return
	}
	if h.err == nil {
		if _, before := s.pinned[path]; !before || s.pinned[path].etag == "" {
			s.pinned[path] = h.version
		}
		if s.kept+len(h.bytes) <= keptBytes && !h.whole {
			s.kept += len(h.bytes)
			h.kept = true
			return
		}
	}
	delete(s.heads, path)
}

// read reads the beginning of an object.
func (h *head) read(s *Store, b backend, r request) {
	var body io.ReadCloser
	var a answer
	h.err = s.retry(func() (err error) {
		body, a, err = b.get(context.Background(), r)
		if err != nil {
			return err
		}
		defer body.Close()
		if a.from != 0 {
			return errRange
		}
		if a.isNot(r.pinned) && r.pinned.size >= 0 && r.pinned != (version{}) {
			return errReplaced
		}
		limit := int64(headSize)
		if a.whole {
			h.whole = a.size < 0 || a.size > headSize
		}
		h.bytes, err = io.ReadAll(io.LimitReader(body, limit))
		return err
	})
	if errors.Is(h.err, errEmpty) {
		h.err, h.version, h.bytes = nil, version{size: 0}, nil
		return
	}
	h.version = a.version
	if h.err == nil && a.size >= 0 && int64(len(h.bytes)) != min(a.size, headSize) {
		h.err = io.ErrUnexpectedEOF
	}
}

// retry makes a request again while it fails on the way. It holds one of the slots.
func (s *Store) retry(request func() error) error {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	pause := s.pause
	if pause == 0 {
		pause = 100 * time.Millisecond
	}
	for try := 1; ; try++ {
		err := request()
		if err == nil || try == tries || !isTransient(err) {
			return err
		}
		time.Sleep(pause)
		pause *= 3
	}
}
