package source

import (
	"io"
	"rfm/io/fault"
	"runtime/debug"
	"time"
)

const (
	// aheadSize is how much a decompressor delivers at a time, and aheadBlocks how
	// much it is in advance of the workers at the most.
	aheadSize   = 512 << 10
	aheadBlocks = 4
	// aheadPatience is how long a read may take to come back once nobody wants what
	// it reads.
	aheadPatience = 200 * time.Millisecond
)

// aheadReader lets a decompressor run in a goroutine of its own once start has
// been called, so that it need not wait until a worker has time to read. Before,
// it reads nothing but what it is asked for.
type aheadReader struct {
	r     io.Reader
	full  chan aheadBlock // nil before start
	free  chan []byte
	stop  chan struct{}
	block aheadBlock // taken from full last
	at    int        // how much of it was read
}

// aheadBlock is what was read until err; nil for a block that is full.
type aheadBlock struct {
	bytes []byte
	err   error
}

// Start begins to read ahead.
func (a *aheadReader) start() {
	if a.full != nil {
		return
	}
	a.full, a.free, a.stop = make(chan aheadBlock, aheadBlocks), make(chan []byte, aheadBlocks), make(chan struct{})
	for range aheadBlocks {
		a.free <- nil // to be allocated when it is needed
	}
	go a.run()
}

// run reads until the end of the stream or until it is stopped.
func (a *aheadReader) run() {
	defer close(a.full)
	for {
		var block aheadBlock
		select {
		case block.bytes = <-a.free:
		case <-a.stop:
			return
		}
		block.fill(a.r)
		a.full <- block // there is room for all that are not free
		if block.err != nil {
			return
		}
	}
}

// Fill reads a block. A panic becomes its error, which Input.Read makes a panic again.
func (b *aheadBlock) fill(r io.Reader) {
	defer func() {
		if cause := recover(); cause != nil {
			b.err = &fault.Panic{Fault: cause, Stack: debug.Stack()}
		}
	}()
	if b.bytes == nil {
		b.bytes = make([]byte, 0, aheadSize)
	}
	b.bytes = b.bytes[:0]
	for len(b.bytes) < cap(b.bytes) && b.err == nil {
		var n int
		n, b.err = r.Read(b.bytes[len(b.bytes):cap(b.bytes)])
		b.bytes = b.bytes[:len(b.bytes)+n]
	}
}

// Read implements io.Reader.
func (a *aheadReader) Read(p []byte) (int, error) {
	if a.full == nil {
		return a.r.Read(p)
	}
	for a.at == len(a.block.bytes) {
		if a.block.err != nil {
			return 0, a.block.err
		}
		if a.block.bytes != nil {
			a.free <- a.block.bytes
		}
		block, more := <-a.full
		if !more {
			return 0, io.ErrClosedPipe
		}
		a.block, a.at = block, 0
	}
	n := copy(p, a.block.bytes[a.at:])
	a.at += n
	return n, nil
}

// Close ends the reading ahead; what was not read is lost. It is false where a
// read still waits, as one from a pipe can without end: then the decompressor
// must not be touched.
func (a *aheadReader) close() (ended bool) {
	if a.full == nil {
		return true
	}
	close(a.stop)
	patience := time.After(aheadPatience)
	for {
		select {
		case _, more := <-a.full:
			if !more {
				return true
			}
		case <-patience:
			return false
		}
	}
}
