package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"rfm/io/fault"
)

// Stdout is the standard output until the context ends.
func (s *Streams) Stdout(ctx context.Context) *stdoutWriter {
	return &stdoutWriter{w: s.Out, ctx: ctx}
}

// stdoutWriter writes to stdout until the context ends, and says what failed.
type stdoutWriter struct {
	w       io.Writer
	ctx     context.Context
	written bool
}

func (w *stdoutWriter) Write(p []byte) (n int, err error) {
	if !w.written && isClosedStream(w.w) {
		return 0, &fault.OutputError{Path: "stdout", Err: fs.ErrClosed}
	}
	// The other end of a pipe may never read: the write must not hold up the end.
	err = Interruptible(w.ctx, func() error {
		written, err := w.w.Write(p)
		n = written
		return err
	})
	var signal *signalError
	if errors.As(err, &signal) {
		return 0, w.incomplete(err)
	}
	w.written = true
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		err = &fault.OutputError{Path: "stdout", Err: err}
	}
	return n, err
}

// incomplete says that the output ends before its end, if it has begun.
func (w *stdoutWriter) incomplete(err error) error {
	if w.written {
		return fmt.Errorf("%w; the output is not complete", err)
	}
	return err
}

// UntilDone is a writer that fails once the context has ended.
func UntilDone(ctx context.Context, w io.Writer) io.Writer { return &contextWriter{w, ctx} }

// contextWriter fails once the context has ended.
type contextWriter struct {
	io.Writer
	ctx context.Context
}

func (w *contextWriter) Write(p []byte) (int, error) {
	if err := context.Cause(w.ctx); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}
