package rfm

import (
	"errors"
	"math"
	"sort"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// IDs is a column of customer ids in one string, so that the garbage collector has
// no pointers to follow. The zero value is empty.
type IDs struct {
	text string
	ends []int32 // of each id in text
}

// MaxIDBytes is how many bytes all ids of a column together may have.
const MaxIDBytes = math.MaxInt32

// ErrIDBytes tells of ids that take more than MaxIDBytes.
var ErrIDBytes = errors.New("the ids of all customers take more than 2 GiB")

// NewIDs makes a column of ids. The error is ErrIDBytes.
func NewIDs(ids []string) (IDs, error) {
	c := IDs{ends: make([]int32, len(ids))}
	end := 0
	for i, id := range ids {
		if end += len(id); end > MaxIDBytes {
			return IDs{}, ErrIDBytes
		}
		c.ends[i] = int32(end)
	}
	c.text = strings.Join(ids, "")
	return c, nil
}

// MakeIDs makes a column of ids that are joined in text; ends holds where each ends.
// The column takes ends over. text has at most MaxIDBytes.
func MakeIDs(text string, ends []int32) IDs { return IDs{text, ends} }

// Len is the number of ids.
func (c IDs) Len() int { return len(c.ends) }

// At is the id with an index.
func (c IDs) At(i int) string {
	start := int32(0)
	if i > 0 {
		start = c.ends[i-1]
	}
	return c.text[start:c.ends[i]]
}

// Slice are the ids from one index up to another, which share their memory.
func (c IDs) Slice(from, to int) IDs {
	start := int32(0)
	if from > 0 {
		start = c.ends[from-1]
	}
	ends := make([]int32, to-from)
	for i, end := range c.ends[from:to] {
		ends[i] = end - start
	}
	if from == to {
		return IDs{ends: ends}
	}
	return IDs{c.text[start : int(start)+int(ends[len(ends)-1])], ends}
}

// Bytes is how many bytes the ids take together.
func (c IDs) Bytes() int { return len(c.text) }

// All are the ids as a list.
func (c IDs) All() []string {
	all := make([]string, c.Len())
	for i := range all {
		all[i] = c.At(i)
	}
	return all
}

// Find is the index of an id in a column that is ordered bytewise; false where it is
// not there.
func (c IDs) Find(id string) (int, bool) {
	return sort.Find(c.Len(), func(i int) int { return strings.Compare(id, c.At(i)) })
}

// Array is the column as an Arrow string array. The caller releases it.
func (c IDs) Array() arrow.Array {
	offsets := make([]int32, 1, len(c.ends)+1)
	offsets = append(offsets, c.ends...)
	data := array.NewData(arrow.BinaryTypes.String, c.Len(), []*memory.Buffer{nil,
		memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets)), memory.NewBufferBytes([]byte(c.text))}, nil, 0, 0)
	defer data.Release()
	return array.NewStringData(data)
}
