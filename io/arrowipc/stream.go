package arrowipc

import (
	"errors"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Reader reads the records of an Arrow stream whose writer is not trusted.
type Reader struct {
	*ipc.Reader
	messages *messages
}

// NewReader reads the schema of a stream. The caller releases the reader.
func NewReader(r io.Reader) (*Reader, error) {
	m := &messages{r: r}
	reader, err := ipc.NewReaderFromMessageReader(m, ipc.WithAllocator(&m.memory))
	if err != nil {
		return nil, err
	}
	return &Reader{reader, m}, nil
}

// Read is the next record, valid until the one after it; io.EOF after the last. The
// texts in it lie within their bytes.
func (r *Reader) Read() (arrow.Record, error) {
	rec, err := r.Reader.Read()
	if err != nil {
		return nil, err
	}
	for _, column := range rec.Columns() {
		if err := checkTexts(column); err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// Ended reports whether the stream had the mark of its end.
func (r *Reader) Ended() bool { return r.messages.ended }

var errOffsets = errors.New("a text lies outside of its column")

// checkTexts refuses a column of texts that lie outside of it: Arrow looks at the
// last one only.
func checkTexts(a arrow.Array) error {
	if a.Len() == 0 {
		return nil
	}
	switch a := a.(type) {
	case *array.String:
		return checkOffsets(a.ValueOffsets(), a)
	case *array.Binary:
		return checkOffsets(a.ValueOffsets(), a)
	case *array.LargeString:
		return checkOffsets(a.ValueOffsets(), a)
	case *array.LargeBinary:
		return checkOffsets(a.ValueOffsets(), a)
	}
	return nil
}

// checkOffsets refuses offsets that fall, or leave the bytes of the column.
func checkOffsets[T int32 | int64](offsets []T, a arrow.Array) error {
	size := 0
	if texts := a.Data().Buffers()[2]; texts != nil {
		size = texts.Len()
	}
	if len(offsets) > 0 && (offsets[0] < 0 || !slices.IsSorted(offsets) || int64(offsets[len(offsets)-1]) > int64(size)) {
		return errOffsets
	}
	return nil
}
