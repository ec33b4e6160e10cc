package arrowipc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"rfm/io/fault"
	"rfm/io/source"
	"rfm/io/vector"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Table is an Arrow IPC stream, or the stream within an Arrow IPC file. Its
// morsels are the record batches.
type Table struct {
	source   *source.Source
	isFile   bool
	zone     *time.Location // where days begin
	leaves   []leaf
	messages *messages

	mu     sync.Mutex
	reader *ipc.Reader
	first  arrow.Record // that was looked at and stays to be read
	rows   []int64      // of each batch read
	err    error
}

// Beginnings of Arrow data: a file, a stream, and the format before both.
const (
	FileMagic         = "ARROW1"
	streamMagic       = "\xff\xff\xff\xff"
	featherFirstMagic = "FEA1"
)

// Sniff tells whether the first bytes are those of Arrow data.
func Sniff(first []byte) bool {
	for _, magic := range []string{FileMagic, streamMagic, featherFirstMagic} {
		if bytes.HasPrefix(first, []byte(magic)) {
			return true
		}
	}
	return false
}

// Open reads the schema. The zone is where days begin, nil for UTC.
func Open(s *source.Source, zone *time.Location) (*Table, error) {
	first, err := s.Peek(len(FileMagic))
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(first, []byte(featherFirstMagic)) {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: s.Name + ": is Feather of version 1, which is not read",
			Hints: []string{"write it anew as Parquet or Arrow"}}
	}
	t := &Table{source: s, zone: zone}
	t.isFile = string(first) == FileMagic
	t.messages = &messages{r: s.Reader, isFile: t.isFile}
	if t.isFile {
		// Behind eight bytes a file holds a stream; its end tells where the
		// batches are, for those who want only some.
		if _, err := io.CopyN(io.Discard, s.Reader, 8); err != nil {
			return nil, corrupt(s.Name, cutOff(err))
		}
	}
	if t.reader, err = ipc.NewReaderFromMessageReader(t.messages, ipc.WithAllocator(&t.messages.memory)); err != nil {
		return nil, corrupt(s.Name, err)
	}
	t.addLeaves("", t.reader.Schema().Fields(), nil)
	return t, nil
}

// addLeaves finds the columns; one inside a struct is named by its path, with
// dots.
func (t *Table) addLeaves(prefix string, fields []arrow.Field, path []int) {
	for i, f := range fields {
		path := append(path[:len(path):len(path)], i)
		if inner, ok := f.Type.(*arrow.StructType); ok {
			t.addLeaves(prefix+f.Name+".", inner.Fields(), path)
			continue
		}
		t.leaves = append(t.leaves, newLeaf(prefix+f.Name, f, path))
	}
}

// Columns implements vector.Table.
func (t *Table) Columns() []string {
	names := make([]string, len(t.leaves))
	for i := range t.leaves {
		names[i] = t.leaves[i].Name
	}
	return names
}

// Spelled implements vector.Table.
func (t *Table) Spelled(w vector.Want) bool { return t.leaves[w.Index].Spelled(w.Kind) }

// FirstLine implements vector.Table.
func (t *Table) FirstLine() int64 { return 1 }

// Lines implements vector.Table.
func (t *Table) Lines() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows
}

// Close implements vector.Table.
func (t *Table) Close() error { return t.source.Close() }

// Describe names the format, for the account.
func (t *Table) Describe() string {
	if t.isFile {
		return "Arrow"
	}
	return "Arrow stream"
}

// Next takes the next batch and its number; io.EOF after the last one. The
// caller releases it.
func (t *Table) next() (batch arrow.Record, number int, err error) {
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
			t.err = corrupt(t.source.Name, err)
		}
		return nil, 0, t.err
	}
	batch.Retain()
	t.rows = append(t.rows, batch.NumRows())
	return batch, len(t.rows) - 1, nil
}

// checkEnd is io.EOF when the data are whole: a file ends as it begins. A stream
// may just stop, between two batches.
func (t *Table) checkEnd() error {
	if !t.isFile {
		if !t.messages.ended {
			t.source.Unfinished = true
		}
		return io.EOF
	}
	end := []byte{}
	chunk := make([]byte, 64<<10)
	for {
		n, err := t.source.Reader.Read(chunk)
		end = append(end, chunk[:n]...)
		end = end[max(0, len(end)-len(FileMagic)):]
		if err == io.EOF {
			break
		}
		if err != nil {
			return source.Damaged(t.source.Name, err)
		}
	}
	if !t.messages.ended || string(end) != FileMagic {
		return corrupt(t.source.Name, io.ErrUnexpectedEOF)
	}
	return io.EOF
}

// corrupt is the error for data that cannot be read as Arrow.
func corrupt(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return source.Damaged(name, err)
	}
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: not readable as Arrow (%v)", name, err), Err: err}
}

// Zones are the time zones that columns have of their own, by name.
func (t *Table) Zones() map[string]*time.Location {
	zones := map[string]*time.Location{}
	for _, leaf := range t.leaves {
		if leaf.Zone != nil {
			zones[leaf.Name] = leaf.Zone
		}
	}
	return zones
}
