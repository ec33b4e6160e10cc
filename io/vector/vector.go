package vector

import (
	"cmp"
	"rfm/io/value"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Kind is the form that a source column is decoded into.
type Kind uint8

const (
	KindText    Kind = iota // the bytes of the cell; numbers as they would be written
	KindDay                 // calendar day in the run's zone
	KindDecimal             // exact decimal, one scale a vector
	KindNumber              // float64, for row filters only
)

// Want asks a decoder for one source column.
type Want struct {
	Index int    // position in the source, from 0
	Name  string // header name, for messages
	Kind  Kind
	// Role is what the column is to the input: columns of one role are one column
	// over all files.
	Role string
	Form *value.Form // how its cells are written; nil for text
	// FilterOnly tells that nothing but the row filter looks at the column.
	FilterOnly bool
}

// TakesCodes tells whether a dictionary may stand for the texts of the cells.
func (w Want) TakesCodes() bool { return w.FilterOnly && w.Kind == KindText }

// Vector is one decoded column of a batch. Only the slices of its kind are
// filled. Its memory belongs to the decoder and is valid until the next batch.
type Vector struct {
	Kind Kind

	Offsets []int32 // KindText: cell i is bytes[offsets[i]:offsets[i+1]]
	Bytes   []byte
	// Dictionary holds the texts of a Want that takes codes, where the file has them
	// once; cell i is its entry Codes[i], and Offsets and Bytes are not filled. nil
	// for none.
	Dictionary *Dictionary
	Codes      []uint32

	Days []arrow.Date32 // KindDay

	Decimals []decimal128.Num // KindDecimal
	Scale    int32

	Numbers []float64 // KindNumber

	// Null marks cells that hold no value; nil when every cell has one.
	Null []bool
}

// Text is cell i of a text vector.
func (v *Vector) Text(i int) []byte {
	if v.Dictionary != nil {
		return v.Dictionary.Text(int(v.Codes[i]))
	}
	return v.Bytes[v.Offsets[i]:v.Offsets[i+1]]
}

// Dictionary is a list of texts. It does not change: another one has another
// address.
type Dictionary struct {
	Offsets []int32 // as those of a Vector
	Bytes   []byte
}

// Len is the number of entries.
func (d *Dictionary) Len() int { return len(d.Offsets) - 1 }

// Text is entry i.
func (d *Dictionary) Text(i int) []byte { return d.Bytes[d.Offsets[i]:d.Offsets[i+1]] }

// SetNull marks cell i of n as empty.
func (v *Vector) SetNull(i, n int) {
	if v.Null == nil {
		v.Null = make([]bool, n)
	}
	v.Null[i] = true
}

// SetDecimal sets cell i, after bringing it and the cells before it to one
// scale. It is false when that does not fit; then the cell stays zero and the
// others as they were.
func (v *Vector) SetDecimal(i int, n decimal128.Num, scale int32) bool {
	if scale > v.Scale {
		for _, before := range v.Decimals[:i] {
			if _, ok := value.ScaleUp(before, scale-v.Scale); !ok {
				return false
			}
		}
		for j, before := range v.Decimals[:i] {
			v.Decimals[j], _ = value.ScaleUp(before, scale-v.Scale)
		}
		v.Scale = scale
	}
	n, ok := value.ScaleUp(n, v.Scale-scale)
	v.Decimals[i] = n
	return ok
}

// IsNull tells whether cell i holds no value.
func (v *Vector) IsNull(i int) bool { return v.Null != nil && v.Null[i] }

// Show is cell i as text, nothing where it holds no value.
func (v *Vector) Show(i int) string {
	switch {
	case v.IsNull(i):
		return ""
	case v.Kind == KindText:
		return string(v.Text(i))
	case v.Kind == KindDay:
		return v.Days[i].FormattedString()
	case v.Kind == KindDecimal:
		return v.Decimals[i].ToString(v.Scale)
	}
	return string(value.AppendFloat(nil, v.Numbers[i]))
}

// Batch is what a decoder delivers: one vector for each want, equally long.
type Batch struct {
	Rows    int
	Vectors []Vector
	// Bad lists the cells that could not be decoded; they hold zero values.
	Bad []BadCell
	// Doubts lists cells that show how their column is written, or could be read
	// in two ways, while that is not yet known.
	Doubts []BadCell
}

// Reset makes room for a batch. The memory of the vectors is used again.
func (b *Batch) Reset(rows, columns int) {
	b.Rows, b.Bad, b.Doubts = rows, b.Bad[:0], b.Doubts[:0]
	if len(b.Vectors) != columns {
		b.Vectors = make([]Vector, columns)
	}
	for i := range b.Vectors {
		b.Vectors[i].Null = nil
	}
}

// Resize gives a slice n elements, keeping its memory where it can.
func Resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// WholeRow is the row of a BadCell whose row is not in the batch.
const WholeRow = -1

// BadCell is a cell that is not what its column should hold.
type BadCell struct {
	File   int    // number of the file
	Row    int    // row in the batch, or WholeRow
	Morsel int    // morsel of the file
	Line   int64  // lines of the morsel before it
	Column int    // position in the source, from 0
	Name   string // header name
	Value  string
	Reason string // completes the sentence: `Date "x" …`
	Raw    string // the row as it stands in the file, where it is asked for
}

// Table is one opened file whose columns are known.
type Table interface {
	// Columns are the names of the source columns, in order.
	Columns() []string
	// Head is the beginning of a column as text. It is asked for before the first
	// decoder, and takes nothing from what is to be read.
	Head(column int) []string
	// Decoder returns a decoder for one worker. The decoders of a table share
	// its morsels out among themselves.
	Decoder(wants []Want) Decoder
	// Spelled tells whether the cells of a column are text whose form has to be
	// found out, and not of a type that leaves no question.
	Spelled(w Want) bool
	// FirstLine is the number of the first row as a user counts: the line after
	// the header of a text file, row 1 of others.
	FirstLine() int64
	// Lines is the number of lines in each morsel read so far, for turning the
	// position of a bad cell into a line of the file.
	Lines() []int64
	Close() error
}

// Placer is a table whose cells have names of their own: Orders!C12.
type Placer interface {
	// Place names a cell by its line and its column, from 0; a column below 0
	// stands for the whole line.
	Place(line int64, column int) string
}

// Decoder decodes the morsels of a table into batches.
type Decoder interface {
	// Next decodes the next rows into b, reusing its memory; io.EOF after the last.
	Next(b *Batch) error
	// Position is where a row of that batch stands: the morsel, and the number
	// of its lines before the row.
	Position(row int) (morsel int, line int64)
}

// RawDecoder is a decoder of a text format, which has the rows as they stand in
// the file.
type RawDecoder interface {
	// Raw is a row of the batch as text, without its line end.
	Raw(row int) string
}

// Compare orders bad cells by place.
func (c BadCell) Compare(d BadCell) int {
	return cmp.Or(cmp.Compare(c.File, d.File), cmp.Compare(c.Morsel, d.Morsel), cmp.Compare(c.Line, d.Line), cmp.Compare(c.Column, d.Column))
}

// Run is rows that stand together.
type Run struct{ Start, Rows int32 }

// Compact keeps the rows of the runs, in order.
func (v *Vector) Compact(keep []Run) {
	to, size := 0, int32(0) // the rows kept and the size of their texts
	for _, r := range keep {
		if int(r.Start) != to || v.Kind == KindText {
			size = v.move(to, int(r.Start), int(r.Rows), size)
		}
		to += int(r.Rows)
	}
	if v.Kind == KindText && len(v.Offsets) > 0 {
		v.Offsets[to] = size
	}
}

// move moves n rows that stand together to the front. Texts go behind those
// before, which have the given size; it returns the size with them.
func (v *Vector) move(to, start, n int, size int32) int32 {
	switch v.Kind {
	case KindText:
		if len(v.Offsets) == 0 {
			break
		}
		first, end := v.Offsets[start], v.Offsets[start+n]
		if first != size {
			copy(v.Bytes[size:], v.Bytes[first:end])
		}
		for i, offset := range v.Offsets[start : start+n] {
			v.Offsets[to+i] = offset - first + size
		}
		size += end - first
	case KindDay:
		copy(v.Days[to:], v.Days[start:start+n])
	case KindDecimal:
		if len(v.Decimals) > 0 {
			copy(v.Decimals[to:], v.Decimals[start:start+n])
		}
	}
	if v.Null != nil {
		copy(v.Null[to:], v.Null[start:start+n])
	}
	return size
}

// None stands for a column or a vector that is not there.
const None = -1
