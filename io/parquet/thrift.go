package parquet

import "errors"

// thriftReader walks bytes in Thrift's compact protocol, in which the footer and
// the page headers of a Parquet file are written. After the first error every
// call returns zero and err stays.
//
// Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
type thriftReader struct {
	b   []byte
	pos int
	err error
}

var (
	errThriftShort   = errors.New("its metadata ends early")
	errThriftCorrupt = errors.New("its metadata is corrupt")
)

// The types of the compact protocol.
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

// thriftDepth bounds the nesting of structs; Parquet's own need 6.
const thriftDepth = 32

func (r *thriftReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.pos = len(r.b)
}

func (r *thriftReader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail(errThriftShort)
		return 0
	}
	c := r.b[r.pos]
	r.pos++
	return c
}

func (r *thriftReader) uvarint() uint64 {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
	r.fail(errThriftCorrupt)
	return 0
}

func (r *thriftReader) varint() int64 {
	v := r.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *thriftReader) int32() int32 {
	v := r.varint()
	if v != int64(int32(v)) {
		r.fail(errThriftCorrupt)
		return 0
	}
	return int32(v)
}

// Field reads a field's header; the type is thriftStop after the last field.
func (r *thriftReader) field(last int64) (id int64, typ byte) {
	c := r.byte()
	typ = c & 0x0f
	if typ == thriftStop {
		return 0, typ
	}
	if delta := c >> 4; delta != 0 {
		return last + int64(delta), typ
	}
	return r.varint(), typ
}

// skip passes over a value. It fails on a length that the remaining bytes
// cannot hold, so what it has passed over can be decoded without trusting it.
func (r *thriftReader) skip(typ byte, depth int) {
	if depth > thriftDepth {
		r.fail(errThriftCorrupt)
		return
	}
	switch typ {
	case thriftTrue, thriftFalse: // the value is in the type
	case thriftByte:
		r.byte()
	case thriftI16, thriftI32, thriftI64:
		r.uvarint()
	case thriftDouble:
		r.advance(8)
	case thriftUUID:
		r.advance(16)
	case thriftBinary:
		r.advance(r.uvarint())
	case thriftList, thriftSet:
		c := r.byte()
		size := uint64(c >> 4)
		if size == 15 {
			size = r.uvarint()
		}
		r.skipElements(size, depth, c&0x0f)
	case thriftMap:
		if size := r.uvarint(); size > 0 {
			c := r.byte()
			r.skipElements(size, depth, c>>4, c&0x0f)
		}
	case thriftStruct:
		var id int64
		for r.err == nil {
			if id, typ = r.field(id); typ == thriftStop {
				return
			}
			r.skip(typ, depth+1)
		}
	default:
		r.fail(errThriftCorrupt)
	}
}

// skipElements passes over the elements of a collection: each takes a byte or
// more of every type, also a boolean.
func (r *thriftReader) skipElements(size uint64, depth int, types ...byte) {
	if size > uint64(len(r.b)-r.pos) {
		r.fail(errThriftShort)
		return
	}
	for range size {
		for _, typ := range types {
			if typ == thriftTrue || typ == thriftFalse {
				typ = thriftByte
			}
			r.skip(typ, depth+1)
		}
		if r.err != nil {
			return
		}
	}
}

func (r *thriftReader) advance(n uint64) {
	if n > uint64(len(r.b)-r.pos) {
		r.fail(errThriftShort)
		return
	}
	r.pos += int(n)
}
