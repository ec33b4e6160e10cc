package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// lz4Raw is LZ4_RAW of the Parquet format, which Arrow 17 has no name for.
const lz4Raw compress.Compression = 7

// codec decompresses pages into memory that it is given. It keeps the
// decompressors' own state from page to page, and it never allocates what a
// header promises before the compressed bytes bear it out.
type codec struct {
	gzip *gzip.Reader
	zstd *zstd.Decoder
	src  bytes.Reader
}

var errPageSize = errors.New("a page has not the size that its header says")

// Decode decompresses src, which is to become size bytes, over dst.
func (c *codec) decode(dst, src []byte, size int, codec compress.Compression) ([]byte, error) {
	var err error
	switch codec {
	case compress.Codecs.Uncompressed:
		dst = append(dst[:0], src...)
	case compress.Codecs.Snappy:
		dst, err = decodeSnappy(dst, src, size)
	case compress.Codecs.Zstd:
		dst, err = c.decodeZstd(dst, src, size)
	case compress.Codecs.Gzip:
		dst, err = c.decodeGzip(dst, src, size)
	case lz4Raw:
		dst, err = decodeLZ4(dst, src, size)
	case compress.Codecs.Brotli:
		c.src.Reset(src)
		var brotli compress.Codec
		if brotli, err = compress.GetCodec(codec); err == nil {
			dst, err = readSized(dst, brotli.NewReader(&c.src), size)
		}
	default:
		return nil, fmt.Errorf("it is compressed with %s, which is not supported", codec)
	}
	if err != nil {
		return nil, err
	}
	if len(dst) != size {
		return nil, errPageSize
	}
	return dst, nil
}

func decodeSnappy(dst, src []byte, size int) ([]byte, error) {
	// The shortest copy writes 64 bytes from 3.
	if n, err := snappy.DecodedLen(src); err != nil {
		return nil, err
	} else if n != size || size > 22*len(src) {
		return nil, errPageSize
	}
	return snappy.Decode(slices.Grow(dst[:0], size)[:size], src)
}

func decodeLZ4(dst, src []byte, size int) ([]byte, error) {
	if size > 255*len(src) { // a match length grows by at most 255 a byte
		return nil, errPageSize
	}
	dst = slices.Grow(dst[:0], size)[:size]
	n, err := lz4.UncompressBlock(src, dst)
	if err != nil {
		return nil, err
	}
	return dst[:n], nil
}

func (c *codec) decodeZstd(dst, src []byte, size int) ([]byte, error) {
	var frame zstd.Header
	if err := frame.Decode(src); err != nil {
		return nil, err
	}
	// A frame that states its size is allocated at once; others grow as they
	// are decoded. A block of 3 or 4 bytes can become 128 KiB.
	if frame.HasFCS && frame.FrameContentSize > uint64(size) || size/(1<<17) > len(src) {
		return nil, errPageSize
	}
	if c.zstd == nil {
		var err error
		if c.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<31)); err != nil {
			return nil, err
		}
	}
	return c.zstd.DecodeAll(src, dst[:0])
}

func (c *codec) decodeGzip(dst, src []byte, size int) ([]byte, error) {
	c.src.Reset(src)
	var err error
	if c.gzip == nil {
		c.gzip, err = gzip.NewReader(&c.src)
	} else {
		err = c.gzip.Reset(&c.src)
	}
	if err != nil {
		return nil, err
	}
	return readSized(dst, c.gzip, size)
}

// readSized reads size bytes over dst, which grows with what arrives.
func readSized(dst []byte, r io.Reader, size int) ([]byte, error) {
	dst = dst[:0]
	for len(dst) < size {
		dst = slices.Grow(dst, min(size-len(dst), max(len(dst), 64<<10)))
		n, err := io.ReadFull(r, dst[len(dst):min(cap(dst), size)])
		dst = dst[:len(dst)+n]
		if err != nil {
			return nil, err
		}
	}
	// What follows may be only the end of the stream, with its checksum.
	var more [1]byte
	if n, err := r.Read(more[:]); n > 0 {
		return nil, errPageSize
	} else if err != nil && err != io.EOF {
		return nil, err
	}
	return dst, nil
}
