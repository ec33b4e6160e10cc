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
	// first are the first few values, which most rows of most columns have: to
	// compare them is quicker than to look one up.
	first [4]struct {
		value []byte
		count *int64 // nil behind the last
	}
}

// add counts a value.
func (v *valueCounts) add(value []byte, rows int64) {
	for i := range v.first {
		if f := &v.first[i]; f.count == nil {
			break
		} else if bytes.Equal(f.value, value) {
			*f.count += rows
			return
		}
	}
	if v.tooMany {
		return
	}
	count := v.counts[string(value)]
	if count == nil {
		if len(v.counts) == maxValues {
			*v = valueCounts{tooMany: true}
			return
		}
		if v.counts == nil {
			v.counts = map[string]*int64{}
		}
		count = new(int64)
		if n := len(v.counts); n < len(v.first) {
			v.first[n].value, v.first[n].count = bytes.Clone(value), count
		}
		v.counts[string(value)] = count
	}
	*count += rows
}

// merge adds the counts of another worker.
func (v *valueCounts) merge(w valueCounts) {
	for value, rows := range w.counts {
		v.add([]byte(value), *rows)
	}
	if w.tooMany {
		*v = valueCounts{tooMany: true}
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

// filterValues lists what the text columns held of which no row passed; nil when one
// did, or there are too many values to tell.
func (in *Input) filterValues(counts []counts) (out []ColumnValues) {
	f := in.filter
	if f == nil {
		return nil
	}
	totals := make([]valueCounts, len(f.Columns))
	for _, c := range counts {
		if c.passed {
			return nil
		}
		for i, values := range c.filterValues {
			totals[i].merge(values)
		}
	}
	for i := range totals {
		if values := totals[i].list(); values != nil {
			out = append(out, ColumnValues{f.Columns[i].Name, values})
		}
	}
	return out
}
