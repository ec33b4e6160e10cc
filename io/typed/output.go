package typed

import (
	"cmp"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
)

// BatchRows is how many rows a batch holds, fewer only at the end of a
// row group: enough to spread the cost of a call, few enough that the vectors
// stay in the processor's cache.
const BatchRows = 4096

// Output is a want in work: the vector that it fills, and from where.
type Output struct {
	Want   vector.Want
	Column *Column
	Zone   *ZoneDays
	// Convert appends the column's segment, of n rows, to the vector.
	Convert func(o *Output, n int)

	vector vector.Vector
	Err    error
	nulls  []bool // memory of vector.null; shorter than the vector if none so far
	Bad    []vector.BadCell
	Doubts []vector.BadCell
	buf    []byte
	places int // FormFloat to KindDecimal: decimal places that fit so far
}

// Converter picks the loop that makes the cells of a want from a column.
func Converter(leaf *Leaf, w vector.Want) func(o *Output, n int) {
	if w.TakesCodes() && leaf.Form == FormText {
		return copyCodes
	}
	switch w.Kind {
	case vector.KindDay:
		return dayConverter(leaf)
	case vector.KindDecimal:
		return decimalConverter(leaf)
	case vector.KindNumber:
		return numberConverter(leaf)
	default:
		return textConverter(leaf)
	}
}

// PlaceBad gives the bad cells of a batch, before which the morsel has some
// rows, their place in the file and puts them in order.
func PlaceBad(bad []vector.BadCell, morsel int, before int64) []vector.BadCell {
	for i := range bad {
		bad[i].Morsel, bad[i].Line = morsel, before+int64(bad[i].Row)
	}
	slices.SortStableFunc(bad, func(a, b vector.BadCell) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	return bad
}

// Start empties the vector for the next batch.
func (o *Output) Start() {
	v := &o.vector
	v.Kind, v.Scale = o.Want.Kind, 0
	v.Bytes, v.Days, v.Decimals, v.Numbers = v.Bytes[:0], v.Days[:0], v.Decimals[:0], v.Numbers[:0]
	if o.Want.Kind == vector.KindText {
		v.Offsets = append(v.Offsets[:0], 0)
	}
	v.Dictionary, v.Codes = nil, v.Codes[:0]
	o.nulls, o.Bad, o.Doubts, o.places = o.nulls[:0], o.Bad[:0], o.Doubts[:0], 0
}

// Finish is the vector of a batch of n rows.
func (o *Output) Finish(n int) vector.Vector {
	v := o.vector
	v.Null = nil
	if len(o.nulls) > 0 {
		o.growNulls(n)
		v.Null = o.nulls
	}
	return v
}

// Rows is how many rows the vector holds.
func (o *Output) rows() int {
	switch v := &o.vector; o.Want.Kind {
	case vector.KindDay:
		return len(v.Days)
	case vector.KindDecimal:
		return len(v.Decimals)
	case vector.KindNumber:
		return len(v.Numbers)
	default:
		if v.Dictionary != nil {
			return len(v.Codes)
		}
		return len(v.Offsets) - 1
	}
}

func (o *Output) growNulls(n int) {
	have := len(o.nulls)
	o.nulls = slices.Grow(o.nulls, n-have)[:n]
	clear(o.nulls[have:])
}

// AddNulls marks the nulls of a segment that is about to be converted.
func (o *Output) AddNulls(null []bool) {
	o.growNulls(o.rows())
	o.nulls = append(o.nulls, null...)
}

// MarkNull marks a row for whose value the kind has no place.
func (o *Output) markNull(row int) {
	if row >= len(o.nulls) {
		o.growNulls(row + 1)
	}
	o.nulls[row] = true
}

// addBad reports value i of the segment, in the given row of the batch.
func (o *Output) addBad(row, i int, reason string) {
	o.Bad = append(o.Bad, o.cell(row, i, reason))
}

// addDoubt notes a number that shows something of its column.
func (o *Output) addDoubt(row, i int) {
	o.Doubts = append(o.Doubts, o.cell(row, i, value.ReasonNotANumber))
}

func (o *Output) cell(row, i int, reason string) vector.BadCell {
	o.buf = o.Column.appendText(o.buf[:0], i, o.Zone)
	return vector.BadCell{
		Row:    row,
		Column: o.Want.Index,
		Name:   o.Want.Name,
		Value:  string(o.buf),
		Reason: reason,
	}
}
