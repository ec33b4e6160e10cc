package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"rfm/io/typed"
	"rfm/io/vector"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
)

// column decodes the chunks of one source column, a segment of rows at
// a time. A segment ends at the latest with its page, so its texts can point
// into the page instead of being copied.
type column struct {
	typed.Column // the segment
	pages        pages

	rowsLeft int64 // rows of the chunk in pages to come
	pageLeft int   // rows of the page that are not yet decoded

	levels rleReader
	codes  rleReader // values of the page: codes or booleans
	rest   []byte    // values of the page: plain
	ready  typed.Values
	taken  int // of ready
	mode   mode

	dictionary    typed.Values
	hasDictionary bool

	// takesCodes tells that all that is made from the column takes codes; entries
	// are the dictionary for them.
	takesCodes bool
	entries    *vector.Dictionary

	numbers []uint32
	lengths []int64
}

// mode is where the values of the page come from.
type mode uint8

const (
	modePlain mode = iota // rest
	modeCodes             // codes into dictionary
	modeRuns              // codes are the values
	modeReady             // decoded with the page, waiting in ready
)

var errPageEnds = errors.New("a page ends early")

// open starts a chunk of the given rows.
func (c *column) open(rows int64) {
	c.rowsLeft, c.pageLeft, c.hasDictionary = rows, 0, false
}

// Read decodes the next segment, of at most n rows, and returns its length.
func (c *column) read(n int) (int, error) {
	for c.pageLeft == 0 {
		if err := c.nextPage(); err != nil {
			return 0, err
		}
	}
	n = min(n, c.pageLeft)
	present, err := c.readLevels(n)
	if err != nil {
		return 0, err
	}
	if err := c.readValues(present); err != nil {
		return 0, err
	}
	if c.Null != nil && c.Dictionary != nil {
		c.Codes = spread(c.Codes, c.Null)
	} else if c.Null != nil {
		switch c.Leaf.Physical {
		case parquet.Types.Boolean, parquet.Types.Int32, parquet.Types.Int64:
			c.Ints = spread(c.Ints, c.Null)
		case parquet.Types.Float, parquet.Types.Double:
			c.Floats = spread(c.Floats, c.Null)
		default:
			c.Spans = spread(c.Spans, c.Null)
		}
	}
	c.pageLeft -= n
	return n, nil
}

// nextPage reads pages up to the next one with rows.
func (c *column) nextPage() error {
	if c.rowsLeft == 0 {
		return errors.New("its pages hold fewer rows than its row group")
	}
	if err := c.pages.next(); err == io.EOF {
		return errors.New("its pages hold fewer rows than its row group")
	} else if err != nil {
		return err
	}
	page := &c.pages.page
	switch page.kind {
	case dictionaryPage:
		return c.readDictionary(page)
	case dataPage, dataPageV2:
	default:
		return nil
	}
	if int64(page.values) > c.rowsLeft {
		return errors.New("its pages hold more rows than its row group")
	}
	c.rowsLeft -= int64(page.values)
	c.pageLeft = int(page.values)
	values, err := c.openLevels(page)
	if err != nil {
		return err
	}
	return c.openValues(page.encoding, values)
}

// openLevels finds the definition levels of a page and returns its values.
func (c *column) openLevels(page *page) ([]byte, error) {
	b := page.body
	size := int(page.definitions)
	if page.kind == dataPageV2 {
		b = b[page.repetitions:]
	} else if c.Leaf.Levels > 0 {
		if page.levels != parquet.Encodings.RLE {
			return nil, fmt.Errorf("its levels are encoded as %s, which is not supported", page.levels)
		}
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return nil, errPageEnds
		}
		size, b = int(binary.LittleEndian.Uint32(b)), b[4:]
	}
	width := uint(0)
	for v := c.Leaf.Levels; v > 0; v >>= 1 {
		width++
	}
	c.levels.reset(b[:size], width)
	return b[size:], nil
}

