package spark

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// maxMessage is the largest message that is taken, in bytes.
const maxMessage = 128 << 20

// appendFrame appends a message of gRPC to b: a byte for compression, which there is
// none of, the length and the message.
func appendFrame(b, message []byte) []byte {
	b = append(b, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(message)))
	return append(b, message...)
}

// frames cuts a body into its messages.
type frames struct {
	r      io.Reader
	buffer []byte
}

// next is the next message, which stays until the one after it is asked for; io.EOF
// after the last.
func (f *frames) next() ([]byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(f.r, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the stream ends within a message")
		}
		return nil, err
	}
	if head[0] != 0 {
		return nil, &protocolError{"a message is compressed, which nobody asked for"}
	}
	length := binary.BigEndian.Uint32(head[1:])
	if length > maxMessage {
		return nil, &protocolError{fmt.Sprintf("a message of %d bytes; %d are the most that is taken", length, maxMessage)}
	}
	// Memory grows with what is there, not with what is claimed.
	const step = 1 << 20
	f.buffer = f.buffer[:0]
	for rest := int(length); rest > 0; {
		n := min(rest, step)
		from := len(f.buffer)
		if cap(f.buffer)-from < n {
			f.buffer = append(make([]byte, 0, max(2*cap(f.buffer), from+n)), f.buffer...)
		}
		f.buffer = f.buffer[:from+n]
		if _, err := io.ReadFull(f.r, f.buffer[from:]); err != nil {
			if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
				err = errors.New("the stream ends within a message")
			}
			return nil, err
		}
		rest -= n
	}
	return f.buffer, nil
}

// protocolError is an answer that no server of Spark Connect gives; to ask again
// does not help.
type protocolError struct{ what string }

func (e *protocolError) Error() string { return e.what }
