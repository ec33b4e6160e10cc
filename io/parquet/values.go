package parquet

import (
	"fmt"
	"rfm/io/typed"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
)

// byteStreamSplit is BYTE_STREAM_SPLIT of the Parquet format.
const byteStreamSplit parquet.Encoding = 9

// openValues makes the values of a page ready for readValues.
func (c *column) openValues(encoding parquet.Encoding, b []byte) error {
	physical := c.Leaf.Physical
	switch encoding {
	case parquet.Encodings.Plain:
		if physical == parquet.Types.Boolean {
			// Bit-packed without a head, as one group of runs would be.
			c.mode = modeRuns
			c.codes.reset(b, 1)
			c.codes.packed = len(b) * 8
			return nil
		}
		c.mode, c.rest = modePlain, b
		return nil
	case parquet.Encodings.PlainDict, parquet.Encodings.RLEDict:
		if !c.hasDictionary || physical == parquet.Types.Boolean {
			return fmt.Errorf("a page is encoded as %s without a dictionary", encoding)
		}
		c.mode = modeCodes
		if len(b) == 0 { // all null
			c.codes.reset(nil, 0)
			return nil
		}
		if b[0] > 32 {
			return errRLE
		}
		c.codes.reset(b[1:], uint(b[0]))
		return nil
	case parquet.Encodings.RLE:
		if physical == parquet.Types.Boolean {
			if len(b) < 4 {
				return errPageEnds
			}
			c.mode = modeRuns
			c.codes.reset(b[4:], 1)
			return nil
		}
	case parquet.Encodings.DeltaBinaryPacked:
		if physical == parquet.Types.Int32 || physical == parquet.Types.Int64 {
			return c.openDelta(encoding, b)
		}
	case parquet.Encodings.DeltaLengthByteArray:
		if physical == parquet.Types.ByteArray {
			return c.openDelta(encoding, b)
		}
	case parquet.Encodings.DeltaByteArray:
		if physical == parquet.Types.ByteArray || physical == parquet.Types.FixedLenByteArray {
			return c.openDelta(encoding, b)
		}
	case byteStreamSplit:
		if c.Leaf.Width > 0 {
			c.mode, c.rest = modePlain, c.join(b)
			return nil
		}
	}
	return fmt.Errorf("a page of type %s is encoded as %s, which is not supported", physical, encoding)
}

// openDelta decodes the delta encodings for the whole page.
func (c *column) openDelta(encoding parquet.Encoding, b []byte) error {
	c.mode, c.taken = modeReady, 0
	limit := c.pageLeft
	if len(b) == 0 && c.Leaf.Levels > 0 { // all null
		c.ready = typed.Values{Ints: c.ready.Ints[:0], Spans: c.ready.Spans[:0]}
		return nil
	}
	var err error
	switch encoding {
	case parquet.Encodings.DeltaBinaryPacked:
		c.ready.Ints, _, err = appendDeltaInts(c.ready.Ints[:0], b, limit, c.Leaf.Physical == parquet.Types.Int32)
	case parquet.Encodings.DeltaLengthByteArray:
		c.ready.Spans, c.ready.Base, err = c.appendDeltaLengths(c.ready.Spans[:0], b, limit)
	default:
		c.ready.Spans, c.Texts, err = c.appendDeltaTexts(c.ready.Spans[:0], c.Texts, b, limit)
		c.ready.Base = c.Texts
		if c.Leaf.Width > 0 {
			for _, span := range c.ready.Spans {
				if int(span.End-span.Start) != c.Leaf.Width {
					return errDelta
				}
			}
		}
	}
	return err
}

// join puts values together whose first bytes come first, then their second
// bytes, and so on.
func (c *column) join(b []byte) []byte {
	width := c.Leaf.Width
	n := len(b) / width
	c.Texts = slices.Grow(c.Texts[:0], n*width)[:n*width]
	for j := range width {
		for i, v := range b[j*n : (j+1)*n] {
			c.Texts[i*width+j] = v
		}
	}
	return c.Texts
}

// readValues decodes the next n values of the page.
func (c *column) readValues(n int) error {
	var err error
	c.Dictionary = nil
	switch c.mode {
	case modePlain:
		c.rest, err = decodePlain(&c.Values, c.Leaf, c.rest, n)
		return err
	case modeReady:
		return c.takeReady(n)
	}
	c.numbers = slices.Grow(c.numbers[:0], n)[:n]
	if err := c.codes.read(c.numbers); err != nil {
		return err
	}
	if c.mode == modeRuns {
		c.Ints = slices.Grow(c.Ints[:0], n)[:n]
		for i, v := range c.numbers {
			c.Ints[i] = int64(v)
		}
		return nil
	}
	d := &c.dictionary
	if c.entries != nil {
		for _, code := range c.numbers {
			if uint64(code) >= uint64(len(d.Spans)) {
				return typed.ErrDictionary
			}
		}
		c.Dictionary, c.Codes = c.entries, append(c.Codes[:0], c.numbers...)
		return nil
	}
	switch c.Leaf.Physical {
	case parquet.Types.Int32, parquet.Types.Int64:
		c.Ints, err = lookUp(c.Ints, d.Ints, c.numbers)
	case parquet.Types.Float, parquet.Types.Double:
		c.Floats, err = lookUp(c.Floats, d.Floats, c.numbers)
	default:
		c.Base = d.Base
		c.Spans, err = lookUp(c.Spans, d.Spans, c.numbers)
	}
	return err
}

// takeReady copies the next n values of a page that was decoded as a whole.
func (c *column) takeReady(n int) error {
	r, from, to := &c.ready, c.taken, c.taken+n
	c.taken = to
	if c.Leaf.Physical == parquet.Types.Int32 || c.Leaf.Physical == parquet.Types.Int64 {
		if to > len(r.Ints) {
			return errPageEnds
		}
		c.Ints = append(c.Ints[:0], r.Ints[from:to]...)
		return nil
	}
	if to > len(r.Spans) {
		return errPageEnds
	}
	c.Base = r.Base
	c.Spans = append(c.Spans[:0], r.Spans[from:to]...)
	return nil
}

// lookUp is the dictionary's value for each code, over out.
func lookUp[T any](out, dictionary []T, codes []uint32) ([]T, error) {
	out = slices.Grow(out[:0], len(codes))[:len(codes)]
	for i, code := range codes {
		if uint64(code) >= uint64(len(dictionary)) {
			return out, typed.ErrDictionary
		}
		out[i] = dictionary[code]
	}
	return out, nil
}
