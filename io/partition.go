package rfmio

import (
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// findPartitions notes the columns that the folders of a file tell, but for those that
// it holds itself.
func (f *inputFile) findPartitions() {
	f.partitions = slices.DeleteFunc(source.PartitionsOf(f.path), func(p source.Partition) bool {
		return slices.ContainsFunc(f.table.Columns(), func(name string) bool { return value.EqualNames(name, p.Name) })
	})
}

// allColumns are the columns of the file and, behind them, those of its folders.
func (f *inputFile) allColumns() []string {
	return f.withPartitions(f.table.Columns())
}

func (f *inputFile) withPartitions(columns []string) []string {
	if len(f.partitions) == 0 {
		return columns
	}
	columns = slices.Clone(columns)
	for _, p := range f.partitions {
		columns = append(columns, p.Name)
	}
	return columns
}

// partition is the column of a folder that stands at a place among all columns.
func (f *inputFile) partition(column int) (p source.Partition, is bool) {
	at := column - (len(f.columns) - len(f.partitions))
	if at < 0 || at >= len(f.partitions) {
		return p, false
	}
	return f.partitions[at], true
}

// head is the beginning of a column.
func (f *inputFile) head(column int) []string {
	p, is := f.partition(column)
	if !is {
		return f.table.Head(column)
	}
	return slices.Repeat([]string{p.Value}, len(f.table.Head(0)))
}

// spelled tells whether the cells of a column are text whose form has to be found out.
func (f *inputFile) spelled(w vector.Want) bool {
	if _, is := f.partition(w.Index); is {
		return true
	}
	return f.table.Spelled(w)
}

// decoder decodes the columns of the file and of its folders.
func (f *inputFile) decoder(wants []vector.Want) vector.Decoder {
	if len(f.partitions) == 0 {
		return f.table.Decoder(wants)
	}
	d := &partitionDecoder{file: f, wants: wants}
	var inner []vector.Want
	for _, w := range wants {
		at := vector.None
		if _, is := f.partition(w.Index); !is {
			at, inner = len(inner), append(inner, w)
		}
		d.inner = append(d.inner, at)
	}
	if len(inner) == len(wants) {
		return f.table.Decoder(wants)
	}
	d.Decoder = f.table.Decoder(inner)
	if raw, ok := d.Decoder.(vector.RawDecoder); ok {
		return rawPartitionDecoder{d, raw}
	}
	return d
}

// partitionDecoder puts columns of the folders between those of a file.
type partitionDecoder struct {
	vector.Decoder
	file  *inputFile
	wants []vector.Want
	inner []int // of each want its vector in the file, or none
	batch vector.Batch
}

type rawPartitionDecoder struct {
	*partitionDecoder
	vector.RawDecoder
}

// Next implements vector.Decoder.
func (d *partitionDecoder) Next(b *vector.Batch) error {
	if err := d.Decoder.Next(&d.batch); err != nil {
		return err
	}
	b.Reset(d.batch.Rows, len(d.wants))
	b.Bad, b.Doubts = append(b.Bad, d.batch.Bad...), append(b.Doubts, d.batch.Doubts...)
	for i, w := range d.wants {
		if at := d.inner[i]; at != vector.None {
			b.Vectors[i] = d.batch.Vectors[at]
			continue
		}
		p, _ := d.file.partition(w.Index)
		d.fill(b, &b.Vectors[i], w, p.Value)
	}
	return nil
}

// fill gives all rows the value of a folder.
func (d *partitionDecoder) fill(b *vector.Batch, v *vector.Vector, w vector.Want, text string) {
	cell := []byte(text)
	rows := b.Rows
	*v = vector.Vector{Kind: w.Kind}
	good, doubt := true, false
	switch w.Kind {
	case vector.KindText:
		v.Bytes = []byte(strings.Repeat(text, rows))
		v.Offsets = make([]int32, rows+1)
		for i := range v.Offsets {
			v.Offsets[i] = int32(i * len(text))
		}
	case vector.KindDay:
		day, ok := w.Form.Days.Parse(cell)
		v.Days, good = slices.Repeat(append(v.Days, day), rows), ok
	case vector.KindDecimal:
		var n decimal128.Num
		n, v.Scale, good, doubt = w.Form.Numbers.Decimal(cell)
		v.Decimals = slices.Repeat(append(v.Decimals, n), rows)
	default:
		var n float64
		n, good, doubt = w.Form.Numbers.Float(cell)
		v.Numbers = slices.Repeat(append(v.Numbers, n), rows)
	}
	if value.IsBlank(cell) {
		v.Null = slices.Repeat([]bool{true}, rows)
		return
	}
	for row := range rows {
		if good && !(doubt && row == 0) {
			continue
		}
		morsel, line := d.Position(row)
		bad := vector.BadCell{Row: row, Morsel: morsel, Line: line, Column: w.Index, Name: w.Name, Value: text, Reason: w.Form.Reason()}
		if good {
			b.Doubts = append(b.Doubts, bad)
		} else {
			b.Bad = append(b.Bad, bad)
		}
	}
}
