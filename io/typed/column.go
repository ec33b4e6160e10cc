package typed

import (
	"errors"
	"rfm/io/vector"

	"github.com/apache/arrow/go/v17/arrow"
)

// Span is a text: base[start:end].
type Span struct{ Start, End uint32 }

// Values are values of one physical type: integers and booleans in
// ints, floats in floats, byte arrays and INT96 in spans of base.
type Values struct {
	Ints   []int64
	Floats []float64
	Spans  []Span
	Base   []byte
}

// Text is value i of a column of byte arrays.
func (v *Values) text(i int) []byte { return v.Base[v.Spans[i].Start:v.Spans[i].End] }

// Column is a segment of one column: n values, zero where null says so;
// null is nil when every row has a value.
type Column struct {
	Leaf *Leaf
	Values
	Null []bool

	// Codes are entries of Dictionary that stand for the values of the segment; nil
	// where it has the values themselves.
	Dictionary *vector.Dictionary
	Codes      []uint32

	Nulls []bool // memory of null
	Texts []byte // memory of texts that were put together
}

// MarkNulls notes the nulls among the rows from start to end.
func (c *Column) MarkNulls(a arrow.Array, start, end int) {
	if a.NullN() == 0 {
		return
	}
	for row := start; row < end; row++ {
		if a.IsNull(row) {
			c.MarkNull(row-start, end-start)
		}
	}
}

// MarkNull notes that row i of n has no value.
func (c *Column) MarkNull(i, n int) {
	if len(c.Nulls) == 0 {
		c.Nulls = vector.Resize(c.Nulls, n)
		clear(c.Nulls)
	}
	c.Nulls[i] = true
}

// ErrDictionary is the error for a code of which a dictionary has no value.
var ErrDictionary = errors.New("a code is not in the dictionary")
