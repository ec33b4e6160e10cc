package table

import (
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compression is how the bytes of an output are packed.
type Compression uint8

const (
	Uncompressed Compression = iota
	Gzip
	Zstd
)

// extension is the end of the name of a file so compressed.
func (c Compression) extension() string {
	return [...]string{Uncompressed: "", Gzip: ".gz", Zstd: ".zst"}[c]
}

// compressionOf is the compression that the name of a file asks for.
func compressionOf(path string) Compression {
	for _, c := range []Compression{Gzip, Zstd} {
		if e := c.extension(); len(path) > len(e) && strings.EqualFold(path[len(path)-len(e):], e) {
			return c
		}
	}
	return Uncompressed
}

// compressed returns a writer of compressed bytes to w. Closing it completes
// them and leaves w open. Same input, same bytes: the header holds no time.
func compressed(w io.Writer, c Compression) (io.WriteCloser, error) {
	switch c {
	case Gzip:
		return gzip.NewWriter(w), nil
	case Zstd:
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	default:
		return nopCloser{w}, nil
	}
}

// nopCloser is a writer whose Close does nothing.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