// readLevels decodes the levels of n rows into null and returns how many of
// them have a value.
func (c *column) readLevels(n int) (int, error) {
	c.Null = nil
	if c.Leaf.Levels == 0 || c.levels.same(c.Leaf.Levels, n) {
		return n, nil
	}
	c.numbers = slices.Grow(c.numbers[:0], n)[:n]
	if err := c.levels.read(c.numbers); err != nil {
		return 0, err
	}
	c.Nulls = slices.Grow(c.Nulls[:0], n)[:n]
	present := 0
	for i, level := range c.numbers {
		has := level == c.Leaf.Levels
		c.Nulls[i] = !has
		if has {
			present++
		}
	}
	if present < n {
		c.Null = c.Nulls
	}
	return present, nil
}

// readDictionary decodes a dictionary page. Its texts are copied: the page's
// memory is needed for the next page.
func (c *column) readDictionary(page *page) error {
	if c.hasDictionary {
		return errors.New("it has two dictionaries in a row group")
	}
	c.hasDictionary = true
	if int64(page.values) > int64(len(page.body)) {
		return errPageEnds
	}
	d := &c.dictionary
	d.Base = append(d.Base[:0], page.body...)
	_, err := decodePlain(d, c.Leaf, d.Base, int(page.values))
	if c.entries = nil; err == nil && c.takesCodes && len(d.Spans) > 0 {
		c.entries = &vector.Dictionary{Offsets: make([]int32, 1, len(d.Spans)+1)}
		for _, span := range d.Spans {
			c.entries.Bytes = append(c.entries.Bytes, d.Base[span.Start:span.End]...)
			c.entries.Offsets = append(c.entries.Offsets, int32(len(c.entries.Bytes)))
		}
	}
	return err
}

// spread moves the values of a segment to their rows, from the back, and puts
// zero where there is none.
func spread[T any](values []T, null []bool) []T {
	from := len(values)
	values = slices.Grow(values, len(null)-from)[:len(null)]
	var zero T
	for i := len(null) - 1; i >= 0; i-- {
		if null[i] {
			values[i] = zero
		} else {
			from--
			values[i] = values[from]
		}
	}
	return values
}

// decodePlain decodes n values in PLAIN encoding over v and returns the bytes
// after them. Spans are of b.
func decodePlain(v *typed.Values, leaf *typed.Leaf, b []byte, n int) ([]byte, error) {
	if leaf.Width > 0 && n > len(b)/leaf.Width {
		return nil, errPageEnds
	}
	switch leaf.Physical {
	case parquet.Types.Int32:
		v.Ints = slices.Grow(v.Ints[:0], n)[:n]
		for i := range v.Ints {
			v.Ints[i] = int64(int32(binary.LittleEndian.Uint32(b[i*4:])))
		}
	case parquet.Types.Int64:
		v.Ints = slices.Grow(v.Ints[:0], n)[:n]
		for i := range v.Ints {
			v.Ints[i] = int64(binary.LittleEndian.Uint64(b[i*8:]))
		}
	case parquet.Types.Float:
		v.Floats = slices.Grow(v.Floats[:0], n)[:n]
		for i := range v.Floats {
			v.Floats[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i*4:])))
		}
	case parquet.Types.Double:
		v.Floats = slices.Grow(v.Floats[:0], n)[:n]
		for i := range v.Floats {
			v.Floats[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[i*8:]))
		}
	case parquet.Types.ByteArray:
		return decodePlainTexts(v, b, n)
	default: // FIXED_LEN_BYTE_ARRAY, INT96
		v.Base = b
		v.Spans = slices.Grow(v.Spans[:0], n)[:n]
		for i := range v.Spans {
			v.Spans[i] = typed.Span{Start: uint32(i * leaf.Width), End: uint32((i + 1) * leaf.Width)}
		}
	}
	return b[n*leaf.Width:], nil
}

// decodePlainTexts decodes byte arrays: a length of 4 bytes, then the bytes.
func decodePlainTexts(v *typed.Values, b []byte, n int) ([]byte, error) {
	v.Base = b
	v.Spans = slices.Grow(v.Spans[:0], n)[:n]
	at := 0
	for i := range v.Spans {
		if len(b)-at < 4 {
			return nil, errPageEnds
		}
		size := int(binary.LittleEndian.Uint32(b[at:]))
		at += 4
		if size > len(b)-at {
			return nil, errPageEnds
		}
		v.Spans[i] = typed.Span{Start: uint32(at), End: uint32(at + size)}
		at += size
	}
	return b[at:], nil
}
