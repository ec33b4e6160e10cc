package rfmio

import (
	"cmp"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// kind is the form that a source column is decoded into.
type kind uint8

const (
	kindText    kind = iota // the bytes of the cell; numbers as they would be written
	kindDay                 // calendar day in the run's zone
	kindDecimal             // exact decimal, one scale a vector
	kindNumber              // float64, for row filters only
)

// want asks a decoder for one source column.
type want struct {
	index int    // position in the source, from 0
	name  string // header name, for messages
	kind  kind
	// role is what the column is to the input: columns of one role are one column
	// over all files.
	role string
	form *form // how its cells are written; nil for text
}

// vector is one decoded column of a batch. Only the slices of its kind are
// filled. Its memory belongs to the decoder and is valid until the next batch.
type vector struct {
	kind kind

	offsets []int32 // kindText: cell i is bytes[offsets[i]:offsets[i+1]]
	bytes   []byte

	days []arrow.Date32 // kindDay

	decimals []decimal128.Num // kindDecimal
	scale    int32

	numbers []float64 // kindNumber

	// null marks cells that hold no value; nil when every cell has one.
	null []bool
}

// text is cell i of a text vector.
func (v *vector) text(i int) []byte { return v.bytes[v.offsets[i]:v.offsets[i+1]] }

// setNull marks cell i of n as empty.
func (v *vector) setNull(i, n int) {
	if v.null == nil {
		v.null = make([]bool, n)
	}
	v.null[i] = true
}

// setDecimal sets cell i, after bringing it and the cells before it to one
// scale. It is false when that does not fit; then the cell stays zero and the
// others as they were.
func (v *vector) setDecimal(i int, n decimal128.Num, scale int32) bool {
	if scale > v.scale {
		for _, before := range v.decimals[:i] {
			if _, ok := scaleUp(before, scale-v.scale); !ok {
				return false
			}
		}
		for j, before := range v.decimals[:i] {
			v.decimals[j], _ = scaleUp(before, scale-v.scale)
		}
		v.scale = scale
	}
	n, ok := scaleUp(n, v.scale-scale)
	v.decimals[i] = n
	return ok
}

// isNull tells whether cell i holds no value.
func (v *vector) isNull(i int) bool { return v.null != nil && v.null[i] }

// show is cell i as text, nothing where it holds no value.
func (v *vector) show(i int) string {
	switch {
	case v.isNull(i):
		return ""
	case v.kind == kindText:
		return string(v.text(i))
	case v.kind == kindDay:
		return v.days[i].FormattedString()
	case v.kind == kindDecimal:
		return v.decimals[i].ToString(v.scale)
	}
	return string(appendFloat(nil, v.numbers[i]))
}

// batch is what a decoder delivers: one vector for each want, equally long.
type batch struct {
	rows    int
	vectors []vector
	// bad lists the cells that could not be decoded; they hold zero values.
	bad []badCell
	// doubts lists cells that show how their column is written, or could be read
	// in two ways, while that is not yet known.
	doubts []badCell
}

// reset makes room for a batch. The memory of the vectors is used again.
func (b *batch) reset(rows, columns int) {
	b.rows, b.bad, b.doubts = rows, b.bad[:0], b.doubts[:0]
	if len(b.vectors) != columns {
		b.vectors = make([]vector, columns)
	}
	for i := range b.vectors {
		b.vectors[i].null = nil
	}
}

// resize gives a slice n elements, keeping its memory where it can.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// wholeRow is the row of a badCell whose row is not in the batch.
const wholeRow = -1

// badCell is a cell that is not what its column should hold.
type badCell struct {
	file   int    // number of the file
	row    int    // row in the batch, or wholeRow
	morsel int    // morsel of the file
	line   int64  // lines of the morsel before it
	column int    // position in the source, from 0
	name   string // header name
	value  string
	reason string // completes the sentence: `Date "x" …`
	raw    string // the row as it stands in the file, where it is asked for
}

// table is one opened file whose columns are known.
type table interface {
	// columns are the names of the source columns, in order.
	columns() []string
	// head is the beginning of a column as text. It is asked for before the first
	// decoder, and takes nothing from what is to be read.
	head(column int) []string
	// decoder returns a decoder for one worker. The decoders of a table share
	// its morsels out among themselves.
	decoder(wants []want) decoder
	// spelled tells whether the cells of a column are text whose form has to be
	// found out, and not of a type that leaves no question.
	spelled(w want) bool
	// firstLine is the number of the first row as a user counts: the line after
	// the header of a text file, row 1 of others.
	firstLine() int64
	// lines is the number of lines in each morsel read so far, for turning the
	// position of a bad cell into a line of the file.
	lines() []int64
	close() error
}

// decoder decodes the morsels of a table into batches.
type decoder interface {
	// next decodes the next rows into b, reusing its memory; io.EOF after the last.
	next(b *batch) error
	// position is where a row of that batch stands: the morsel, and the number
	// of its lines before the row.
	position(row int) (morsel int, line int64)
}

// rawDecoder is a decoder of a text format, which has the rows as they stand in
// the file.
type rawDecoder interface {
	// raw is a row of the batch as text, without its line end.
	raw(row int) string
}

// compare orders bad cells by place.
func (c badCell) compare(d badCell) int {
	return cmp.Or(cmp.Compare(c.file, d.file), cmp.Compare(c.morsel, d.morsel), cmp.Compare(c.line, d.line), cmp.Compare(c.column, d.column))
}

// compact keeps the rows given, in order.
func (v *vector) compact(keep []int32) {
	switch v.kind {
	case kindText:
		if len(v.offsets) == 0 {
			return
		}
		size := int32(0)
		for i, row := range keep {
			start, end := v.offsets[row], v.offsets[row+1]
			v.offsets[i] = size
			size += int32(copy(v.bytes[size:], v.bytes[start:end]))
		}
		v.offsets[len(keep)] = size
	case kindDay:
		for i, row := range keep {
			v.days[i] = v.days[row]
		}
	case kindDecimal:
		for i, row := range keep {
			v.decimals[i] = v.decimals[row]
		}
	}
	if v.null != nil {
		for i, row := range keep {
			v.null[i] = v.null[row]
		}
	}
}

// none stands for a column or a vector that is not there.
const none = -1
