package rfmio

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// ColumnValues are the values of a column that has a few, the commonest first.
type ColumnValues struct {
	Column string
	Values []ValueCount
}

// ValueCount is a value and the number of rows that have it.
type ValueCount struct {
	Value string
	Rows  int64
}

// maxValues is how many values a column may have before its values are not
// worth telling.
const maxValues = 1000

// valueCounts counts the values of a column. The zero value is empty.
type valueCounts struct {
	counts  map[string]*int64
	tooMany bool
	last    []byte // the value of the row before, which is likely that of the next
	of      *int64 // its count
}

// add counts a value.
func (v *valueCounts) add(value []byte, rows int64) {
	if v.of != nil && bytes.Equal(value, v.last) {
		*v.of += rows
		return
	}
	if v.tooMany {
		return
	}
	count := v.counts[string(value)]
	if count == nil {
		if len(v.counts) == maxValues {
			v.counts, v.of, v.tooMany = nil, nil, true
			return
		}
		if v.counts == nil {
			v.counts = map[string]*int64{}
		}
		count = new(int64)
		v.counts[string(value)] = count
	}
	*count += rows
	v.last, v.of = append(v.last[:0], value...), count
}

// merge adds the counts of another worker.
func (v *valueCounts) merge(w valueCounts) {
	for value, rows := range w.counts {
		v.add([]byte(value), *rows)
	}
	if w.tooMany {
		v.counts, v.of, v.tooMany = nil, nil, true
	}
}

// list lists the values; none where there are too many.
func (v *valueCounts) list() (values []ValueCount) {
	for value, rows := range v.counts {
		values = append(values, ValueCount{value, *rows})
	}
	slices.SortFunc(values, func(x, y ValueCount) int {
		return cmp.Or(cmp.Compare(y.Rows, x.Rows), strings.Compare(x.Value, y.Value))
	})
	return values
}
