package rfmio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/parquet"
)

// parquetColumn decodes the chunks of one source column, a segment of rows at
// a time. A segment ends at the latest with its page, so its texts can point
// into the page instead of being copied.
type parquetColumn struct {
	typedColumn // the segment
	pages       parquetPages

	rowsLeft int64 // rows of the chunk in pages to come
	pageLeft int   // rows of the page that are not yet decoded

	levels rleReader
	codes  rleReader // values of the page: codes or booleans
	rest   []byte    // values of the page: plain
	ready  parquetValues
	taken  int // of ready
	mode   parquetMode

	dictionary    parquetValues
	hasDictionary bool

	numbers []uint32
	lengths []int64
}

// parquetMode is where the values of the page come from.
type parquetMode uint8

const (
	modePlain parquetMode = iota // rest
	modeCodes                    // codes into dictionary
	modeRuns                     // codes are the values
	modeReady                    // decoded with the page, waiting in ready
)

var errPageEnds = errors.New("a page ends early")

// open starts a chunk of the given rows.
func (c *parquetColumn) open(rows int64) {
	c.rowsLeft, c.pageLeft, c.hasDictionary = rows, 0, false
}

// read decodes the next segment, of at most n rows, and returns its length.
func (c *parquetColumn) read(n int) (int, error) {
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
	if c.null != nil {
		switch c.leaf.physical {
		case parquet.Types.Boolean, parquet.Types.Int32, parquet.Types.Int64:
			c.ints = spread(c.ints, c.null)
		case parquet.Types.Float, parquet.Types.Double:
			c.floats = spread(c.floats, c.null)
		default:
			c.spans = spread(c.spans, c.null)
		}
	}
	c.pageLeft -= n
	return n, nil
}

// nextPage reads pages up to the next one with rows.
func (c *parquetColumn) nextPage() error {
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
	case parquetDictionaryPage:
		return c.readDictionary(page)
	case parquetDataPage, parquetDataPageV2:
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
func (c *parquetColumn) openLevels(page *parquetPage) ([]byte, error) {
	b := page.body
	size := int(page.definitions)
	if page.kind == parquetDataPageV2 {
		b = b[page.repetitions:]
	} else if c.leaf.levels > 0 {
		if page.levels != parquet.Encodings.RLE {
			return nil, fmt.Errorf("its levels are encoded as %s, which is not supported", page.levels)
		}
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return nil, errPageEnds
		}
		size, b = int(binary.LittleEndian.Uint32(b)), b[4:]
	}
	width := uint(0)
	for v := c.leaf.levels; v > 0; v >>= 1 {
		width++
	}
	c.levels.reset(b[:size], width)
	return b[size:], nil
}

// readLevels decodes the levels of n rows into null and returns how many of
// them have a value.
func (c *parquetColumn) readLevels(n int) (int, error) {
	c.null = nil
	if c.leaf.levels == 0 || c.levels.same(c.leaf.levels, n) {
		return n, nil
	}
	c.numbers = slices.Grow(c.numbers[:0], n)[:n]
	if err := c.levels.read(c.numbers); err != nil {
		return 0, err
	}
	c.nulls = slices.Grow(c.nulls[:0], n)[:n]
	present := 0
	for i, level := range c.numbers {
		has := level == c.leaf.levels
		c.nulls[i] = !has
		if has {
			present++
		}
	}
	if present < n {
		c.null = c.nulls
	}
	return present, nil
}

// readDictionary decodes a dictionary page. Its texts are copied: the page's
// memory is needed for the next page.
func (c *parquetColumn) readDictionary(page *parquetPage) error {
	if c.hasDictionary {
		return errors.New("it has two dictionaries in a row group")
	}
	c.hasDictionary = true
	if int64(page.values) > int64(len(page.body)) {
		return errPageEnds
	}
	d := &c.dictionary
	d.base = append(d.base[:0], page.body...)
	_, err := decodePlain(d, c.leaf, d.base, int(page.values))
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
func decodePlain(v *parquetValues, leaf *parquetLeaf, b []byte, n int) ([]byte, error) {
	if leaf.width > 0 && n > len(b)/leaf.width {
		return nil, errPageEnds
	}
	switch leaf.physical {
	case parquet.Types.Int32:
		v.ints = slices.Grow(v.ints[:0], n)[:n]
		for i := range v.ints {
			v.ints[i] = int64(int32(binary.LittleEndian.Uint32(b[i*4:])))
		}
	case parquet.Types.Int64:
		v.ints = slices.Grow(v.ints[:0], n)[:n]
		for i := range v.ints {
			v.ints[i] = int64(binary.LittleEndian.Uint64(b[i*8:]))
		}
	case parquet.Types.Float:
		v.floats = slices.Grow(v.floats[:0], n)[:n]
		for i := range v.floats {
			v.floats[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i*4:])))
		}
	case parquet.Types.Double:
		v.floats = slices.Grow(v.floats[:0], n)[:n]
		for i := range v.floats {
			v.floats[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[i*8:]))
		}
	case parquet.Types.ByteArray:
		return decodePlainTexts(v, b, n)
	default: // FIXED_LEN_BYTE_ARRAY, INT96
		v.base = b
		v.spans = slices.Grow(v.spans[:0], n)[:n]
		for i := range v.spans {
			v.spans[i] = parquetSpan{uint32(i * leaf.width), uint32((i + 1) * leaf.width)}
		}
	}
	return b[n*leaf.width:], nil
}

// decodePlainTexts decodes byte arrays: a length of 4 bytes, then the bytes.
func decodePlainTexts(v *parquetValues, b []byte, n int) ([]byte, error) {
	v.base = b
	v.spans = slices.Grow(v.spans[:0], n)[:n]
	at := 0
	for i := range v.spans {
		if len(b)-at < 4 {
			return nil, errPageEnds
		}
		size := int(binary.LittleEndian.Uint32(b[at:]))
		at += 4
		if size > len(b)-at {
			return nil, errPageEnds
		}
		v.spans[i] = parquetSpan{uint32(at), uint32(at + size)}
		at += size
	}
	return b[at:], nil
}
