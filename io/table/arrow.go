package table

import (
	"errors"
	"io"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// arrowWriter writes the Arrow IPC file format, which is also called Feather
// version 2: what the extension .arrow stands for, with an index of its batches
// at the end. Buffers are not compressed, so that readers can map them.
type arrowWriter struct {
	file *ipc.FileWriter
}

func newArrowWriter(w io.Writer, schema *arrow.Schema) (*arrowWriter, error) {
	file, err := ipc.NewFileWriter(&countingWriter{w: w}, ipc.WithSchema(schema))
	if err != nil {
		return nil, err
	}
	return &arrowWriter{file: file}, nil
}

func (a *arrowWriter) Write(rec arrow.Record) error {
	valid, err := value.ValidText(rec)
	if err != nil {
		return err
	}
	defer valid.Release()
	return a.file.Write(valid)
}

func (a *arrowWriter) Close() error { return a.file.Close() }

// countingWriter tells the position in a stream that cannot seek, all that
// ipc.FileWriter asks of io.Seeker. So the format can go to a pipe.
type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func (c *countingWriter) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return 0, errors.New("an output stream cannot seek")
	}
	return c.n, nil
}
