package rfmio

import (
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
)

// byteStreamSplit is BYTE_STREAM_SPLIT of the Parquet format.
const byteStreamSplit parquet.Encoding = 9

// openValues makes the values of a page ready for readValues.
func (c *parquetColumn) openValues(encoding parquet.Encoding, b []byte) error {
	physical := c.leaf.physical
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
		if c.leaf.width > 0 {
			c.mode, c.rest = modePlain, c.join(b)
			return nil
		}
	}
	return fmt.Errorf("a page of type %s is encoded as %s, which is not supported", physical, encoding)
}

// openDelta decodes the delta encodings for the whole page.
func (c *parquetColumn) openDelta(encoding parquet.Encoding, b []byte) error {
	c.mode, c.taken = modeReady, 0
	limit := c.pageLeft
	if len(b) == 0 && c.leaf.levels > 0 { // all null
		c.ready = parquetValues{ints: c.ready.ints[:0], spans: c.ready.spans[:0]}
		return nil
	}
	var err error
	switch encoding {
	case parquet.Encodings.DeltaBinaryPacked:
		c.ready.ints, _, err = appendDeltaInts(c.ready.ints[:0], b, limit, c.leaf.physical == parquet.Types.Int32)
	case parquet.Encodings.DeltaLengthByteArray:
		c.ready.spans, c.ready.base, err = c.appendDeltaLengths(c.ready.spans[:0], b, limit)
	default:
		c.ready.spans, c.texts, err = c.appendDeltaTexts(c.ready.spans[:0], c.texts, b, limit)
		c.ready.base = c.texts
		if c.leaf.width > 0 {
			for _, span := range c.ready.spans {
				if int(span.end-span.start) != c.leaf.width {
					return errDelta
				}
			}
		}
	}
	return err
}

// join puts values together whose first bytes come first, then their second
// bytes, and so on.
func (c *parquetColumn) join(b []byte) []byte {
	width := c.leaf.width
	n := len(b) / width
	c.texts = slices.Grow(c.texts[:0], n*width)[:n*width]
	for j := range width {
		for i, v := range b[j*n : (j+1)*n] {
			c.texts[i*width+j] = v
		}
	}
	return c.texts
}

// readValues decodes the next n values of the page.
func (c *parquetColumn) readValues(n int) error {
	var err error
	switch c.mode {
	case modePlain:
		c.rest, err = decodePlain(&c.parquetValues, c.leaf, c.rest, n)
		return err
	case modeReady:
		return c.takeReady(n)
	}
	c.numbers = slices.Grow(c.numbers[:0], n)[:n]
	if err := c.codes.read(c.numbers); err != nil {
		return err
	}
	if c.mode == modeRuns {
		c.ints = slices.Grow(c.ints[:0], n)[:n]
		for i, v := range c.numbers {
			c.ints[i] = int64(v)
		}
		return nil
	}
	d := &c.dictionary
	switch c.leaf.physical {
	case parquet.Types.Int32, parquet.Types.Int64:
		c.ints, err = lookUp(c.ints, d.ints, c.numbers)
	case parquet.Types.Float, parquet.Types.Double:
		c.floats, err = lookUp(c.floats, d.floats, c.numbers)
	default:
		c.base = d.base
		c.spans, err = lookUp(c.spans, d.spans, c.numbers)
	}
	return err
}

// takeReady copies the next n values of a page that was decoded as a whole.
func (c *parquetColumn) takeReady(n int) error {
	r, from, to := &c.ready, c.taken, c.taken+n
	c.taken = to
	if c.leaf.physical == parquet.Types.Int32 || c.leaf.physical == parquet.Types.Int64 {
		if to > len(r.ints) {
			return errPageEnds
		}
		c.ints = append(c.ints[:0], r.ints[from:to]...)
		return nil
	}
	if to > len(r.spans) {
		return errPageEnds
	}
	c.base = r.base
	c.spans = append(c.spans[:0], r.spans[from:to]...)
	return nil
}

// lookUp is the dictionary's value for each code, over out.
func lookUp[T any](out, dictionary []T, codes []uint32) ([]T, error) {
	out = slices.Grow(out[:0], len(codes))[:len(codes)]
	for i, code := range codes {
		if uint64(code) >= uint64(len(dictionary)) {
			return out, errDictionary
		}
		out[i] = dictionary[code]
	}
	return out, nil
}
