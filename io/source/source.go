package source

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"
	"rfm/io/fault"
	"rfm/io/object"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Options say where streams come from.
type Options struct {
	// Stdin is read for the path "-", StdinName what it is called; stdin for "".
	Stdin     io.Reader
	StdinName string
	// Tap may put something before the bytes of a file that can be read only
	// once, as they are in the file; nil for nothing.
	Tap func(name string, r io.Reader) io.Reader
	// Objects opens addresses such as s3://bucket/key; nil for a store of its own.
	Objects *object.Store
}

// Source is an opened input: its bytes after decompression.
type Source struct {
	Name string // as the user named it; "stdin" for standard input
	// File is set for a plain file that can be read at any place, object for one that
	// is far away.
	File   *os.File
	object *object.Object
	Size   int64 // bytes as stored, -1 where unknown
	// Once is set for what can be read only once: standard input, a named pipe;
	// replay lets it begin again.
	Once   bool
	replay *replay

	isText   bool   // not of a binary format
	Encoding string // that the text has been decoded from; "" for none
	Likely   string // encoding of a text that is not UTF-8 and was not decoded
	lost     atomic.Int64
	Empty    atomic.Int64 // rows of nothing but separators
	Remarks  atomic.Int64 // lines of one cell in a report, which are not rows
	// Unfinished is set for a stream without the mark of its end.
	Unfinished bool

	Reader io.Reader
	ahead  *aheadReader // of what is decompressed; nil for what is not
	done   func()       // ends the decompression
	closer func() error
}

// compressions are told by their first bytes, so that standard input works too.
func compressions() []compression {
	return []compression{
		{"gzip", []byte{0x1f, 0x8b}, func(r io.Reader) (io.Reader, func(), error) {
			z, err := gzip.NewReader(r)
			return z, func() {}, err
		}},
		{"zstd", []byte{0x28, 0xb5, 0x2f, 0xfd}, func(r io.Reader) (io.Reader, func(), error) {
			// One window of 128 MiB is what zstd --long asks for at the most by
			// default; a larger one is refused rather than allocated.
			z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
			if err != nil {
				return nil, nil, err
			}
			return z, z.Close, nil
		}},
		{"bzip2", []byte("BZh"), func(r io.Reader) (io.Reader, func(), error) {
			return bzip2.NewReader(r), func() {}, nil
		}},
	}
}

type compression struct {
	name  string
	magic []byte
	open  func(io.Reader) (io.Reader, func(), error)
}

// StdinName is what standard input is called.
const StdinName = "stdin"

// New is a stream of bytes that are not compressed.
func New(name string, r io.Reader) *Source {
	return &Source{Name: name, Reader: r, Size: -1, Once: true, done: func() {}, closer: func() error { return nil }}
}

// Open opens a path, or standard input for "-", and undoes its
// compression. What is read is counted in read.
func Open(path string, o Options, read *atomic.Int64) (*Source, error) {
	s := New(path, nil)
	raw := o.Stdin
	switch {
	case path == "-":
		s.Name = cmp.Or(o.StdinName, StdinName)
	case object.Is(path):
		o, err := cmp.Or(o.Objects, &object.Store{}).Open(path)
		if err != nil {
			return nil, err
		}
		r := o.NewReader()
		s.Name, s.Size, s.Once, s.closer, raw = o.Name, o.Size, false, r.Close, r
		if o.HasRanges {
			s.object = o
		}
	default:
		f, err := os.Open(path)
		if err != nil {
			return nil, fault.Opening(path, err)
		}
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, fault.Reading(path, err)
		}
		if info.IsDir() {
			f.Close()
			return nil, &fault.Error{Kind: fault.Unreadable, Message: path + ": is a directory",
				Hints: []string{fmt.Sprintf("name its files: '%s/*.csv'", path)}}
		}
		if info.Mode().IsRegular() {
			s.File, s.Size, s.Once = f, info.Size(), false
		}
		raw, s.closer = f, f.Close
		if !s.Once {
			raw = &wholeReader{f, info.Size()}
		}
	}
	if s.Once {
		if o.Tap != nil {
			raw = o.Tap(s.Name, raw)
		}
		s.replay = &replay{stream: raw, recording: true}
		raw = s.replay
	}
	if err := s.begin(raw, read); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Forget lets go of what has been read so far: the source will not be rewound
// any more.
func (s *Source) Forget() {
	if s.replay != nil {
		s.replay.recording = false
	}
}

// Rewind begins a source that can be read only once again.
func (s *Source) Rewind(read *atomic.Int64) error {
	s.done()
	s.done = func() {}
	s.replay.rewind()
	s.lost.Store(0)
	return s.begin(s.replay, read)
}

// begin undoes the compression of the bytes, where there is one.
func (s *Source) begin(raw io.Reader, read *atomic.Int64) error {
	counted := bufio.NewReaderSize(&countingReader{raw, read}, s.BufferSize(64<<10))
	magic, err := counted.Peek(4)
	if err != nil && err != io.EOF {
		return fault.Reading(s.Name, err)
	}
	s.Reader = counted
	for _, c := range compressions() {
		if !bytes.HasPrefix(magic, c.magic) {
			continue
		}
		r, done, err := c.open(counted)
		if err != nil {
			return fault.Reading(s.Name, fmt.Errorf("damaged %s data: %w", c.name, err))
		}
		ahead := &aheadReader{r: r}
		s.Reader, s.ahead, s.File, s.object = ahead, ahead, nil, nil
		s.done = func() {
			if ahead.close() {
				done()
			}
		}
		break
	}
	return nil
}

// BufferSize is a size of a buffer to read the source by: the one given, or less
// where the file is known to be shorter.
func (s *Source) BufferSize(most int) int {
	const least = 4 << 10
	if s.Size < 0 || s.Size >= int64(most) || s.ahead != nil {
		return most
	}
	return max(least, int(s.Size)+1) // one more to see the end
}

// ReadAhead lets the decompression of a text begin; the source is read to its
// end from now on.
func (s *Source) ReadAhead() {
	if s.ahead != nil && s.isText {
		s.ahead.start()
	}
}

// Close ends the decompression and closes the file.
func (s *Source) Close() error {
	s.done()
	s.done, s.Reader, s.ahead = func() {}, nil, nil
	if s.replay != nil {
		s.replay.close()
	}
	return s.closer()
}

// Peek is the first n bytes, or all there are; they stay to be read.
func (s *Source) Peek(n int) ([]byte, error) {
	buffered := bufio.NewReader(s.Reader)
	s.Reader = buffered
	first, err := buffered.Peek(n)
	if err != nil && err != io.EOF {
		return nil, Damaged(s.Name, err)
	}
	return first, nil
}

// wholeReader is an error where a file ends before what it was long when it was
// opened.
type wholeReader struct {
	io.Reader
	left int64
}

var errShrunk = errors.New("became shorter while it was read")

func (r *wholeReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.left -= int64(n); err == io.EOF && r.left > 0 {
		err = errShrunk
	}
	return n, err
}

// countingReader counts what passes through it.
type countingReader struct {
	io.Reader
	n *atomic.Int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n.Add(int64(n))
	return n, err
}
