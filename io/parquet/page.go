package parquet

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
)

// The kinds of pages; others are passed over.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPageV2     = 3
)

// page is a page's header and its bytes, decompressed.
type page struct {
	kind         int32
	size         int32 // decompressed
	compressed   int32 // as stored
	crc          uint32
	hasCRC       bool
	values       int32 // with nulls
	encoding     parquet.Encoding
	levels       parquet.Encoding // of the definition levels, version 1
	definitions  int32            // bytes of definition levels, version 2
	repetitions  int32            // bytes of repetition levels, version 2
	uncompressed bool             // the values of a version 2 page are stored as they are

	body []byte // levels, then values; valid until the next page
}

// pages reads the pages of one column chunk after the other. It holds
// one page as stored and one as decompressed, whatever the chunk's size, and
// keeps their memory from chunk to chunk.
type pages struct {
	file        io.ReaderAt
	codec       codec
	compression compress.Compression

	offset, end int64  // the part of the chunk that is not yet in window
	window      []byte // read, not yet taken: window[start:]
	start       int
	body        []byte

	page page
}

const (
	parquetReadAhead  = 256 << 10
	parquetHeaderSize = 128     // enough for most headers
	parquetHeaderMax  = 4 << 20 // a header may hold statistics
)

func (p *pages) open(start, length int64, compression compress.Compression) {
	p.offset, p.end, p.compression = start, start+length, compression
	p.window, p.start = p.window[:0], 0
}

// Peek returns the next n bytes of the chunk, fewer only at its end.
func (p *pages) peek(n int) ([]byte, error) {
	if have := len(p.window) - p.start; have < n && p.offset < p.end {
		p.window = p.window[:copy(p.window, p.window[p.start:])]
		p.start = 0
		more := int(min(int64(max(n-have, parquetReadAhead)), p.end-p.offset))
		p.window = slices.Grow(p.window, more)[:have+more]
		if err := readFull(p.file, p.window[have:], p.offset); err != nil {
			p.window = p.window[:have]
			return nil, err
		}
		p.offset += int64(more)
	}
	return p.window[p.start:min(p.start+n, len(p.window))], nil
}

// Next reads the next page into p.page; io.EOF at the end of the chunk.
func (p *pages) next() error {
	if err := p.readHeader(); err != nil {
		return err
	}
	page := &p.page
	left := int64(len(p.window)-p.start) + p.end - p.offset
	if page.size < 0 || page.compressed < 0 || int64(page.compressed) > left || page.values < 0 {
		return errors.New("a page header is corrupt")
	}
	stored, err := p.peek(int(page.compressed))
	if err != nil {
		return err
	}
	p.start += len(stored)
	if page.hasCRC && crc32.ChecksumIEEE(stored) != page.crc {
		return errors.New("a page does not match its checksum")
	}
	switch page.kind {
	case dataPage, dictionaryPage:
		p.body, err = p.codec.decode(p.body, stored, int(page.size), p.compression)
	case dataPageV2:
		err = p.decodeV2(stored)
	default:
		return nil
	}
	page.body = p.body
	return err
}

// decodeV2 decompresses a version 2 page: its levels are stored as they are.
func (p *pages) decodeV2(stored []byte) error {
	page := &p.page
	levels := int64(page.definitions) + int64(page.repetitions)
	if page.definitions < 0 || page.repetitions < 0 || levels > int64(len(stored)) || levels > int64(page.size) {
		return errors.New("a page header is corrupt")
	}
	compression := p.compression
	// A page of nulls alone has nothing to decompress, whatever it says.
	if page.uncompressed || len(stored) == int(levels) {
		compression = compress.Codecs.Uncompressed
	}
	if compression == compress.Codecs.Uncompressed && len(stored) != int(page.size) {
		return errPageSize
	}
	if compression == compress.Codecs.Uncompressed {
		p.body = append(p.body[:0], stored...)
		return nil
	}
	values, err := p.codec.decode(p.body, stored[levels:], int(page.size)-int(levels), compression)
	if err != nil {
		return err
	}
	p.body = slices.Insert(values, 0, stored[:levels]...)
	return nil
}

// readHeader reads the header of the next page.
func (p *pages) readHeader() error {
	for n := parquetHeaderSize; ; n *= 4 {
		b, err := p.peek(n)
		if err != nil {
			return err
		}
		if len(b) == 0 {
			return io.EOF
		}
		r := thriftReader{b: b}
		p.page = page{}
		p.page.parse(&r)
		if r.err == nil {
			p.start += r.pos
			return nil
		}
		if !errors.Is(r.err, errThriftShort) || len(b) < n || n > parquetHeaderMax {
			return fmt.Errorf("a page header is corrupt (%w)", r.err)
		}
	}
}

// Parse reads a PageHeader. Source of the field numbers here and below:
// apache/parquet-format, src/main/thrift/parquet.thrift.
func (p *page) parse(r *thriftReader) {
	var id int64
	var typ byte
	for r.err == nil {
		if id, typ = r.field(id); typ == thriftStop {
			return
		}
		switch {
		case id == 1 && typ == thriftI32:
			p.kind = r.int32()
		case id == 2 && typ == thriftI32:
			p.size = r.int32()
		case id == 3 && typ == thriftI32:
			p.compressed = r.int32()
		case id == 4 && typ == thriftI32:
			p.crc, p.hasCRC = uint32(r.int32()), true
		case (id == 5 || id == 7 || id == 8) && typ == thriftStruct:
			p.parseKind(r, id == 8)
		default:
			r.skip(typ, 0)
		}
	}
}

// parseKind reads a DataPageHeader or DictionaryPageHeader, whose first two
// fields are alike, or with v2 a DataPageHeaderV2.
func (p *page) parseKind(r *thriftReader, v2 bool) {
	var id int64
	var typ byte
	for r.err == nil {
		if id, typ = r.field(id); typ == thriftStop {
			return
		}
		switch {
		case id == 1 && typ == thriftI32:
			p.values = r.int32()
		case !v2 && id == 2 && typ == thriftI32, v2 && id == 4 && typ == thriftI32:
			p.encoding = parquet.Encoding(r.int32())
		case !v2 && id == 3 && typ == thriftI32:
			p.levels = parquet.Encoding(r.int32())
		case v2 && id == 5 && typ == thriftI32:
			p.definitions = r.int32()
		case v2 && id == 6 && typ == thriftI32:
			p.repetitions = r.int32()
		case v2 && id == 7 && typ == thriftFalse:
			p.uncompressed = true
		default:
			r.skip(typ, 0)
		}
	}
}
