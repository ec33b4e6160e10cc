package rfmio

import (
	"cmp"
	"slices"
)

// parquetBatchRows is how many rows a batch holds, fewer only at the end of a
// row group: enough to spread the cost of a call, few enough that the vectors
// stay in the processor's cache.
const parquetBatchRows = 4096

// parquetOutput is a want in work: the vector that it fills, and from where.
type parquetOutput struct {
	want   want
	column *typedColumn
	zone   *zoneDays
	// convert appends the column's segment, of n rows, to the vector.
	convert func(o *parquetOutput, n int)

	vector vector
	err    error
	nulls  []bool // memory of vector.null; shorter than the vector if none so far
	bad    []badCell
	doubts []badCell
	buf    []byte
	places int // formFloat to kindDecimal: decimal places that fit so far
}

// parquetConverter picks the loop that makes cells of a kind from a column.
func parquetConverter(leaf *parquetLeaf, k kind) func(o *parquetOutput, n int) {
	switch k {
	case kindDay:
		return dayConverter(leaf)
	case kindDecimal:
		return decimalConverter(leaf)
	case kindNumber:
		return numberConverter(leaf)
	default:
		return textConverter(leaf)
	}
}

// placeBad gives the bad cells of a batch, before which the morsel has some
// rows, their place in the file and puts them in order.
func placeBad(bad []badCell, morsel int, before int64) []badCell {
	for i := range bad {
		bad[i].morsel, bad[i].line = morsel, before+int64(bad[i].row)
	}
	slices.SortStableFunc(bad, func(a, b badCell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	return bad
}

// start empties the vector for the next batch.
func (o *parquetOutput) start() {
	v := &o.vector
	v.kind, v.scale = o.want.kind, 0
	v.bytes, v.days, v.decimals, v.numbers = v.bytes[:0], v.days[:0], v.decimals[:0], v.numbers[:0]
	if o.want.kind == kindText {
		v.offsets = append(v.offsets[:0], 0)
	}
	o.nulls, o.bad, o.doubts, o.places = o.nulls[:0], o.bad[:0], o.doubts[:0], 0
}

// finish is the vector of a batch of n rows.
func (o *parquetOutput) finish(n int) vector {
	v := o.vector
	v.null = nil
	if len(o.nulls) > 0 {
		o.growNulls(n)
		v.null = o.nulls
	}
	return v
}

// rows is how many rows the vector holds.
func (o *parquetOutput) rows() int {
	switch v := &o.vector; o.want.kind {
	case kindDay:
		return len(v.days)
	case kindDecimal:
		return len(v.decimals)
	case kindNumber:
		return len(v.numbers)
	default:
		return len(v.offsets) - 1
	}
}

func (o *parquetOutput) growNulls(n int) {
	have := len(o.nulls)
	o.nulls = slices.Grow(o.nulls, n-have)[:n]
	clear(o.nulls[have:])
}

// addNulls marks the nulls of a segment that is about to be converted.
func (o *parquetOutput) addNulls(null []bool) {
	o.growNulls(o.rows())
	o.nulls = append(o.nulls, null...)
}

// markNull marks a row for whose value the kind has no place.
func (o *parquetOutput) markNull(row int) {
	if row >= len(o.nulls) {
		o.growNulls(row + 1)
	}
	o.nulls[row] = true
}

// addBad reports value i of the segment, in the given row of the batch.
func (o *parquetOutput) addBad(row, i int, reason string) {
	o.bad = append(o.bad, o.cell(row, i, reason))
}

// addDoubt notes a number that shows something of its column.
func (o *parquetOutput) addDoubt(row, i int) {
	o.doubts = append(o.doubts, o.cell(row, i, notANumber))
}

func (o *parquetOutput) cell(row, i int, reason string) badCell {
	o.buf = o.column.appendText(o.buf[:0], i, o.zone)
	return badCell{
		row:    row,
		column: o.want.index,
		name:   o.want.name,
		value:  string(o.buf),
		reason: reason,
	}
}
