package parquet

import (
	"encoding/binary"
	"errors"
)

// rleReader decodes Parquet's hybrid of run lengths and bit packing, in which
// definition levels, dictionary codes and some booleans are written.
type rleReader struct {
	b     []byte
	width uint // bits a value, 0 to 32

	value  uint32 // of the run
	run    int    // values left in the run
	packed int    // values left in the packed group
	bit    int    // position of the next packed value, in bits from b's start
}

var errRLE = errors.New("a run of levels or codes is corrupt")

func (r *rleReader) reset(b []byte, width uint) { *r = rleReader{b: b, width: width} }

// same tells whether the next n values are all v and passes over them if so.
func (r *rleReader) same(v uint32, n int) bool {
	if r.run == 0 && r.packed == 0 && n > 0 {
		if r.next() != nil {
			return false
		}
	}
	if r.run < n || r.value != v {
		return false
	}
	r.run -= n
	return true
}

// Read fills out with the next values.
func (r *rleReader) read(out []uint32) error {
	for len(out) > 0 {
		switch {
		case r.run > 0:
			n := min(r.run, len(out))
			for i := range out[:n] {
				out[i] = r.value
			}
			r.run -= n
			out = out[n:]
		case r.packed > 0:
			n := min(r.packed, len(out))
			r.bit = unpackBits(out[:n], r.b, r.bit, r.width)
			r.packed -= n
			out = out[n:]
			if r.packed == 0 {
				r.b = r.b[(r.bit+7)/8:]
			}
		default:
			if err := r.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Next reads the head of the next run or packed group.
func (r *rleReader) next() error {
	if r.width == 0 && len(r.b) == 0 {
		// Codes into a dictionary of one value may take no bytes at all.
		r.run, r.value = 1<<30, 0
		return nil
	}
	head, n := binary.Uvarint(r.b)
	if n <= 0 || head>>1 == 0 || head>>1 > 1<<31 {
		return errRLE
	}
	r.b = r.b[n:]
	if head&1 == 0 {
		size := int(r.width+7) / 8
		if len(r.b) < size {
			return errRLE
		}
		r.value = 0
		for i := range size {
			r.value |= uint32(r.b[i]) << (8 * i)
		}
		r.b = r.b[size:]
		r.run = int(head >> 1)
		return nil
	}
	// Groups of 8 values. A writer may cut the last one short.
	values := int(head>>1) * 8
	if r.width > 0 {
		values = min(values, len(r.b)*8/int(r.width))
	}
	if values == 0 {
		return errRLE
	}
	r.packed, r.bit = values, 0
	return nil
}

// unpackBits reads values of width bits from the position bit on, and returns
// the position after them. The caller has checked that b holds them.
func unpackBits(out []uint32, b []byte, bit int, width uint) int {
	mask := uint64(1)<<width - 1
	i := 0
	for ; i < len(out) && bit>>3+8 <= len(b); i++ {
		out[i] = uint32(binary.LittleEndian.Uint64(b[bit>>3:]) >> (bit & 7) & mask)
		bit += int(width)
	}
	for ; i < len(out); i++ {
		var tail [8]byte
		copy(tail[:], b[bit>>3:])
		out[i] = uint32(binary.LittleEndian.Uint64(tail[:]) >> (bit & 7) & mask)
		bit += int(width)
	}
	return bit
}
