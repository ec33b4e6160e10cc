package parquet

import (
	"encoding/binary"
	"errors"
	"rfm/io/typed"
	"slices"
)

var errDelta = errors.New("delta encoded values are corrupt")

const (
	deltaBlockMax = 1 << 14 // values in a block; writers use 128 or 1,024
	deltaTextMax  = 1 << 28 // bytes of texts in a page
)

// appendDeltaInts decodes DELTA_BINARY_PACKED, at most limit values, and
// returns the bytes after them. With narrow the values are 32 bits wide and
// wrap there.
func appendDeltaInts(out []int64, b []byte, limit int, narrow bool) ([]int64, []byte, error) {
	var head [3]uint64 // values a block, miniblocks a block, values
	for i := range head {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, nil, errDelta
		}
		head[i], b = v, b[n:]
	}
	first, n := binary.Varint(b)
	block, minis, total := head[0], head[1], head[2]
	if n <= 0 || block == 0 || block > deltaBlockMax || minis == 0 || block%minis != 0 || block/minis%8 != 0 || total > uint64(limit) {
		return nil, nil, errDelta
	}
	b = b[n:]
	left := int(total)
	if left == 0 {
		return out, b, nil
	}
	perMini := int(block / minis)
	value := first
	out = append(out, value)
	left--
	for left > 0 {
		least, n := binary.Varint(b)
		if n <= 0 || len(b)-n < int(minis) {
			return nil, nil, errDelta
		}
		widths := b[n : n+int(minis)]
		b = b[n+int(minis):]
		for _, width := range widths {
			if left == 0 { // the widths of unused miniblocks mean nothing
				break
			}
			size := perMini * int(width) / 8
			if width > 64 || size > len(b) {
				return nil, nil, errDelta
			}
			count := min(left, perMini)
			out = slices.Grow(out, count)
			for i := range count {
				value += least + int64(bits64(b[:size], i*int(width), uint(width)))
				if narrow {
					value = int64(int32(value))
				}
				out = append(out, value)
			}
			left -= count
			b = b[size:]
		}
	}
	return out, b, nil
}

// bits64 is the value of width bits, 0 to 64, at the position bit of b.
func bits64(b []byte, bit int, width uint) uint64 {
	var buf [9]byte
	copy(buf[:], b[bit>>3:])
	shift := uint(bit & 7)
	v := binary.LittleEndian.Uint64(buf[:]) >> shift
	if shift > 0 {
		v |= uint64(buf[8]) << (64 - shift)
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v
}

// appendDeltaLengths decodes DELTA_LENGTH_BYTE_ARRAY: all lengths, then all
// bytes. The spans are of the rest that it returns.
func (c *column) appendDeltaLengths(out []typed.Span, b []byte, limit int) ([]typed.Span, []byte, error) {
	lengths, rest, err := appendDeltaInts(c.lengths[:0], b, limit, true)
	if err != nil {
		return nil, nil, err
	}
	c.lengths = lengths
	at := int64(0)
	for _, n := range lengths {
		if n < 0 || n > int64(len(rest))-at {
			return nil, nil, errDelta
		}
		out = append(out, typed.Span{Start: uint32(at), End: uint32(at + n)})
		at += n
	}
	return out, rest, nil
}

// appendDeltaTexts decodes DELTA_BYTE_ARRAY: how many bytes each value shares
// with the one before, then the rests as in DELTA_LENGTH_BYTE_ARRAY. The texts
// are put together over buf.
func (c *column) appendDeltaTexts(out []typed.Span, buf, b []byte, limit int) ([]typed.Span, []byte, error) {
	prefixes, rest, err := appendDeltaInts(nil, b, limit, true)
	if err != nil {
		return nil, nil, err
	}
	out, tails, err := c.appendDeltaLengths(out, rest, limit)
	if err != nil {
		return nil, nil, err
	}
	if len(prefixes) != len(out) {
		return nil, nil, errDelta
	}
	buf = buf[:0]
	var last typed.Span
	for i, tail := range out {
		shared := prefixes[i]
		if shared < 0 || shared > int64(last.End-last.Start) || len(buf) > deltaTextMax {
			return nil, nil, errDelta
		}
		start := len(buf)
		buf = append(buf, buf[last.Start:last.Start+uint32(shared)]...)
		buf = append(buf, tails[tail.Start:tail.End]...)
		last = typed.Span{Start: uint32(start), End: uint32(len(buf))}
		out[i] = last
	}
	return out, buf, nil
}
