package arrowipc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// messages cuts an Arrow stream into its messages. Arrow's own reader
// trusts the lengths in them, and takes some streams that break off for whole.
type messages struct {
	r      io.Reader
	isFile bool
	ended  bool // the mark of the end has been read
	memory boundedAllocator
}

// Message implements ipc.MessageReader; io.EOF after the last message.
func (m *messages) Message() (*ipc.Message, error) {
	var word [4]byte
	if _, err := io.ReadFull(m.r, word[:]); err != nil {
		return nil, err
	}
	const continuation = 0xffffffff // since Arrow 0.15
	length := binary.LittleEndian.Uint32(word[:])
	switch {
	case length != continuation && m.isFile: // the footer
		length = 0
	case length == continuation:
		if _, err := io.ReadFull(m.r, word[:]); err != nil {
			return nil, cutOff(err)
		}
		length = binary.LittleEndian.Uint32(word[:])
	}
	if length == 0 {
		m.ended = true
		return nil, io.EOF
	}
	meta, err := m.read(int64(int32(length)))
	if err != nil {
		return nil, err
	}
	if err := checkMessage(meta); err != nil {
		return nil, err
	}
	head := memory.NewBufferBytes(meta)
	body, err := m.read(ipc.NewMessage(head, memory.NewBufferBytes(nil)).BodyLen())
	if err != nil {
		return nil, err
	}
	m.memory.limit = max(leastBuffer, min(largestBuffer, len(body)*largestRatio))
	return ipc.NewMessage(head, memory.NewBufferBytes(body)), nil
}

// Read reads n bytes. Memory grows with what is there, not with what is claimed.
func (m *messages) read(n int64) ([]byte, error) {
	if n < 0 {
		return nil, errors.New("a message has a length below zero")
	}
	var b bytes.Buffer
	b.Grow(int(min(n, 1<<20)))
	if _, err := io.CopyN(&b, m.r, n); err != nil {
		return nil, cutOff(err)
	}
	return b.Bytes(), nil
}

// cutOff is the error of a stream that ends within a message.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Retain and Release implement ipc.MessageReader: there is nothing to release.
func (m *messages) Retain()  {}
func (m *messages) Release() {}

// boundedAllocator refuses to allocate what no message needs: compressed columns
// say themselves how long they are.
type boundedAllocator struct {
	memory.GoAllocator
	limit int
}

const (
	leastBuffer   = 64 << 20
	largestBuffer = 1 << 30
	largestRatio  = 4096 // of compression
)

func (a *boundedAllocator) Allocate(size int) []byte {
	a.refuse(size)
	return a.GoAllocator.Allocate(size)
}

func (a *boundedAllocator) Reallocate(size int, b []byte) []byte {
	a.refuse(size)
	return a.GoAllocator.Reallocate(size, b)
}

// refuse panics; Arrow's readers make that an error.
func (a *boundedAllocator) refuse(size int) {
	if size < 0 || size > max(a.limit, leastBuffer) {
		panic("a column claims to be too long")
	}
}
