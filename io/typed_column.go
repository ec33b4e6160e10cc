package rfmio

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
)

// parquetSpan is a text: base[start:end].
type parquetSpan struct{ start, end uint32 }

// parquetValues are values of one physical type: integers and booleans in
// ints, floats in floats, byte arrays and INT96 in spans of base.
type parquetValues struct {
	ints   []int64
	floats []float64
	spans  []parquetSpan
	base   []byte
}

// text is value i of a column of byte arrays.
func (v *parquetValues) text(i int) []byte { return v.base[v.spans[i].start:v.spans[i].end] }

// typedColumn is a segment of one column: n values, zero where null says so;
// null is nil when every row has a value.
type typedColumn struct {
	leaf *parquetLeaf
	parquetValues
	null []bool

	nulls []bool // memory of null
	texts []byte // memory of texts that were put together
}

// markNulls notes the nulls among the rows from start to end.
func (c *typedColumn) markNulls(a arrow.Array, start, end int) {
	if a.NullN() == 0 {
		return
	}
	for row := start; row < end; row++ {
		if a.IsNull(row) {
			c.markNull(row-start, end-start)
		}
	}
}

// markNull notes that row i of n has no value.
func (c *typedColumn) markNull(i, n int) {
	if len(c.nulls) == 0 {
		c.nulls = resize(c.nulls, n)
		clear(c.nulls)
	}
	c.nulls[i] = true
}

// errDictionary is the error for a code of which a dictionary has no value.
var errDictionary = errors.New("a code is not in the dictionary")
