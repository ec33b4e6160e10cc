package rfmio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// arrowTable is an Arrow IPC stream, or the stream within an Arrow IPC file. Its
// morsels are the record batches.
type arrowTable struct {
	source   *source
	isFile   bool
	zone     *time.Location // where days begin
	leaves   []arrowLeaf
	messages *arrowMessages

	mu     sync.Mutex
	reader *ipc.Reader
	first  arrow.Record // that was looked at and stays to be read
	rows   []int64      // of each batch read
	err    error
}

// Beginnings of Arrow data: a file, a stream, and the format before both.
const (
	arrowFileMagic    = "ARROW1"
	arrowStreamMagic  = "\xff\xff\xff\xff"
	featherFirstMagic = "FEA1"
)

// isArrow tells whether the first bytes are those of Arrow data.
func isArrow(first []byte) bool {
	for _, magic := range []string{arrowFileMagic, arrowStreamMagic, featherFirstMagic} {
		if bytes.HasPrefix(first, []byte(magic)) {
			return true
		}
	}
	return false
}

// openArrow reads the schema. The zone is where days begin, nil for UTC.
func openArrow(s *source, zone *time.Location) (*arrowTable, error) {
	first, err := s.peek(len(arrowFileMagic))
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(first, []byte(featherFirstMagic)) {
		return nil, &Error{Kind: Unreadable, Message: s.name + ": is Feather of version 1, which is not read",
			Hints: []string{"write it anew as Parquet or Arrow"}}
	}
	if zone == nil {
		zone = time.UTC
	}
	t := &arrowTable{source: s, zone: zone}
	t.isFile = string(first) == arrowFileMagic
	t.messages = &arrowMessages{r: s.reader, isFile: t.isFile}
	if t.isFile {
		// Behind eight bytes a file holds a stream; its end tells where the
		// batches are, for those who want only some.
		if _, err := io.CopyN(io.Discard, s.reader, 8); err != nil {
			return nil, arrowError(s.name, cutOff(err))
		}
	}
	if t.reader, err = ipc.NewReaderFromMessageReader(t.messages, ipc.WithAllocator(&t.messages.memory)); err != nil {
		return nil, arrowError(s.name, err)
	}
	t.addLeaves("", t.reader.Schema().Fields(), nil)
	return t, nil
}

// addLeaves finds the columns; one inside a struct is named by its path, with
// dots.
func (t *arrowTable) addLeaves(prefix string, fields []arrow.Field, path []int) {
	for i, f := range fields {
		path := append(path[:len(path):len(path)], i)
		if inner, ok := f.Type.(*arrow.StructType); ok {
			t.addLeaves(prefix+f.Name+".", inner.Fields(), path)
			continue
		}
		t.leaves = append(t.leaves, newArrowLeaf(prefix+f.Name, f, path))
	}
}

func (t *arrowTable) columns() []string {
	names := make([]string, len(t.leaves))
	for i := range t.leaves {
		names[i] = t.leaves[i].name
	}
	return names
}

func (t *arrowTable) spelled(w want) bool { return t.leaves[w.index].spelled(w.kind) }

func (t *arrowTable) firstLine() int64 { return 1 }

func (t *arrowTable) lines() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows
}

func (t *arrowTable) close() error { return t.source.close() }

func (t *arrowTable) describe() string {
	if t.isFile {
		return "Arrow"
	}
	return "Arrow stream"
}

// next takes the next batch and its number; io.EOF after the last one. The
// caller releases it.
func (t *arrowTable) next() (batch arrow.Record, number int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return nil, 0, t.err
	}
	if t.first != nil {
		batch, t.first = t.first, nil
		t.rows = append(t.rows, batch.NumRows())
		return batch, len(t.rows) - 1, nil
	}
	if batch, err = t.reader.Read(); err != nil {
		if t.err = err; err == io.EOF {
			t.err = t.checkEnd()
		} else {
			t.err = arrowError(t.source.name, err)
		}
		return nil, 0, t.err
	}
	batch.Retain()
	t.rows = append(t.rows, batch.NumRows())
	return batch, len(t.rows) - 1, nil
}

// checkEnd is io.EOF when the data are whole: a file ends as it begins. A stream
// may just stop, between two batches.
func (t *arrowTable) checkEnd() error {
	if !t.isFile {
		if !t.messages.ended {
			t.source.unfinished = true
		}
		return io.EOF
	}
	end := []byte{}
	chunk := make([]byte, 64<<10)
	for {
		n, err := t.source.reader.Read(chunk)
		end = append(end, chunk[:n]...)
		end = end[max(0, len(end)-len(arrowFileMagic)):]
		if err == io.EOF {
			break
		}
		if err != nil {
			return damaged(t.source.name, err)
		}
	}
	if !t.messages.ended || string(end) != arrowFileMagic {
		return arrowError(t.source.name, io.ErrUnexpectedEOF)
	}
	return io.EOF
}

// arrowError is the error for data that cannot be read as Arrow.
func arrowError(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged(name, err)
	}
	return &Error{Kind: Unreadable, Message: fmt.Sprintf("%s: not readable as Arrow (%v)", name, err), Err: err}
}
